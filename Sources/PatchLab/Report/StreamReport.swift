public import NIOCore
public import PatchBase

/// What happened in one media stream.
public struct StreamReport: Sendable {
  /// Why a stream ended.
  public enum Ending: String, Sendable, Codable {
    case callerHungUp, serverClosed, serverLeft, stopped, dropped, violation, notOpened
  }

  /// A `mark` of the server.
  public struct Mark: Equatable, Sendable, Codable {
    public var name: String
    /// Where in the heard sound it stands: bytes since the stream started.
    public var position: Int
    /// When it came, in bytes since the stream started.
    public var arrived: Int
    /// When the carrier returned it; nil when the stream ended first.
    public var returned: Int?
    /// Returned by a `clear`, not by play-out.
    public var flushed: Bool
  }

  /// A `clear` of the server.
  public struct Clear: Equatable, Sendable, Codable {
    /// When it came, in bytes since the stream started.
    public var at: Int
    /// Bytes that were queued and are never heard.
    public var dropped: Int
  }

  public var streamSid: String
  public var url: String
  public var bidirectional: Bool
  public var format: AudioFormat
  /// The moment of `start`: position 0 of everything here.
  public var started: NIODeadline
  public var ending = Ending.notOpened
  public var closeCode: UInt16?
  /// What the caller said, as sent; the first byte is spoken at position 0.
  public var spoken: [UInt8] = []
  /// What the caller heard.
  public var heard: HeardTimeline
  public var marks: [Mark] = []
  public var clears: [Clear] = []
  public var keys = ""
  public var mediaReceived = 0
  /// How late the carrier itself sent a frame, at worst, in milliseconds, stalls by request left out.
  public var worstLateness = 0.0
  /// Faults that were carried out, in words.
  public var faults: [String] = []
  public var violations: [Violation] = []

  var bytesPerSecond: Int { Int(format.sampleRate) * format.encoding.bytesPerSample }
}
