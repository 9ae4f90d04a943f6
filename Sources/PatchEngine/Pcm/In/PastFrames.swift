internal import PatchBase

/// What a PCM leg said in the last ticks, to be sent again when sound that was sent ahead is taken back.
struct PastFrames: ~Copyable {
  /// How many ticks are kept: the longest prefill, and the present one.
  static let kept = 12

  private var pcm: Slab<Int16>
  private var present: Slab<Bool>
  private let samples: Int
  private var newest = 0

  init(samples: Int) throws(Fault) {
    guard let pcm = Slab<Int16>(count: PastFrames.kept * samples, filledWith: 0),
      let present = Slab<Bool>(count: PastFrames.kept, filledWith: false)
    else { throw .noMemory }
    self.pcm = pcm
    self.present = present
    self.samples = samples
  }

  mutating func push(_ frame: Span<Int16>, isPresent: Bool) {
    newest = (newest + 1) % PastFrames.kept
    present[newest] = isPresent
    guard isPresent else { return }
    pcm.store(frame, at: newest * samples)
  }

  /// The frame of `age` ticks ago; silence where there was none.
  borrowing func copy(_ age: Int, into target: inout MutableSpan<Int16>) {
    let place = (newest + PastFrames.kept - age % PastFrames.kept) % PastFrames.kept
    guard age < PastFrames.kept, present[place] else { return target.fill(with: 0) }
    target.copy(from: pcm.span.window(place * samples..<(place + 1) * samples))
  }
}
