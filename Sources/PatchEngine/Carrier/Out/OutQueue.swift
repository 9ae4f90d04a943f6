internal import PatchBase

/// What waits to be sent to a carrier, in order. Bounded: the host polls, or the oldest sound makes way.
struct OutQueue: ~Copyable {
  enum Kind: UInt8 { case media, mark, clear }

  struct Entry: BitwiseCopyable {
    var kind = Kind.media.rawValue
    var length = 0
  }

  private var entries: Slab<Entry>
  private var bytes: Slab<UInt8>
  private let stride: Int
  private var head = 0
  private(set) var count = 0

  /// `capacity` messages; `frame` bytes in the longest media.
  init(capacity: Int, frame: Int) throws(Fault) {
    stride = max(frame, PendingMarks.nameLimit)
    guard let entries = Slab<Entry>(count: capacity, filledWith: Entry()),
      let bytes = Slab<UInt8>(count: capacity * stride, filledWith: 0)
    else { throw .noMemory }
    self.entries = entries
    self.bytes = bytes
  }

  var isFull: Bool { count == entries.count }

  /// Appends where there is room.
  mutating func add(_ kind: Kind, _ content: Span<UInt8> = Span()) {
    let place = (head + count) % entries.count
    entries[place] = Entry(kind: kind.rawValue, length: content.count)
    bytes.store(content, at: place * stride)
    count += 1
  }

  /// The kind of the oldest one.
  var first: Kind? { count > 0 ? Kind(rawValue: entries[head].kind) : nil }

  /// The bytes of the oldest one, of which there is one.
  var firstContent: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { bytes.span.window(head * stride..<head * stride + entries[head].length) }
  }

  mutating func removeFirst() {
    head = (head + 1) % entries.count
    count -= 1
  }

  @inline(never) deinit {}
}
