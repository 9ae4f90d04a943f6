import Foundation
import PatchBase

/// Sounds and measures that the codec tests share.
enum Sounds {
  /// A sine of `amplitude` (1 is full scale); each channel a little higher than the one before.
  static func tone(_ hertz: Double, rate: Int, samples: Int, channels: Int = 1, amplitude: Double = 0.5) -> [Int16] {
    (0..<samples * channels).map { i in
      let (time, channel) = (Double(i / channels) / Double(rate), Double(i % channels))
      return Int16(32767 * amplitude * sin(2 * .pi * hertz * (1 + channel / 4) * time))
    }
  }

  /// Something like a voice: harmonics of a gliding pitch below 3.4 kHz, in syllables.
  static func voice(rate: Int, samples: Int, channels: Int = 1) -> [Int16] {
    var phase = 0.0
    var sound: [Int16] = []
    for i in 0..<samples {
      let time = Double(i) / Double(rate)
      let pitch = 140 + 30 * sin(2 * .pi * 0.7 * time)
      phase += pitch / Double(rate)
      var value = 0.0
      for harmonic in 1...16 where Double(harmonic) * pitch < 3400 {
        value += sin(2 * .pi * phase * Double(harmonic)) / Double(harmonic)
      }
      let syllable = max(0, sin(2 * .pi * 3 * time))
      for _ in 0..<channels { sound.append(Int16(8000 * syllable * value)) }
    }
    return sound
  }

  /// Reproducible noise.
  static func noise(samples: Int, seed: UInt64 = 1, amplitude: Int = 8000) -> [Int16] {
    var random = Lottery(seed: seed)
    return (0..<samples).map { _ in Int16(Int.random(in: -amplitude...amplitude, using: &random)) }
  }

  static func rms(_ sound: some Collection<Int16>) -> Double {
    let sum = sound.reduce(0.0) { $0 + Double($1) * Double($1) }
    return (sum / Double(max(sound.count, 1))).squareRoot()
  }

  /// How far `heard`, delayed by `delay` elements, is from `said`: signal over error in dB, over what both cover.
  static func ratio(_ said: [Int16], _ heard: [Int16], delay: Int) -> Double {
    let length = min(said.count, heard.count - delay)
    var (signal, error) = (0.0, 0.0)
    for i in length / 5..<length {
      signal += Double(said[i]) * Double(said[i])
      let difference = Double(said[i]) - Double(heard[i + delay])
      error += difference * difference
    }
    return 10 * log10(signal / max(error, 1e-9))
  }

  /// Amplitude (1 is full scale) of one frequency, by correlation over whole periods as near as can be.
  static func amplitude(of hertz: Double, rate: Int, in sound: ArraySlice<Int16>) -> Double {
    var (real, imaginary) = (0.0, 0.0)
    var weights = 0.0
    for (i, sample) in sound.enumerated() {
      let window = 0.5 - 0.5 * cos(2 * .pi * (Double(i) + 0.5) / Double(sound.count))
      let angle = 2 * .pi * hertz * Double(i) / Double(rate)
      real += window * Double(sample) * cos(angle)
      imaginary += window * Double(sample) * sin(angle)
      weights += window
    }
    return 2 * (real * real + imaginary * imaginary).squareRoot() / weights / 32767
  }
}

/// The fault that `body` throws, or nil.
func fault<Result: ~Copyable>(_ body: () throws(Fault) -> Result) -> Fault? {
  do {
    _ = try body()
    return nil
  } catch { return error }
}
