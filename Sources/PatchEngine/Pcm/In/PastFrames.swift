internal import PatchBase

/// What a PCM leg said in the last ticks, to be sent again when sound that was sent ahead is taken back.
struct PastFrames: ~Copyable {
  /// How many ticks are kept: the longest prefill, and the present one.
  static let kept = 12

  private var pcm: Block<Int16>
  private var present: Block<Bool>
  private var notes: Block<Stretch>
  private let samples: Int
  private var newest = 0

  @inline(never)
  init(samples: Int, _ memory: inout Memory) {
    pcm = Block(PastFrames.kept * samples, &memory)
    present = Block(PastFrames.kept, &memory)
    notes = Block(PastFrames.kept, &memory)
    self.samples = samples
  }

  mutating func push(_ frame: Span<Int16>, isPresent: Bool, _ stretch: Stretch) {
    newest = (newest + 1) % PastFrames.kept
    present[newest] = isPresent
    notes[newest] = stretch
    guard isPresent else { return }
    pcm.store(frame, at: newest * samples)
  }

  /// True when there was a frame `age` ticks ago.
  borrowing func has(_ age: Int) -> Bool { age < PastFrames.kept && present[place(age)] }

  /// What was in the frame of `age` ticks ago.
  borrowing func stretch(_ age: Int) -> Stretch { notes[place(age)] }

  /// The frame of `age` ticks ago.
  @inline(never)
  @_lifetime(borrow self)
  borrowing func frame(_ age: Int) -> Span<Int16> {
    pcm.span.window(place(age) * samples..<(place(age) + 1) * samples)
  }

  private borrowing func place(_ age: Int) -> Int { (newest + PastFrames.kept - age) % PastFrames.kept }
}
