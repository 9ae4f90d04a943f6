/// What one listener was given in one tick.
public struct MixResult: Equatable, Sendable {
  /// How many legs with sound reached this listener.
  public var contributors: Int
  /// The one leg heard, if there is exactly one and its gain rests at exactly 1: unless `limited`, the output is
  /// that leg's frame, sample for sample.
  public var sole: Int?
  /// True when the limiter was at work, so the output is not the exact sum.
  public var limited: Bool

  public init(contributors: Int = 0, sole: Int? = nil, limited: Bool = false) {
    self.contributors = contributors
    self.sole = sole
    self.limited = limited
  }
}
