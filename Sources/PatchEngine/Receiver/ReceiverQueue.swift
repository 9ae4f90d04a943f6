internal import PatchAudio
internal import PatchBase
internal import PatchCodec

/// Decoded sound that waits to be cut into frames of 20 ms. Almost always empty: most packets are one frame.
struct ReceiverQueue: ~Copyable {
  private var pcm: Block<Int16>
  /// Samples that wait, of all channels together.
  private(set) var count = 0
  /// What they are, in order.
  private var runs: Block<Run>
  private var runCount = 0

  private struct Run: Zeroable {
    var samples = 0
    var kind = ReceiverFrame.Kind.played
  }

  @inline(never)
  init(_ capacity: Int, _ memory: inout Memory) {
    pcm = Block(capacity, &memory)
    runs = Block(16, &memory)
  }

  /// What waits.
  var span: Span<Int16> {
    @_lifetime(borrow self)
    borrowing get { pcm.span.window(0..<count) }
  }

  /// The first `samples` of `piece`.
  @inline(never)
  mutating func append(_ piece: borrowing Block<Int16>, _ samples: Int, _ kind: ReceiverFrame.Kind) {
    let start = count
    var all = pcm.mutableSpan
    var room = all.window(start..<all.count)
    commit(room.copy(from: piece.span.window(0..<samples)), kind)
  }

  /// The same, resampled.
  @inline(never)
  mutating func append(
    _ piece: borrowing Block<Int16>, _ samples: Int, _ kind: ReceiverFrame.Kind, through resampler: inout Resampler
  ) {
    let start = count
    var all = pcm.mutableSpan
    var room = all.window(start..<all.count)
    // The room is cut for all that a frame can become, so the resampler takes all of it.
    let made = (try? resampler.process(piece.span.window(0..<samples), into: &room).produced) ?? 0
    commit(made * resampler.channels, kind)
  }

  /// Zeros.
  @inline(never)
  mutating func appendSilence(_ samples: Int, _ kind: ReceiverFrame.Kind) {
    let start = count
    var all = pcm.mutableSpan
    var room = all.window(start..<start + samples)
    room.fill(with: 0)
    commit(samples, kind)
  }

  private mutating func commit(_ samples: Int, _ kind: ReceiverFrame.Kind) {
    count += samples
    if runCount > 0, runs[runCount - 1].kind == kind {
      runs[runCount - 1].samples += samples
    } else if runCount < runs.count {
      runs[runCount] = Run(samples: samples, kind: kind)
      runCount += 1
    } else {
      runs[15].samples += samples
      runs[15].kind = runs[15].kind.further(kind)
    }
  }

  /// Moves `samples` out to `target`, and tells what they are: the furthest from received sound among them.
  @inline(never)
  mutating func take(_ samples: Int, into target: inout MutableSpan<Int16>) -> ReceiverFrame.Kind {
    let left = count - samples
    var all = pcm.mutableSpan
    target.copy(from: all.span.window(0..<samples))
    for i in 0..<left { all[i] = all[i + samples] }
    count = left
    var kind = ReceiverFrame.Kind.played
    var rest = samples
    while rest > 0, runCount > 0 {
      kind = kind.further(runs[0].kind)
      let some = min(rest, runs[0].samples)
      rest -= some
      runs[0].samples -= some
      if runs[0].samples == 0 { dropFirst() }
    }
    return kind
  }

  private mutating func dropFirst() {
    for i in 1..<runCount { runs[i - 1] = runs[i] }
    runCount -= 1
  }

  /// True when all that waits was received.
  var isReceived: Bool {
    mutating get {
      for i in 0..<runCount where runs[i].kind != .played && runs[i].kind != .stretched { return false }
      return runCount > 0
    }
  }

  /// Leaves `lag` samples of each channel out at the beginning, over `fade`.
  @inline(never)
  mutating func cut(_ stretch: inout TimeStretch, lag: Int, fade: Int, channels: Int) {
    let have = count
    var all = pcm.mutableSpan
    var held = all.window(0..<have)
    count = stretch.cut(&held, lag: lag, fade: fade)
    mark(min(fade * channels, count))
  }

  /// Puts `lag` samples of each channel in after the first `lag`, over `fade`.
  @inline(never)
  mutating func paste(_ stretch: inout TimeStretch, lag: Int, fade: Int, channels: Int) {
    let have = count
    var all = pcm.mutableSpan
    count = stretch.paste(&all, count: have, lag: lag, fade: fade)
    mark(min((lag + fade) * channels, count))
  }

  private mutating func mark(_ stretched: Int) {
    runs[0] = Run(samples: stretched, kind: .stretched)
    runs[1] = Run(samples: count - stretched, kind: .played)
    runCount = count > stretched ? 2 : 1
  }

  mutating func clear() {
    count = 0
    runCount = 0
  }
}
