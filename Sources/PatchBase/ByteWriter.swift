/// Writes bytes into memory of the caller. Past the end it only counts, so a buffer that is too small learns the
/// size it needs: write everything, then call `finish()`.
public struct ByteWriter: ~Copyable, ~Escapable {
  private var bytes: MutableSpan<UInt8>
  /// How many bytes the text or packet has so far, written or not.
  public private(set) var count: Int

  @_lifetime(copy bytes)
  public init(_ bytes: consuming MutableSpan<UInt8>) {
    self.bytes = bytes
    count = 0
  }

  /// The length written, or `Fault.noSpace` with the length needed.
  public func finish() throws(Fault) -> Int {
    guard count <= bytes.count else { throw .noSpace(needed: count) }
    return count
  }

  @inline(never)
  @_lifetime(self: copy self)
  public mutating func byte(_ value: UInt8) {
    if count < bytes.count { bytes[count] = value }
    count += 1
  }

  @_lifetime(self: copy self)
  public mutating func append(_ source: Span<UInt8>) {
    if count <= bytes.count, source.count <= bytes.count - count {
      var target = bytes.window(count..<count + source.count)
      target.copy(from: source)
    }
    count += source.count
  }

  /// A literal's ASCII or UTF-8 text.
  @_lifetime(self: copy self)
  public mutating func append(_ text: StaticString) {
    append(text.bytes)
  }

  /// `width` (1 to 8) bytes, most significant first.
  @inline(never)
  @_lifetime(self: copy self)
  public mutating func big(_ value: UInt64, _ width: Int) {
    for i in 0..<width { byte(UInt8(truncatingIfNeeded: value >> UInt64(8 * (width - 1 - i)))) }
  }

  /// `width` (1 to 8) bytes, least significant first.
  @inline(never)
  @_lifetime(self: copy self)
  public mutating func little(_ value: UInt64, _ width: Int) {
    for i in 0..<width { byte(UInt8(truncatingIfNeeded: value >> UInt64(8 * i))) }
  }

  /// The digits of a number.
  @_optimize(size)
  @_lifetime(self: copy self)
  public mutating func decimal(_ value: UInt64) {
    var divisor: UInt64 = 1
    while value / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      byte(UInt8(truncatingIfNeeded: value / divisor % 10) + 0x30)
      divisor /= 10
    }
  }

  /// Room for `length` bytes to be filled in place by `body`; counted only when it does not fit.
  @_lifetime(self: copy self)
  public mutating func reserve<E: Error>(
    _ length: Int, _ body: (inout MutableSpan<UInt8>) throws(E) -> Void
  ) throws(E) {
    if count <= bytes.count, length <= bytes.count - count {
      var target = bytes.window(count..<count + length)
      try body(&target)
    }
    count += length
  }
}
