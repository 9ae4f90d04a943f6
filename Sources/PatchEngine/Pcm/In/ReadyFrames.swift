internal import PatchBase

/// Frames of a PCM leg at the Room's rate that wait for their tick, oldest first; and those that were played, as long as
/// they may have to be played again.
struct ReadyFrames: ~Copyable {
  /// The most frames.
  static let ahead = 32
  /// The most frames that were played and are kept.
  static let kept = 64
  private static let places = ahead + kept

  struct Note: Zeroable {
    var endPosition: Int64 = 0
    var isFull = false
    var hasWire = false
    var startPosition: Int64 = 0
  }

  private var pcm: Block<Int16>
  private var wire: Block<UInt8>
  private var notes: Block<Note>
  private let samples: Int
  private let wireBytes: Int
  private var head = 0
  private(set) var count = 0
  /// Frames that were played and are still here.
  private var past = 0

  /// `wireBytes` in a frame as it was written, 0 when that is not kept.
  @inline(never)
  init(samples: Int, wireBytes: Int, _ memory: inout Memory) {
    pcm = Block(ReadyFrames.places * samples, &memory)
    wire = Block(ReadyFrames.places * wireBytes, &memory)
    notes = Block(ReadyFrames.places, &memory)
    self.samples = samples
    self.wireBytes = wireBytes
  }

  /// Appends a frame where there is room. `endPosition` counts the leg's samples to the end of this frame; `isFull` when
  /// all of the frame is sound.
  mutating func add(
    _ frame: borrowing Block<Int16>, wire bytes: borrowing Block<UInt8>, startPosition: Int64, endPosition: Int64,
    isFull: Bool
  ) {
    let place = (head + count) % ReadyFrames.places
    frame.load(0..<samples, into: &pcm, at: place * samples)
    let hasWire = wireBytes > 0 && isFull
    if hasWire { bytes.load(0..<wireBytes, into: &wire, at: place * wireBytes) }
    notes[place] = Note(
      endPosition: endPosition, isFull: isFull, hasWire: hasWire, startPosition: startPosition)
    count += 1
    past = min(past, ReadyFrames.places - count)
  }

  /// Frame `index` from the oldest one.
  @inline(never)
  @_lifetime(borrow self)
  borrowing func frame(_ index: Int) -> Span<Int16> {
    let place = (head + index) % ReadyFrames.places
    return pcm.span.window(place * samples..<(place + 1) * samples)
  }

  /// Frame `index` from the oldest one as it was written; empty when that was not kept.
  @inline(never)
  @_lifetime(borrow self)
  borrowing func wire(_ index: Int) -> Span<UInt8> {
    let place = (head + index) % ReadyFrames.places
    let start = place * wireBytes
    return wire.span.window(start..<start + (notes[place].hasWire ? wireBytes : 0))
  }

  /// True when the oldest frame is kept as it was written.
  var isWhole: Bool { notes[head].hasWire }
  var isFull: Bool { notes[head].isFull }
  var endPosition: Int64 { notes[head].endPosition }

  /// What is in frame `index`.
  borrowing func stretch(_ index: Int) -> Stretch {
    let note = notes[(head + index) % ReadyFrames.places]
    return Stretch(start: note.startPosition, end: note.endPosition)
  }

  mutating func removeFirst() {
    head = (head + 1) % ReadyFrames.places
    count -= 1
    past = min(past + 1, ReadyFrames.kept)
  }

  mutating func removeAll() {
    count = 0
    past = 0
  }

  /// Goes back to the frame that was played and holds the sample at `position`, and 20 ms before it at least; `full` is
  /// how many samples of the leg are in a frame. Gives the position of the first sample that comes again, and how many
  /// samples of the Room were played after the given one; nil when it is not kept, and nothing changes.
  mutating func rewind(to position: Int64, full: Int) -> (position: Int64, unheard: Int)? {
    for age in 0...past {
      guard age > 0 || count > 0 else { continue }
      let note = notes[(head + ReadyFrames.places - age) % ReadyFrames.places]
      guard position >= note.startPosition, position <= note.endPosition else { continue }
      let inside = Int(position - note.startPosition) * samples / full
      let back = min(age + 1, past)
      guard back > 0 else { return nil }
      return (go(back), max(age * samples - inside, 0))
    }
    return nil
  }

  private mutating func go(_ back: Int) -> Int64 {
    head = (head + ReadyFrames.places - back) % ReadyFrames.places
    count += back
    past -= back
    return notes[head].startPosition
  }
}
