/// What several measurements of one thing are worth: their median, and the interval that holds the true one in 95 of 100 cases.
public struct Median: Sendable, Equatable, Codable {
  public let median: Double
  /// Of the 95 % interval, by order statistics: nothing is assumed about how the measurements are spread. With fewer than six
  /// it is all of them, and less sure.
  public let low: Double
  public let high: Double

  /// Nil without a measurement.
  public init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let count = sorted.count
    median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    // As many from each end as leave at most 2.5 % outside, by the binomial law.
    var left = 0
    var term = 1.0
    for _ in 0..<count { term /= 2 }
    var tail = term
    while left + 1 < count / 2 {
      term *= Double(count - left) / Double(left + 1)
      guard tail + term <= 0.025 else { break }
      tail += term
      left += 1
    }
    low = sorted[left]
    high = sorted[count - 1 - left]
  }

  /// How far the interval reaches from the median, as a share of it.
  public var spread: Double { median > 0 ? max(high - median, median - low) / median : 0 }
}
