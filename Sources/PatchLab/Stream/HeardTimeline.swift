/// What a caller hears over one stream, on the carrier's clock: byte `i` is heard `i / bytesPerSecond` after `start`.
public struct HeardTimeline: Equatable, Sendable {
  /// A stretch in which the carrier had nothing to play.
  public struct Gap: Equatable, Sendable, Codable {
    public enum Cause: String, Sendable, Codable {
      case opening  // before the first sound
      case dry  // the queue ran out
      case cleared  // after a `clear`
    }
    public var position: Int
    public var length: Int
    public var cause: Cause
  }

  /// One `media` message of the server.
  public struct Chunk: Equatable, Sendable {
    /// Where it is heard.
    public var position: Int
    public var length: Int
    /// When it came.
    public var arrived: Int
  }

  /// The sound, silence where there was none.
  public internal(set) var bytes: [UInt8] = []
  public internal(set) var gaps: [Gap] = []
  public internal(set) var chunks: [Chunk] = []

  /// The bytes of the messages one after the other, without the gaps.
  public var received: [UInt8] { chunks.flatMap { bytes[$0.position..<$0.position + $0.length] } }
}
