/// What a jitter buffer did, in packets in and frames of 20 ms out.
///
/// These laws hold exactly at every moment, for lifetime counts:
///
///     received = taken + late + duplicate + rejected + discarded + queued (of `JitterNow`)
///     pulls    = played + stretched + concealed + silence + starved
///     recovered ≤ concealed
///
/// and, while `resyncs` is 0, every sequence number from the first one to the one whose turn is next was either
/// taken, lost or discarded, and only one of these. With packets of 20 ms, played = taken while nothing is stretched.
public struct JitterCounts: Equatable, Sendable {
  /// Packets given to `insert`.
  public var received: UInt64 = 0
  /// Packets handed on to be played.
  public var taken: UInt64 = 0
  /// Packets that came after their turn. Each is counted as lost too.
  public var late: UInt64 = 0
  /// Packets that were here already.
  public var duplicate: UInt64 = 0
  /// Packets not accepted: empty, too big, or alone and far from all others.
  public var rejected: UInt64 = 0
  /// Packets accepted and then thrown away, to keep the delay within bounds or at a restart.
  public var discarded: UInt64 = 0
  /// Sequence numbers whose turn passed before they came.
  public var lost: UInt64 = 0
  /// Restarts: the sequence numbers or the timestamps jumped.
  public var resyncs: UInt64 = 0

  /// Frames asked for.
  public var pulls: UInt64 = 0
  /// Frames of received sound.
  public var played: UInt64 = 0
  /// Frames invented.
  public var concealed: UInt64 = 0
  /// Those of the invented frames that came from the redundancy (FEC) of the next packet.
  public var recovered: UInt64 = 0
  /// Frames of silence before the beginning, in a pause and after the end.
  public var silence: UInt64 = 0
  /// Frames for which a stream had run dry: the delay grew by each.
  public var starved: UInt64 = 0
  /// Frames of received sound made shorter or longer, or blended with what was invented before them. A buffer alone
  /// makes none: a `Receiver` does.
  public var stretched: UInt64 = 0

  public init() {}

  /// What happened after `earlier` counts of the same buffer.
  public func since(_ earlier: JitterCounts) -> JitterCounts {
    var counts = JitterCounts()
    // Counts only grow: wrapping subtraction never wraps.
    counts.received = received &- earlier.received
    counts.taken = taken &- earlier.taken
    counts.late = late &- earlier.late
    counts.duplicate = duplicate &- earlier.duplicate
    counts.rejected = rejected &- earlier.rejected
    counts.discarded = discarded &- earlier.discarded
    counts.lost = lost &- earlier.lost
    counts.resyncs = resyncs &- earlier.resyncs
    counts.pulls = pulls &- earlier.pulls
    counts.played = played &- earlier.played
    counts.concealed = concealed &- earlier.concealed
    counts.recovered = recovered &- earlier.recovered
    counts.silence = silence &- earlier.silence
    counts.starved = starved &- earlier.starved
    counts.stretched = stretched &- earlier.stretched
    return counts
  }
}

/// How a jitter buffer stands at this moment.
public struct JitterNow: Equatable, Sendable {
  /// Packets that wait.
  public var queued = 0
  /// Sound from the next frame to the newest packet, in µs: what is missing in between counts as present.
  public var buffered: UInt64 = 0
  /// How long the packet handed out last had waited, in µs.
  public var delay: UInt64 = 0
  /// The delay aimed for, in µs.
  public var target: UInt64 = 0
  /// True from the first frame played until the buffer gives up on an end of talk.
  public var playing = false

  public init() {}
}
