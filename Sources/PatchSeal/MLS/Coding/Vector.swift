internal import PatchBase

/// The head of a variable-size vector (RFC 9420 section 2.1.2): its length in 1, 2 or 4 bytes.
struct VectorHead: BitwiseCopyable {
  private var bytes = InlineArray<4, UInt8>(repeating: 0)
  /// How many bytes the head has.
  let count: Int

  init(_ length: Int) {
    precondition(length >= 0 && length < 1 << 30, "a vector ends at 2^30")
    let log = length < 1 << 6 ? 0 : length < 1 << 14 ? 1 : 2
    count = 1 << log
    for i in 0..<count { bytes[i] = UInt8(truncatingIfNeeded: length >> (8 * (count - 1 - i))) }
    bytes[0] |= UInt8(log << 6)
  }

  var span: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { bytes.span.window(0..<count) }
  }
}

// Out of line: these are in every structure many times.
extension ByteReader {
  /// A number of `width` (1 to 8) bytes, most significant first.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func number(_ width: Int) throws(Fault) -> UInt64 { try big(width) }

  /// The length at the head of a vector. Longer than need be is malformed, as MLS demands.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func vectorLength() throws(Fault) -> Int {
    let first = try byte()
    let log = Int(first >> 6)
    guard log < 3 else { throw .malformed }
    var length = Int(first & 63)
    for _ in 1..<1 << log { length = length << 8 | Int(try byte()) }
    guard log == 0 || length >> (log == 1 ? 6 : 14) > 0 else { throw .malformed }
    return length
  }

  /// The next vector's content as a range of `bytes`.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func vector() throws(Fault) -> Range<Int> { try take(try vectorLength()) }

  /// A vector of `count` bytes.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func vector(of count: Int) throws(Fault) -> Range<Int> {
    let range = try vector()
    guard range.count == count else { throw .malformed }
    return range
  }

  /// A reader of the next vector's content.
  @_lifetime(self: copy self)
  @_lifetime(copy self)
  @inline(never)
  mutating func inside() throws(Fault) -> ByteReader { ByteReader(bytes, in: try vector()) }

  /// A vector that holds a public key, as a range of `bytes`.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func publicKey() throws(Fault) -> Range<Int> {
    let range = try vector(of: PublicKey.byteCount)
    guard bytes[range.lowerBound] == 4 else { throw .malformed }
    return range
  }

  /// A vector that holds a hash.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func digest() throws(Fault) -> Digest { try Digest(bytes.window(try vector())) }

  /// Nothing may be left.
  borrowing func end() throws(Fault) {
    guard remaining == 0 else { throw .malformed }
  }
}
