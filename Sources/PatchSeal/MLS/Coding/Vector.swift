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
    borrowing get { bytes.span.part(0..<count) }
  }
}
