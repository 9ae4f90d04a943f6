private import CLibc

extension Span<UInt8> {
  /// Eight bytes from `offset` on as one number, the first byte least significant. Checked as a whole, once.
  @inlinable
  public func word(at offset: Int) -> UInt64 {
    // The load itself checks that all eight bytes lie inside; any bit pattern is a number.
    UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// True when the bytes are those of the literal.
  public func equals(_ literal: StaticString) -> Bool { count == literal.utf8CodeUnitCount && has(literal, at: 0) }

  /// True when the bytes from `offset` on begin with those of the literal.
  @inline(never)
  public func has(_ literal: StaticString, at offset: Int) -> Bool {
    let length = literal.utf8CodeUnitCount
    guard offset >= 0, length <= count - offset, length > 0 else { return length == 0 }
    return unsafe withUnsafeBufferPointer { unsafe memcmp($0.baseAddress! + offset, literal.utf8Start, length) == 0 }
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
