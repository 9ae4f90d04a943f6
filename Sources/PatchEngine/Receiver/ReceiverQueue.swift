internal import PatchBase
internal import PatchCodec

/// Decoded sound that waits to be cut into frames of 20 ms. Almost always empty: most packets are one frame.
struct ReceiverQueue: ~Copyable {
  private var pcm: Slab<Int16>
  /// Samples that wait, of all channels together.
  private(set) var count = 0
  /// What the samples that wait are: the furthest from received sound.
  private(set) var kind = ReceiverFrame.Kind.played

  init(capacity: Int) throws(Fault) {
    guard let pcm = Slab<Int16>(count: capacity, filledWith: 0) else { throw .noMemory }
    self.pcm = pcm
  }

  /// The first `samples` of `piece`, resampled if there is a resampler.
  @inline(never)
  mutating func append(
    _ piece: borrowing Slab<Int16>, _ samples: Int, _ kind: ReceiverFrame.Kind, through resampler: inout Resampler?
  ) {
    let source = piece.span.window(0..<samples)
    let start = count
    var all = pcm.mutableSpan
    var room = all.window(start..<all.count)
    if resampler != nil {
      // The room is cut for the longest packet, so the resampler takes all of it.
      let made = ReceiverQueue.resample(&resampler!, source, into: &room)
      commit(made, kind)
    } else {
      commit(room.copy(from: source), kind)
    }
  }

  private static func resample(
    _ resampler: inout Resampler, _ source: Span<Int16>, into room: inout MutableSpan<Int16>
  ) -> Int {
    ((try? resampler.process(source, into: &room).produced) ?? 0) * resampler.channels
  }

  /// Zeros.
  mutating func appendSilence(_ samples: Int, _ kind: ReceiverFrame.Kind) {
    let start = count
    var all = pcm.mutableSpan
    var room = all.window(start..<start + samples)
    room.fill(with: 0)
    commit(samples, kind)
  }

  private mutating func commit(_ samples: Int, _ kind: ReceiverFrame.Kind) {
    count += samples
    if kind.rawValue > self.kind.rawValue { self.kind = kind }
  }

  /// Moves `samples` out to `target`, and tells what they are.
  @inline(never)
  mutating func take(_ samples: Int, into target: inout MutableSpan<Int16>) -> ReceiverFrame.Kind {
    let kind = kind
    let left = count - samples
    var all = pcm.mutableSpan
    target.copy(from: all.span.window(0..<samples))
    for i in 0..<left { all[i] = all[i + samples] }
    count = left
    if left == 0 { self.kind = .played }
    return kind
  }

  mutating func clear() {
    count = 0
    kind = .played
  }
}
