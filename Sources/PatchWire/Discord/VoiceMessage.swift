/// One message from a voice gateway, taken apart. What its op does not carry is zero, empty or nil.
public struct VoiceMessage: Sendable {
  /// The op as a number; `op` when it is one that means something here.
  public var number: UInt64 = 0
  /// Its place among the messages that a resume repeats: one count for text and binary, 16 bits, which wraps.
  public var sequence: UInt16?

  /// Hello: milliseconds between heartbeats.
  public var heartbeatInterval: UInt64 = 0
  /// Heartbeat ACK: the nonce that comes back.
  public var nonce: UInt64?
  /// Ready (ours), speaking and video (the user's sound).
  public var ssrc: UInt32 = 0
  /// Ready: the server's IP address, a text in scratch.
  public var address = 0..<0
  /// Ready.
  public var port: UInt16 = 0
  /// Ready: those offered that we know.
  public var modes = VoiceModes()
  /// Session description: the mode chosen, when it is one that we know.
  public var mode: VoiceMode?
  /// Session description: 32 secret bytes in scratch. Wipe them after use.
  public var key = 0..<0
  /// Session description, prepare transition, prepare epoch.
  public var daveVersion: UInt64 = 0
  /// Speaking, video, client disconnect.
  public var user: UInt64?
  /// Speaking: microphone 1, sound of a shared screen 2, priority 4.
  public var speaking: UInt64 = 0
  /// Clients connect: the array in the message itself; walk it with `VoiceUsers`.
  public var users = 0..<0
  /// Prepare and execute transition.
  public var transition: UInt16 = 0
  /// Prepare epoch.
  public var epoch: UInt64 = 0

  public init() {}

  /// Nil for an op that means nothing here: ignore the message.
  public var op: VoiceOp? { UInt8(exactly: number).flatMap(VoiceOp.init(rawValue:)) }
}
