internal import PatchBase

/// Things in order, each with a few bytes. Bounded: the owner decides what makes way when it is full.
struct Queue: ~Copyable {
  struct Entry: Zeroable {
    var kind: UInt32 = 0
    fileprivate(set) var length: UInt32 = 0  // of its bytes
    var tick: UInt64 = 0
    var value: UInt64 = 0
    var extra: UInt64 = 0
    var peer: UInt64 = 0
  }

  private var entries: Block<Entry>
  private var bytes: Block<UInt8>
  /// The most bytes of one.
  let stride: Int
  private var head = 0
  private(set) var count = 0

  init(_ capacity: Int, stride: Int, _ memory: inout Memory) {
    entries = Block(capacity, &memory)
    bytes = Block(capacity * stride, &memory)
    self.stride = stride
  }

  var isFull: Bool { count == entries.count }

  /// Appends where there is room; `content` is cut to `stride`.
  @inline(never)
  mutating func add(_ entry: Entry, _ content: Span<UInt8> = Span()) {
    let place = (head + count) % entries.count
    let length = min(content.count, stride)
    entries[place] = entry
    entries[place].length = UInt32(truncatingIfNeeded: length)
    if length > 0 { bytes.store(content.window(0..<length), at: place * stride) }
    count += 1
  }

  /// The oldest one, of which there is one.
  var first: Entry { entries[head] }

  /// The bytes of the oldest one.
  var firstContent: Span<UInt8> {
    @inline(never)
    @_lifetime(borrow self)
    borrowing get { bytes.span.window(head * stride..<head * stride + Int(entries[head].length)) }
  }

  mutating func removeFirst() {
    head = (head + 1) % entries.count
    count -= 1
  }

  mutating func removeAll() { count = 0 }

  /// Moves the bytes of the oldest one to the start of `buffer`; gives how many. `noSpace` takes nothing.
  @inline(never)
  mutating func take(into buffer: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    let length = Int(entries[head].length)
    guard buffer.count >= length else { throw .noSpace(needed: length) }
    buffer.copy(from: firstContent)
    removeFirst()
    return length
  }
}
