/// Whose session it is, and what it insists on.
public struct DaveSettings: Sendable {
  /// Our user id. Not 0.
  public var user: UInt64
  /// The channel's id, which is also the group's.
  public var channel: UInt64
  /// Members of the call at most, 1…256.
  public var users = 100
  /// True: a call that is not end-to-end encrypted mutes us. False only where that is meant, as on a stage.
  public var requiresDave = true

  public init(user: UInt64, channel: UInt64) {
    self.user = user
    self.channel = channel
  }
}
