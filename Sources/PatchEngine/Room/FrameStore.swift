internal import PatchBase

/// A few frames of one leg on their way to another: samples, and the bytes of those that are untouched G.711.
struct FrameStore: ~Copyable {
  /// The most frames.
  static let capacity = PastFrames.kept

  private var pcm: Block<Int16>
  private var wires: Block<UInt8>
  private var lengths: Block<Int>
  private var notes: Block<Stretch>
  let samples: Int

  @inline(never)
  init(samples: Int, _ memory: inout Memory) {
    pcm = Block(FrameStore.capacity * samples, &memory)
    wires = Block(FrameStore.capacity * samples, &memory)
    lengths = Block(FrameStore.capacity, &memory)
    notes = Block(FrameStore.capacity, &memory)
    self.samples = samples
  }

  /// All frames are silence.
  mutating func clear() {
    pcm.clear()
    lengths.clear()
    notes.clear()
  }

  /// Frame `index`; `wire` is empty, or as long as a frame has samples.
  @inline(never)
  mutating func set(_ index: Int, _ frame: Span<Int16>, wire: Span<UInt8>, _ stretch: Stretch) {
    notes[index] = stretch
    pcm.store(frame, at: index * samples)
    wires.store(wire, at: index * samples)
    lengths[index] = wire.count
  }

  /// What is in frame `index`.
  borrowing func stretch(_ index: Int) -> Stretch { notes[index] }

  @inline(never)
  @_lifetime(borrow self)
  borrowing func frame(_ index: Int) -> Span<Int16> { pcm.span.window(index * samples..<(index + 1) * samples) }

  @inline(never)
  @_lifetime(borrow self)
  borrowing func wire(_ index: Int) -> Span<UInt8> {
    wires.span.window(index * samples..<index * samples + lengths[index])
  }
}
