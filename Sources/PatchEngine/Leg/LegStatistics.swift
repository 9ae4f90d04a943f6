public import PatchAudio

/// What a leg did and how it stands. Counts are since it was made.
public struct LegStatistics: Sendable {
  /// Inbound messages understood.
  public var messagesIn: UInt64 = 0
  /// Inbound messages refused, or not understood.
  public var malformed: UInt64 = 0
  /// Inbound sound in the jitter buffer (carrier).
  public var inbound = JitterCounts()
  /// How the jitter buffer stands (carrier).
  public var buffer = JitterNow()
  /// Bytes written and not played (PCM).
  public var queued: Int = 0
  /// Frames of silence in the middle of an item (PCM).
  public var underruns: UInt64 = 0

  /// Speakers that have a decoder (Discord).
  public var speakers = 0
  /// Packets of speakers for whom there was none (Discord).
  public var crowded: UInt64 = 0

  /// Messages handed to the host.
  public var messagesOut: UInt64 = 0
  /// Frames of outbound sound, prefill included.
  public var framesOut: UInt64 = 0
  /// Those that are another leg's received bytes, untouched.
  public var passedThrough: UInt64 = 0
  /// Those in which the limiter was at work.
  public var limited: UInt64 = 0
  /// Those sent ahead of the live cursor.
  public var sentAhead: UInt64 = 0
  /// Frames that the host did not poll in time.
  public var unsent: UInt64 = 0
  /// Times that the carrier's playback queue ran dry, by our estimate.
  public var farStarved: UInt64 = 0
  /// What waits in the carrier's playback queue, in µs, by our estimate.
  public var farQueue: UInt64 = 0
  /// Silence kept ahead, in ms.
  public var prefill: Int = 0
  /// Sound sent ahead of the live cursor, in ms.
  public var lead: Int = 0

  /// How loud the leg speaks: all frames in which it did.
  public var level = Level()
  /// Events lost because the host did not poll.
  public var eventsLost: UInt64 = 0
  /// Bytes of the tap lost because the host did not poll.
  public var tapLost: UInt64 = 0

  public init() {}
}
