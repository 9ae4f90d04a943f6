/// When a call is ended because nobody does. 0: never.
public struct WatchSettings: Sendable, Equatable {
  /// The longest a call may be.
  public var longestSeconds = 14_400
  /// How long a caller may say nothing.
  public var silenceSeconds = 0
  /// How long nobody in the room may say anything.
  public var deadAirSeconds = 600
  /// From the notice to the goodbye.
  public var graceSeconds = 10

  public init() {}
}
