/// What the group's key work has to be told. The session passes these on and does none of it, so that a host may do it on
/// another thread; what comes back carries `session`.
public struct VoiceDaveWork: Equatable, Sendable, BitwiseCopyable {
  public enum Kind: UInt32, Sendable, BitwiseCopyable {
    /// A new group: forget the one before. `channel` names it, `value` is 1 where encryption is required.
    case open = 1
    /// The server chose `value` as the version.
    case start = 2
    /// `user` may be added to the group.
    case connected = 3
    /// `user` may not any more.
    case disconnected = 4
    /// The bytes are a binary message, its op first.
    case message = 5
    /// Prepare `transition` to version `value`.
    case prepareTransition = 6
    /// Execute `transition`.
    case executeTransition = 7
    /// Prepare epoch `extra` with version `value`.
    case prepareEpoch = 8
    /// Too many frames could not be opened.
    case recover = 9
  }

  public var kind: Kind
  /// Which group, counted by this session.
  public var session: UInt32
  public var transition: UInt16
  /// The user, or the channel.
  public var id: UInt64
  public var value: UInt64
  public var extra: UInt64

  init(
    _ kind: Kind, session: UInt32, transition: UInt16 = 0, id: UInt64 = 0, value: UInt64 = 0, extra: UInt64 = 0
  ) {
    self.kind = kind
    self.session = session
    self.transition = transition
    self.id = id
    self.value = value
    self.extra = extra
  }
}
