/// Walks over bytes from outside: each read is checked, and a short buffer is `Fault.malformed`, never a trap.
public struct ByteReader: ~Escapable {
  /// All the bytes.
  public let bytes: Span<UInt8>
  /// Where the next read begins.
  public private(set) var offset: Int
  private let end: Int

  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>) {
    self.init(bytes, in: 0..<bytes.count)
  }

  /// Only a part of the bytes is read; the ranges that come out are still of the whole.
  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>, in range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "a part lies in the whole")
    self.bytes = bytes
    offset = range.lowerBound
    end = range.upperBound
  }

  /// How many bytes are left.
  public var remaining: Int { end - offset }

  /// The next byte.
  @_lifetime(self: copy self)
  public mutating func byte() throws(Fault) -> UInt8 {
    guard remaining >= 1 else { throw .malformed }
    offset += 1
    return bytes[offset - 1]
  }

  /// The next `count` bytes as a range of `bytes`.
  @_lifetime(self: copy self)
  public mutating func take(_ count: Int) throws(Fault) -> Range<Int> {
    guard count >= 0, remaining >= count else { throw .malformed }
    offset += count
    return offset - count..<offset
  }

  /// The next `width` (1 to 8) bytes as a number, most significant byte first.
  @_lifetime(self: copy self)
  public mutating func big(_ width: Int) throws(Fault) -> UInt64 {
    let range = try take(width)
    var value: UInt64 = 0
    for i in range { value = value << 8 | UInt64(bytes[i]) }
    return value
  }

  /// The next `width` (1 to 8) bytes as a number, least significant byte first.
  @_lifetime(self: copy self)
  public mutating func little(_ width: Int) throws(Fault) -> UInt64 {
    let range = try take(width)
    var value: UInt64 = 0
    for i in range.reversed() { value = value << 8 | UInt64(bytes[i]) }
    return value
  }
}
