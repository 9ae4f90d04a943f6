/// What a `VoiceSession` did, counted since it was made, and how it stands.
public struct VoiceStatistics: Sendable {
  public var state = VoiceSessionState.idle
  /// The version of DAVE that the server chose.
  public var daveVersion: UInt64 = 0
  /// Sources of sound that are known.
  public var sources = 0
  /// Received frames that wait.
  public var waiting = 0
  /// The channel is not encrypted, and has to be.
  public var isMuted = false
  /// Round trip of the last heartbeat, in µs.
  public var roundTrip: UInt64 = 0

  /// WebSockets asked for.
  public var connects: UInt64 = 0
  public var resumes: UInt64 = 0
  public var rejoins: UInt64 = 0
  /// Messages of the gateway understood, and not.
  public var messages: UInt64 = 0
  public var malformed: UInt64 = 0
  public var heartbeats: UInt64 = 0
  public var heartbeatsMissed: UInt64 = 0

  /// Datagrams received.
  public var datagrams: UInt64 = 0
  /// Those that were no sound: reports, echoes, other media.
  public var others: UInt64 = 0
  /// Received frames handed on as Opus packets.
  public var heard: UInt64 = 0
  /// Received packets whose padding was cut.
  public var padded: UInt64 = 0
  /// Frames sent, silence included.
  public var sent: UInt64 = 0
  /// What did not become sound, by its cause.
  public var lost = VoiceLosses()
  /// Events lost because the host did not poll.
  public var eventsLost: UInt64 = 0

  public init() {}
}

/// Packets that did not become sound, by cause; see `VoiceLoss`.
public struct VoiceLosses: Equatable, Sendable {
  public var transport: UInt64 = 0
  public var malformed: UInt64 = 0
  public var unknownSource: UInt64 = 0
  public var noKey: UInt64 = 0
  public var plaintext: UInt64 = 0
  public var badFrame: UInt64 = 0
  public var replayed: UInt64 = 0
  public var unauthenticated: UInt64 = 0
  public var crowded: UInt64 = 0
  public var notReady: UInt64 = 0
  public var noOwnKey: UInt64 = 0
  public var muted: UInt64 = 0

  public init() {}

  mutating func count(_ cause: VoiceLoss) {
    switch cause {
    case .transport: transport += 1
    case .malformed: malformed += 1
    case .unknownSource: unknownSource += 1
    case .noKey: noKey += 1
    case .plaintext: plaintext += 1
    case .badFrame: badFrame += 1
    case .replayed: replayed += 1
    case .unauthenticated: unauthenticated += 1
    case .crowded: crowded += 1
    case .notReady: notReady += 1
    case .noOwnKey: noOwnKey += 1
    case .muted: muted += 1
    }
  }
}
