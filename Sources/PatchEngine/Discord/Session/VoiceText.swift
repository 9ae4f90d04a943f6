internal import PatchBase

/// A short text that changes: an id, a token, an address. Bounded, in memory of its own.
struct VoiceText: ~Copyable {
  private var bytes: Block<UInt8>
  private(set) var count = 0

  init(_ capacity: Int, _ memory: inout Memory) { bytes = Block(capacity, &memory) }

  var span: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { bytes.span.window(0..<count) }
  }

  var isEmpty: Bool { count == 0 }

  /// False, with nothing changed, when it is too long.
  @inline(never)
  mutating func set(_ text: Span<UInt8>) -> Bool {
    guard text.count <= bytes.count else { return false }
    bytes.store(text)
    count = text.count
    return true
  }

  borrowing func equals(_ text: Span<UInt8>) -> Bool {
    guard text.count == count else { return false }
    let own = span
    for i in 0..<count where own[i] != text[i] { return false }
    return true
  }

  mutating func clear() {
    var all = bytes.mutableSpan
    all.fill(with: 0)
    count = 0
  }
}
