internal import PatchBase

/// What a leg was sent in the last two seconds, frame by frame: the far end of its echo canceller.
struct FarEnd: ~Copyable {
  /// Frames kept.
  static let kept = 128

  private var pcm: Block<Int16>
  private let samples: Int
  private var frames = 0  // ever

  init(samples: Int, _ memory: inout Memory) {
    pcm = Block(FarEnd.kept * samples, &memory)
    self.samples = samples
  }

  /// One more frame; an empty one is silence.
  mutating func write(_ frame: Span<Int16>, gain: Float = 1) {
    let size = samples
    let start = frames % FarEnd.kept * size
    frames += 1
    let n = min(frame.count, size)
    var all = pcm.mutableSpan
    var target = all.window(start..<start + size)
    if gain == 1 {
      target.copy(from: frame)
    } else {
      for i in 0..<n { target[i] = Int16(Float(frame[i]) * gain) }
    }
    var rest = target.window(n..<size)
    rest.fill(with: 0)
  }

  /// The last `count` frames were taken back.
  mutating func withdraw(_ count: Int) { frames -= min(count, min(frames, FarEnd.kept)) }

  /// Samples that were sent.
  var end: Int { frames * samples }

  /// The frame that begins with sample `first` of what was sent; silence where nothing is kept.
  borrowing func read(from first: Int, into frame: inout Block<Int16>) {
    let size = FarEnd.kept * samples
    for i in 0..<min(samples, frame.count) {
      let place = first + i
      frame[i] = place < 0 || place >= end || end - place > size ? 0 : pcm[place % size]
    }
  }
}
