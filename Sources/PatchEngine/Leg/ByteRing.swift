internal import PatchBase

/// Bytes in order: written at the back, read at the front. Never grows.
struct ByteRing: ~Copyable {
  private var bytes: Block<UInt8>
  private var head = 0
  /// How many bytes wait.
  private(set) var count = 0

  init(_ capacity: Int, _ memory: inout Memory) { bytes = Block(max(capacity, 1), &memory) }

  var capacity: Int { bytes.count }
  var free: Int { bytes.count - count }

  /// Appends as many bytes as there is room for; gives how many.
  @discardableResult
  mutating func write(_ source: Span<UInt8>) -> Int {
    let length = min(source.count, free)
    let tail = (head + count) % bytes.count
    let first = min(length, bytes.count - tail)
    var all = bytes.mutableSpan
    var target = all.window(tail..<tail + first)
    target.copy(from: source.window(0..<first))
    if length > first {
      var rest = all.window(0..<length - first)
      rest.copy(from: source.window(first..<length))
    }
    count += length
    return length
  }

  /// Appends the elements of `range`.
  mutating func write(_ source: borrowing Block<UInt8>, _ range: Range<Int>) { write(source.span.window(range)) }

  /// Moves the oldest bytes out, as many as fit; gives how many.
  mutating func read(into target: inout MutableSpan<UInt8>) -> Int {
    let length = min(target.count, count)
    let first = min(length, bytes.count - head)
    target.copy(from: bytes.span.window(head..<head + first))
    if length > first {
      var rest = target.window(first..<length)
      rest.copy(from: bytes.span.window(0..<length - first))
    }
    drop(length)
    return length
  }

  /// Forgets the oldest `length` bytes.
  mutating func drop(_ length: Int) {
    precondition(length >= 0 && length <= count, "ByteRing holds less")
    head = (head + length) % bytes.count
    count -= length
  }

  mutating func removeAll() {
    head = 0
    count = 0
  }
}
