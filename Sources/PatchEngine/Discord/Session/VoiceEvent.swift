/// Something that happened in a `VoiceSession`, told once. No failure goes without one.
public struct VoiceEvent: Equatable, Sendable, BitwiseCopyable {
  public enum Kind: UInt32, Sendable, BitwiseCopyable {
    /// The state is another one: `value` is the `VoiceSessionState`.
    case state = 1
    /// Sound can flow: `value` is our SSRC, `extra` the version of DAVE (0: none).
    case ready = 2
    /// The WebSocket is back, the session went on; `value` is how long it was gone, in µs.
    case resumed = 3
    /// The WebSocket was closed: `value` is the code, `extra` the `VoiceReaction`.
    case closed = 4
    /// Over: `value` is the `VoiceEnd`, `extra` the close code that led to it, if one did.
    case ended = 5
    /// We were moved: `value` is the channel.
    case moved = 6
    /// The voice server went away, or another one was named: `value` is 1 when there is another one.
    case serverChanged = 7
    /// The main gateway did not answer in time: no permission, or the channel is full. `value` is how often in a row.
    case noAnswer = 8
    /// The server did not tell where it sees us: UDP is blocked, or it is lost. `value` is the number of requests.
    case noDiscovery = 9
    /// Three heartbeats were not answered: the connection counts as lost.
    case heartbeatLost = 10
    /// `value` messages of the gateway were not understood.
    case malformed = 11
    /// `user` is in the channel.
    case joined = 12
    /// `user` left it.
    case left = 13
    /// `user` speaks with the SSRC `value`.
    case source = 14
    /// Sound with the SSRC `value` arrives, and nobody was told to own it; it waits for a second.
    case unknownSource = 15
    /// `value` received packets were of no use since the last such event; `extra` is the `VoiceLoss` of the last one, and
    /// `user` its sender if known.
    case unheard = 16
    /// `value` frames of ours were not sent since the last such event; `extra` is the `VoiceLoss` of the last one.
    case unsent = 17
    /// We are mute: the channel is not end-to-end encrypted, and that is required. Say so in the channel.
    case muted = 18
    /// We are not any more.
    case unmuted = 19
    /// So many frames in a row could not be opened that the group's keys are asked for anew.
    case recovering = 20
    /// `value` events were lost because the host did not poll.
    case overflow = 21
  }

  public var kind: Kind
  /// See `Kind`; otherwise 0.
  public var user: UInt64
  /// See `Kind`.
  public var value: UInt64
  /// See `Kind`.
  public var extra: UInt64

  public init(_ kind: Kind, user: UInt64 = 0, value: UInt64 = 0, extra: UInt64 = 0) {
    self.kind = kind
    self.user = user
    self.value = value
    self.extra = extra
  }
}

/// Why a `VoiceSession` is over.
public enum VoiceEnd: UInt32, Sendable {
  /// `leave` was called.
  case left = 1
  /// We were taken out of the channel.
  case removed = 2
  /// The main gateway never answered.
  case unanswered = 3
  /// The server refused what we say, twice.
  case refused = 4
  /// The server demands end-to-end encryption that it says we lack: a fault of set-up.
  case daveRequired = 5
  /// We were limited twice.
  case rateLimited = 6
  /// The server offers no way to seal packets that we know.
  case noMode = 7
  /// UDP does not get through.
  case noPath = 8
}

/// Why a packet did not become sound, either way.
public enum VoiceLoss: UInt32, Sendable, CaseIterable {
  /// Its seal did not fit the key: forged, damaged, or of an older session.
  case transport = 1
  /// It was no RTP of version 2, or had nothing inside.
  case malformed = 2
  /// Nobody was told to own its SSRC in time.
  case unknownSource = 3
  /// No key of its sender came in time.
  case noKey = 4
  /// It was not end-to-end encrypted, and had to be.
  case plaintext = 5
  /// Its end-to-end encryption was malformed.
  case badFrame = 6
  /// It came twice, or far too late.
  case replayed = 7
  /// It did not fit the sender's key.
  case unauthenticated = 8
  /// There was no room: the host did not poll.
  case crowded = 9
  /// Outbound: sound does not flow yet.
  case notReady = 10
  /// Outbound: the group has no key for us yet.
  case noOwnKey = 11
  /// Outbound: the channel is not encrypted and that is required.
  case muted = 12
}
