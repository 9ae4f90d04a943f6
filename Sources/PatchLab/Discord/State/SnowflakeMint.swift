import Foundation

/// Makes ids that grow.
struct SnowflakeMint: Sendable {
  private let followsClock: Bool
  private(set) var millisecond: UInt64

  /// - Parameters:
  ///   - seed: where ids begin when they do not follow the clock: equal runs then have equal ids, one a millisecond.
  ///   - followsClock: ids tell the real time, which clients look at to see whether an interaction is too old.
  init(seed: UInt64, followsClock: Bool) {
    self.followsClock = followsClock
    millisecond = 299_000_000_000 + seed % 86_400_000
    advance()
  }

  mutating func next() -> Snowflake {
    millisecond += 1
    advance()
    return Snowflake(millisecond << 22 | millisecond & 0xFFF)
  }

  /// Seconds since 1970, by the ids' reckoning.
  mutating func seconds() -> Int {
    advance()
    return Int((millisecond + Self.epoch) / 1000)
  }

  private mutating func advance() {
    guard followsClock else { return }
    millisecond = max(millisecond, UInt64(Date().timeIntervalSince1970 * 1000) - Self.epoch)
  }

  /// The first moment of 2015, in milliseconds since 1970.
  static let epoch: UInt64 = 1_420_070_400_000
}

extension Snowflake {
  /// When it was made, as Discord writes moments.
  var timestamp: String {
    let milliseconds = (raw >> 22) + SnowflakeMint.epoch
    let second = Date(timeIntervalSince1970: Double(milliseconds / 1000)).ISO8601Format().dropLast()
    let fraction = String(milliseconds % 1000 + 1000).dropFirst()
    return "\(second).\(fraction)000+00:00"
  }
}
