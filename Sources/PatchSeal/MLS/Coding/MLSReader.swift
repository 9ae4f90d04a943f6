internal import PatchBase

/// Walks over the bytes of an MLS structure. The first thing that does not fit is remembered and thrown by `check()`, and
/// from there on every read gives nothing: so a structure is read without a check a line, and read before it is trusted.
struct MLSReader: ~Escapable {
  /// All the bytes; ranges that come out are of these.
  let bytes: Span<UInt8>
  /// Where the next read begins.
  private(set) var offset: Int
  private var end: Int
  private var cause: MLSCause?

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>) {
    self.init(bytes, in: 0..<bytes.count)
  }

  /// Only a part of the bytes is read.
  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, in range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "a part lies in the whole")
    self.bytes = bytes
    offset = range.lowerBound
    end = range.upperBound
    cause = nil
  }

  /// False when nothing is left, or nothing that could be read.
  var hasMore: Bool { offset < end }

  /// Something does not fit; the first reason counts.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func fail(_ cause: MLSCause = .encoding) {
    if self.cause == nil { self.cause = cause }
    end = offset
  }

  /// Throws if something did not fit.
  @inline(never)
  borrowing func check() throws(Fault) {
    guard let cause else { return }
    throw cause == .encoding ? .malformed : cause.fault
  }

  /// The same, and nothing may be left.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func finish() throws(Fault) {
    if hasMore { fail() }
    try check()
  }

  /// The next `count` bytes.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func take(_ count: Int) -> Range<Int> {
    guard end - offset >= count else {
      fail()
      return 0..<0
    }
    offset += count
    return offset - count..<offset
  }

  /// A number of `width` (1 to 8) bytes, most significant first.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func number(_ width: Int) -> UInt64 {
    var value: UInt64 = 0
    for i in take(width) { value = value << 8 | UInt64(bytes[i]) }
    return value
  }

  /// A number that has to be this one.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func expect(_ value: UInt64, _ width: Int, _ cause: MLSCause) {
    if number(width) != value { fail(cause) }
  }

  /// A byte that is 0 or 1.
  @_lifetime(self: copy self)
  mutating func flag() -> Bool {
    let value = number(1)
    if value > 1 { fail() }
    return value == 1
  }

  /// The length at the head of a vector. Longer than need be is malformed, as MLS demands.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func vectorLength() -> Int {
    let first = Int(number(1))
    let log = first >> 6
    if log == 0 { return first }
    guard log < 3 else {
      fail()
      return 0
    }
    let more = log == 1 ? 1 : 3
    let length = (first & 63) << (8 * more) | Int(number(more))
    if length >> (log == 1 ? 6 : 14) == 0 { fail() }
    return length
  }

  /// The content of the next vector.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func vector() -> Range<Int> { take(vectorLength()) }

  /// A vector of `count` bytes.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func vector(of count: Int) -> Range<Int> {
    let range = vector()
    if range.count != count { fail() }
    return range
  }

  /// From here on the next vector's content is all that there is. Returns what `leave` needs.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func enter() -> Int {
    let outer = end
    let inner = vector()
    guard cause == nil else { return outer }
    offset = inner.lowerBound
    end = inner.upperBound
    return outer
  }

  /// Goes on behind the vector, of which nothing may be left.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func leave(_ outer: Int) {
    if hasMore { fail() }
    if cause == nil { end = outer }
  }

  /// Passes over what is left.
  @_lifetime(self: copy self)
  mutating func skip() { offset = end }

  /// A vector that holds a public key.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func publicKey() -> Range<Int> {
    let range = vector(of: PublicKey.byteCount)
    if cause == nil, bytes[range.lowerBound] != 4 { fail() }
    return range
  }

  /// A vector that holds a hash.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func digest() -> Digest {
    let range = vector(of: Digest.byteCount)
    var digest = Digest()
    var target = digest.mutableSpan
    if cause == nil { target.copy(from: bytes.part(range)) }
    return digest
  }

  /// True when the next vector, a list of numbers of two bytes, has `value`.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func list(has value: UInt64) -> Bool {
    var found = false
    let outer = enter()
    while hasMore { if number(2) == value { found = true } }
    leave(outer)
    return found
  }
}
