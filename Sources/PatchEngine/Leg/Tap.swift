internal import PatchBase
internal import PatchCodec

/// A copy of a leg's inbound sound for the host. Bounded: the oldest sound makes way, and the position tells.
struct Tap: ~Copyable {
  private var ring: ByteRing
  private var scratch: Block<UInt8>
  private let wireWidth: Int
  private(set) var mode = TapMode.off
  private var position: UInt64 = 0  // bytes before the oldest that waits
  private var end: UInt64 = 0
  /// Bytes that were not polled in time.
  private(set) var overflow: UInt64 = 0

  /// `capacity` in bytes; `wire` is how the leg's sound arrives; `frame` samples of the Room in 20 ms.
  init(capacity: Int, wire: Encoding, frame: Int, _ memory: inout Memory) {
    ring = ByteRing(max(capacity, 2) & ~1, &memory)
    scratch = Block(frame * 2, &memory)
    wireWidth = wire.bytesPerSample
  }

  mutating func set(_ mode: TapMode) {
    guard mode != self.mode else { return }
    self.mode = mode
    restart(at: 0)
  }

  /// The sound is another one's from here on.
  mutating func renew() {
    overflow += UInt64(ring.count)
    restart(at: 0)
  }

  /// Inbound bytes as they came.
  mutating func wire(_ bytes: Span<UInt8>) {
    guard mode == .wire else { return }
    append(bytes, of: wireWidth)
  }

  /// One frame of the leg as the Room hears it, at `clock` samples of the Room.
  mutating func processed(_ pcm: Span<Int16>, at clock: UInt64) {
    guard mode == .processed else { return }
    if clock &* 2 != end {
      // The tap begins here, or ticks were left out. What still waits belongs to another place.
      overflow += UInt64(ring.count)
      restart(at: clock &* 2)
    }
    let length = min(pcm.count * 2, scratch.count)
    var bytes = scratch.mutableSpan
    PlainCodec.encode(pcm, .l16, into: &bytes)
    appendScratch(length)
  }

  private mutating func restart(at byte: UInt64) {
    ring.removeAll()
    position = byte
    end = byte
  }

  private mutating func append(_ bytes: Span<UInt8>, of width: Int) {
    let skip = makeRoom(for: bytes.count, of: width)
    ring.write(bytes.window(skip..<bytes.count))
  }

  private mutating func appendScratch(_ length: Int) {
    let skip = makeRoom(for: length, of: 2)
    ring.write(scratch, skip..<length)
  }

  /// Makes the oldest go; gives how many of the new bytes have to go too.
  private mutating func makeRoom(for length: Int, of width: Int) -> Int {
    let skip = max(0, length - ring.capacity)  // more at once than there is room for: its end is kept
    let excess = max(0, length - skip - ring.free)
    let cut = min((excess + width - 1) / width * width, ring.count)
    ring.drop(cut)
    position &+= UInt64(cut + skip)
    overflow += UInt64(cut + skip)
    end &+= UInt64(length)
    return skip
  }

  /// The oldest sound, as much as fits the buffer. Nil when there is none.
  mutating func take(
    into buffer: inout MutableSpan<UInt8>
  ) throws(Fault) -> (length: Int, position: UInt64)? {
    guard ring.count > 0 else { return nil }
    let width = mode == .wire ? wireWidth : 2
    guard buffer.count >= width else { throw .noSpace(needed: width) }
    let at = mode == .wire ? position : position / 2
    var target = buffer.window(0..<buffer.count / width * width)
    let length = ring.read(into: &target)
    position &+= UInt64(length)
    return (length, at)
  }
}
