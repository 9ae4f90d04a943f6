/// Whose sound a packet is, and its place in it.
public struct VoiceMedia: Equatable, Sendable, BitwiseCopyable {
  public var user: UInt64
  /// Which of the user's sources.
  public var ssrc: UInt32
  /// RTP's, of the 48 kHz clock.
  public var timestamp: UInt32
  public var sequence: UInt16

  public init(user: UInt64, ssrc: UInt32, sequence: UInt16, timestamp: UInt32) {
    self.user = user
    self.ssrc = ssrc
    self.sequence = sequence
    self.timestamp = timestamp
  }
}
