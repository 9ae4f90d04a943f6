/// What the server reported of one leg: the places where it could not pass sound through as it came.
public struct Deviations: Equatable, Sendable, Codable {
  /// Frames the room had to do without, because the caller's sound was late.
  public var starved = 0
  /// Frames thrown away to come back to the wanted delay.
  public var discarded = 0
  /// Frames that never came and were replaced.
  public var replaced = 0
  /// Frames towards the caller that were thrown away.
  public var dropped = 0
  /// Frames of silence towards the caller that were added, and that were left out.
  public var added = 0
  public var leftOut = 0
  /// How often the caller's sound broke off, or went on elsewhere.
  public var breaks = 0

  public init() {}

  public var isEmpty: Bool { self == Deviations() }
}
