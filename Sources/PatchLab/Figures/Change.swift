/// How one set of measurements differs from another: the ratio of their medians and its 95 % interval.
public struct Change: Sendable, Equatable, Codable {
  public enum Verdict: String, Sendable, Codable {
    case faster, slower, same
    /// The interval is too wide to tell.
    case unsure
  }

  /// Of times: above 1 the second takes longer.
  public let ratio: Double
  public let low: Double
  public let high: Double

  /// Smaller changes are not told.
  public static let least = 0.02

  /// Bootstrapped with a fixed seed, so that the same measurements always say the same. Nil without positive times.
  public init?(from before: [Double], to after: [Double]) {
    guard let below = Median(before)?.median, let above = Median(after)?.median, below > 0, above > 0,
      before.allSatisfy({ $0 > 0 }), after.allSatisfy({ $0 > 0 })
    else { return nil }
    var dice = Dice(state: 1)
    var ratios: [Double] = []
    for _ in 0..<2000 {
      let one = Self.middle((0..<before.count).map { _ in before[dice.next(below: before.count)] })
      let other = Self.middle((0..<after.count).map { _ in after[dice.next(below: after.count)] })
      ratios.append(other / one)
    }
    ratios.sort()
    ratio = above / below
    low = ratios[ratios.count / 40]
    high = ratios[ratios.count - 1 - ratios.count / 40]
  }

  public var verdict: Verdict {
    if low > 1 || high < 1, abs(ratio - 1) > Self.least { return ratio > 1 ? .slower : .faster }
    return high - low < 0.2 ? .same : .unsure
  }

  private static func middle(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// SplitMix64.
  private struct Dice {
    var state: UInt64

    mutating func next(below bound: Int) -> Int {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      return Int((z ^ z >> 31) % UInt64(bound))
    }
  }
}
