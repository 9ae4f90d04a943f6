/// How much may be spent in a day of UTC, and at once.
public struct Caps: Sendable, Equatable {
  /// Outbound calls at once.
  public var calls: Int
  public var minutes: Int
  /// In the currency of the rates.
  public var cost: Double

  public init(calls: Int, minutes: Int, cost: Double) {
    self.calls = calls
    self.minutes = minutes
    self.cost = cost
  }
}
