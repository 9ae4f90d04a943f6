/// What a `DaveSession` wants done, one at a time.
public enum DaveOutput: Equatable, Sendable {
  /// Nothing is left.
  case none
  /// Send so many bytes of the buffer to the voice gateway as one binary message. The first is the op: 26 or 28.
  case binary(Int)
  /// Send op 23 with this transition.
  case transitionReady(UInt16)
  /// Send op 31 with this transition.
  case invalidCommitWelcome(UInt16)
  /// Keys have changed: fetch the change with `take(into:)` and give it to `DaveFrames.apply`, in this order.
  case update
  /// Something to tell.
  case event(DaveEvent)
}

/// Something that happened in a session.
public struct DaveEvent: Equatable, Sendable {
  /// The numbers are those of `phonepatch/dave.h`.
  public enum Kind: UInt32, Sendable {
    /// We are in the group of a new epoch: keys and privacy code are new. `value` is the epoch.
    case epoch = 1
    /// What we send is end-to-end encrypted from now on. `value` is the protocol version.
    case sealed = 2
    /// The call is not end-to-end encrypted any more, or never was, and we go on in the clear.
    case plain = 3
    /// The call is not end-to-end encrypted, and nothing is sent: encryption is required.
    case muted = 4
    /// Something did not fit: the gateway is asked for a fresh start. `value` is the `MLSCause`, or 0 when frames did
    /// not open or no group came.
    case recovering = 5
    /// A proposal was not accepted, and we commit none. `value` is the `MLSCause`.
    case refused = 6
    /// A message that does not belong here now, and was passed over. `value` is its op.
    case ignored = 7
    /// Outputs were lost, because nobody fetched them. `value` is how many.
    case overflow = 8
  }

  public let kind: Kind
  public let value: UInt64

  init(_ kind: Kind, _ value: UInt64 = 0) {
    self.kind = kind
    self.value = value
  }
}
