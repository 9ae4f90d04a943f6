internal import PatchBase

/// A few frames of one leg on their way to another: samples, and the bytes of those that are untouched G.711.
struct FrameStore: ~Copyable {
  /// The most frames.
  static let capacity = PastFrames.kept

  private var pcm: Slab<Int16>
  private var wires: Slab<UInt8>
  private var lengths: Slab<Int>
  private var notes: Slab<Stretch>
  let samples: Int

  init(samples: Int) throws(Fault) {
    guard let pcm = Slab<Int16>(count: FrameStore.capacity * samples, filledWith: 0),
      let wires = Slab<UInt8>(count: FrameStore.capacity * samples, filledWith: 0),
      let lengths = Slab<Int>(count: FrameStore.capacity, filledWith: 0),
      let notes = Slab<Stretch>(count: FrameStore.capacity, filledWith: Stretch())
    else { throw .noMemory }
    self.pcm = pcm
    self.wires = wires
    self.lengths = lengths
    self.notes = notes
    self.samples = samples
  }

  /// All frames are silence.
  mutating func clear() {
    var all = pcm.mutableSpan
    all.fill(with: 0)
    for i in 0..<FrameStore.capacity {
      lengths[i] = 0
      notes[i] = Stretch()
    }
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

  @inline(never) deinit {}
}
