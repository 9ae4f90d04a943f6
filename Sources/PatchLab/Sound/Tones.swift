import Foundation

/// Sounds that the carrier makes itself: μ-law at 8 kHz.
enum Tones {
  /// Stands in for a synthetic voice: a soft tone that lasts as long as the text would (15 characters a second).
  static func speech(_ text: String) -> [UInt8] { tone([440], seconds: duration(text), level: 0.1) }

  static func duration(_ text: String) -> Double { max(Double(text.prefix(4096).count) / 15, 0.3) }

  static let beep = tone([1000], seconds: 0.25, level: 0.3)

  /// Keys as a telephone sends them, 100 ms each and 100 ms apart; `w` is half a second of silence.
  static func digits(_ keys: String) -> [UInt8] {
    keys.flatMap { key -> [UInt8] in
      if key == "w" { return [UInt8](repeating: 0xFF, count: 4000) }
      guard let pair = frequencies(key) else { return [] }
      return tone(pair, seconds: 0.1, level: 0.25) + [UInt8](repeating: 0xFF, count: 800)
    }
  }

  /// The two frequencies of a key (ITU-T Q.23).
  static func frequencies(_ key: Character) -> [Double]? {
    let rows = ["123A", "456B", "789C", "*0#D"]
    let low = [697.0, 770, 852, 941]
    let high = [1209.0, 1336, 1477, 1633]
    for (row, keys) in rows.enumerated() {
      for (column, candidate) in keys.enumerated() where candidate == key { return [low[row], high[column]] }
    }
    return nil
  }

  static func tone(_ frequencies: [Double], seconds: Double, level: Double) -> [UInt8] {
    let count = Int(seconds * 8000)
    return PhoneSound.encode(
      (0..<count).map { index in
        let time = Double(index) / 8000
        let sum = frequencies.reduce(0) { $0 + sin(2 * .pi * $1 * time) }
        return Int16(sum * level * 32767)
      })
  }
}
