/// How a `VoiceSession` is made.
public struct VoiceSessionSettings: Sendable {
  /// Our own user id: the bot's.
  public var user: UInt64
  /// For where sequence numbers and timestamps begin, and how back-off spreads. Nothing secret comes from it.
  public var seed: UInt64
  /// Outside stage channels, where Discord has no end-to-end encryption: a session without it is mute and says so.
  public var requireDave: Bool
  /// Choose AES-256-GCM for the packets when the server offers it; XChaCha20-Poly1305 otherwise. Right for every CPU with
  /// AES instructions.
  public var prefersAES: Bool
  /// Received frames that may wait for a user's id, for keys or for `poll`, 16…512.
  public var arrivals: Int
  /// Sources of sound that are told apart at a time, 1…512. The one that was silent for longest makes way.
  public var speakers: Int

  public init(
    user: UInt64, seed: UInt64 = 0, requireDave: Bool = true, prefersAES: Bool = true, arrivals: Int = 64,
    speakers: Int = 64
  ) {
    self.user = user
    self.seed = seed
    self.requireDave = requireDave
    self.prefersAES = prefersAES
    self.arrivals = arrivals
    self.speakers = speakers
  }

  var isValid: Bool { user != 0 && (16...512).contains(arrivals) && (1...512).contains(speakers) }
}
