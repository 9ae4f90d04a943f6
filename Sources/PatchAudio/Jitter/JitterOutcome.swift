/// What became of a packet at `JitterBuffer.insert`.
public enum JitterInsert: Int32, Sendable {
  /// It waits for its turn.
  case queued = 0
  /// It came after its turn, and its place was given up as lost.
  case late = 1
  /// It is here, or was played, already.
  case duplicate = 2
  /// It waits, and older packets were discarded to stay within the greatest delay.
  case overflow = 3
  /// Not taken: empty, too big, or the first packet far from all others, which waits for a second to confirm it.
  case rejected = 4
}

/// What to play for one frame. Durations are units of the media clock.
public enum JitterPull: Equatable, Sendable {
  /// The next packet, whose `length` bytes were copied.
  case packet(length: Int, duration: Int)
  /// Invent `duration`; the bytes copied are the packet that follows, which stays queued: decode its redundancy, or
  /// blend towards it.
  case recover(length: Int, duration: Int)
  /// Invent `duration`; nothing is known of what follows.
  case lost(duration: Int)
  /// The sender paused: silence, or its background noise.
  case pause
  /// Nothing has begun, or the talk is over: silence.
  case buffering
  /// A stream has run dry: silence; its position waits.
  case starved
}
