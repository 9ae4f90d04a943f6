internal import PatchBase

/// Frames of a PCM leg at the Room's rate that wait for their tick, oldest first.
struct ReadyFrames: ~Copyable {
  /// The most frames.
  static let ahead = 32

  struct Note: BitwiseCopyable {
    var endPosition: Int64 = 0
    var isFull = false
    var hasWire = false
  }

  private var pcm: Slab<Int16>
  private var wire: Slab<UInt8>
  private var notes: Slab<Note>
  private let samples: Int
  private let wireBytes: Int
  private var head = 0
  private(set) var count = 0

  /// `wireBytes` in a frame as it was written, 0 when that is not kept.
  init(samples: Int, wireBytes: Int) throws(Fault) {
    guard let pcm = Slab<Int16>(count: ReadyFrames.ahead * samples, filledWith: 0),
      let wire = Slab<UInt8>(count: ReadyFrames.ahead * wireBytes, filledWith: 0),
      let notes = Slab<Note>(count: ReadyFrames.ahead, filledWith: Note())
    else { throw .noMemory }
    self.pcm = pcm
    self.wire = wire
    self.notes = notes
    self.samples = samples
    self.wireBytes = wireBytes
  }

  /// Appends a frame where there is room. `endPosition` counts the leg's samples to the end of this frame; `isFull` when
  /// all of the frame is sound.
  mutating func add(
    _ frame: borrowing Slab<Int16>, wire bytes: borrowing Slab<UInt8>, endPosition: Int64, isFull: Bool
  ) {
    let place = (head + count) % ReadyFrames.ahead
    frame.load(0..<samples, into: &pcm, at: place * samples)
    let hasWire = wireBytes > 0 && isFull
    if hasWire { bytes.load(0..<wireBytes, into: &wire, at: place * wireBytes) }
    notes[place] = Note(endPosition: endPosition, isFull: isFull, hasWire: hasWire)
    count += 1
  }

  /// Frame `index` from the oldest one.
  @inline(never)
  @_lifetime(borrow self)
  borrowing func frame(_ index: Int) -> Span<Int16> {
    let place = (head + index) % ReadyFrames.ahead
    return pcm.span.window(place * samples..<(place + 1) * samples)
  }

  /// Frame `index` from the oldest one as it was written; empty when that was not kept.
  @inline(never)
  @_lifetime(borrow self)
  borrowing func wire(_ index: Int) -> Span<UInt8> {
    let place = (head + index) % ReadyFrames.ahead
    let start = place * wireBytes
    return wire.span.window(start..<start + (notes[place].hasWire ? wireBytes : 0))
  }

  /// True when the oldest frame is kept as it was written.
  var isWhole: Bool { notes[head].hasWire }
  var isFull: Bool { notes[head].isFull }
  var endPosition: Int64 { notes[head].endPosition }

  mutating func removeFirst() {
    head = (head + 1) % ReadyFrames.ahead
    count -= 1
  }

  mutating func removeAll() { count = 0 }
}
