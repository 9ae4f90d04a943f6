import PatchAudio

/// How loud somebody speaks just now, from a level that counts from the beginning.
struct LevelMeter: Sendable {
  private var samples: UInt64 = 0
  private var energy = 0.0
  /// In dBov, −127…0; falls by 4 dB an update when nothing comes.
  private(set) var decibels = -127.0

  mutating func update(_ level: Level) {
    let now = level.rms * level.rms * Double(level.samples)
    if level.samples > samples {
      let mean = max(now - energy, 0) / Double(level.samples - samples)
      let fresh = mean > 0 ? Level.decibels(ofMeanSquare: mean) : -127
      decibels = max(fresh, decibels - 4)
    } else {
      decibels = max(decibels - 4, -127)
    }
    samples = level.samples
    energy = now
  }
}

extension Level {
  /// In dBov.
  fileprivate static func decibels(ofMeanSquare square: Double) -> Double {
    var level = square / (32768.0 * 32768.0)
    // A meter's half decibel: no logarithm needed for more.
    var decibels = 0.0
    while level < 0.1, decibels > -127 {
      level *= 10
      decibels -= 10
    }
    while level < 0.891, decibels > -127 {
      level *= 1.122018
      decibels -= 0.5
    }
    return decibels
  }
}
