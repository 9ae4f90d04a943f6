/// What goes wrong on purpose in the REST API.
public struct TwilioLabFaults: Sendable {
  /// The next so many requests are answered with 429, and not done.
  public var tooMany = 0
  /// The next so many requests to place a call are done and answered with 500.
  public var brokenAfterPlacing = 0
  /// The next so many requests are answered with 503, and not done.
  public var unavailable = 0
  /// Status callbacks of a call come in another order: the later ones first.
  public var disorder = false
  /// Each status callback is sent this often.
  public var repeats = 1

  public init() {}
}
