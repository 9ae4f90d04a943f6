extension Span<UInt8> {
  /// Eight bytes from `offset` on as one number, the first byte least significant. Checked as a whole, once.
  @inlinable
  public func word(at offset: Int) -> UInt64 {
    // The load itself checks that all eight bytes lie inside; any bit pattern is a number.
    UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// True when the bytes are those of the literal.
  @inlinable
  public func equals(_ literal: StaticString) -> Bool {
    let length = literal.utf8CodeUnitCount
    guard count == length else { return false }
    let text = literal.bytes
    var i = 0
    while length - i >= 8 {
      if word(at: i) != text.word(at: i) { return false }
      i += 8
    }
    while i < length {
      if self[i] != text[i] { return false }
      i += 1
    }
    return true
  }
}

extension MutableSpan<UInt8> {
  /// Stores eight bytes from `offset` on, the least significant first. Checked as a whole, once.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func setWord(_ value: UInt64, at offset: Int) {
    // Any bit pattern is a byte, and the store itself checks that all eight bytes lie inside.
    var raw = unsafe mutableBytes
    raw.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt64.self)
  }
}

extension StaticString {
  /// The bytes of a literal, which live as long as the process.
  @inlinable
  public var bytes: Span<UInt8> {
    @_lifetime(immortal)
    get {
      let span = unsafe Span(_unsafeStart: utf8Start, count: utf8CodeUnitCount)
      return unsafe _overrideLifetime(span, copying: ())
    }
  }
}
