import PatchAudio

/// How loud somebody speaks just now, from a level that counts from the beginning.
struct LevelMeter: Sendable {
  private var samples: UInt64 = 0
  private var energy = 0.0
  /// In dBov, −127…0; falls by 4 dB a tenth of a second when nothing comes.
  private(set) var decibels = -127.0
  /// The last ticks, while somebody watches.
  private(set) var ticks: [Int] = []

  /// What came since the last time, as one look at a tenth of a second.
  mutating func update(_ level: Level) { decibels = max(fresh(level), decibels - 4) }

  /// The same for one tick.
  mutating func follow(_ level: Level) {
    let now = fresh(level)
    ticks.append(Int(now.rounded()))
    if ticks.count % 5 == 0 { decibels = max(Double(ticks.suffix(5).max() ?? -127), decibels - 4) }
  }

  /// What was gathered; nil when all of it was silence.
  mutating func take() -> [Int]? {
    defer { ticks.removeAll(keepingCapacity: true) }
    return ticks.contains { $0 > -127 } ? ticks : nil
  }

  private mutating func fresh(_ level: Level) -> Double {
    let now = level.rms * level.rms * Double(level.samples)
    defer {
      samples = level.samples
      energy = now
    }
    guard level.samples > samples else { return -127 }
    let mean = max(now - energy, 0) / Double(level.samples - samples)
    return mean > 0 ? Level.decibels(ofMeanSquare: mean) : -127
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
    return max(decibels, -127)
  }
}
