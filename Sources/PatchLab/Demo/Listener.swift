/// One caller of the demo, after the call.
public struct Listener: Sendable {
  public var name: String
  /// The caller's place in the turn table.
  public var caller: Int
  public var stream: StreamReport
  /// What the server reported of this leg.
  public var reported: Deviations

  public init(name: String, caller: Int, stream: StreamReport, reported: Deviations) {
    self.name = name
    self.caller = caller
    self.stream = stream
    self.reported = reported
  }
}
