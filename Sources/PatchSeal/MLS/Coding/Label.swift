internal import PatchBase

extension SHA256 {
  @inline(never)
  mutating func vector(_ bytes: Span<UInt8>) {
    update(VectorHead(bytes.count).span)
    update(bytes)
  }

  /// A vector of one of MLS's labels.
  mutating func label(_ label: StaticString) {
    let prefix: StaticString = "MLS 1.0 "
    update(VectorHead(prefix.utf8CodeUnitCount + label.utf8CodeUnitCount).span)
    update(prefix.bytes)
    update(label.bytes)
  }

  /// SignWithLabel's content (RFC 9420 section 5.1.2) of `count` bytes, which are to follow.
  @inline(never)
  static func signed(_ label: StaticString, count: Int) -> SHA256 {
    var hash = SHA256()
    hash.label(label)
    hash.update(VectorHead(count).span)
    return hash
  }

  /// The same with the content, where that is in one piece.
  @inline(never)
  static func signed(_ label: StaticString, _ content: Span<UInt8>) -> Digest {
    var hash = signed(label, count: content.count)
    hash.update(content)
    return hash.finish()
  }

  /// RefHash (RFC 9420 section 5.2) with the label's prefix.
  @inline(never)
  static func reference(_ label: StaticString, _ value: Span<UInt8>) -> Digest {
    var hash = SHA256()
    hash.label(label)
    hash.vector(value)
    return hash.finish()
  }
}

extension SHA256 {
  /// `width` (1 to 8) bytes, most significant first.
  mutating func big(_ value: UInt64, _ width: Int) {
    var bytes = InlineArray<8, UInt8>(repeating: 0)
    for i in 0..<width { bytes[i] = UInt8(truncatingIfNeeded: value >> UInt64(8 * (width - 1 - i))) }
    update(bytes.span.part(0..<width))
  }
}
