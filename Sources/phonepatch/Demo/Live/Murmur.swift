import Foundation
import PatchLab

/// Stands in where no recorded speech is installed: syllables that rise and fall, for each voice another pitch.
enum Murmur {
  static func speech() -> [Speech] {
    [("low", 130.0), ("middle", 180.0), ("high", 240.0)].map { name, pitch in
      let samples = (0..<16_000).map { index -> Int16 in
        let time = Double(index) / 8000
        let glide = pitch * (1 + 0.15 * sin(2 * .pi * 0.7 * time))
        let syllable = pow(abs(sin(2 * .pi * 2.1 * time)), 1.5)
        let voice = (1...6).reduce(0.0) { $0 + sin(2 * .pi * glide * Double($1) * time) / Double($1) }
        return Int16(3500 * syllable * voice)
      }
      return Speech(name: name, sound: PhoneSound.encode(samples))
    }
  }
}
