internal import PatchBase

/// HKDF-SHA-256 (RFC 5869), and the labels that MLS puts on it (RFC 9420 section 8). Allocates nothing.
public enum HKDF {
  /// Writes the 32 bytes of a pseudorandom key. The salt may be empty.
  public static func extract(salt: Span<UInt8>, _ input: Span<UInt8>, into out: inout MutableSpan<UInt8>) {
    HMAC.code(key: salt, input, into: &out)
  }

  /// Fills `out`, at most 8160 bytes.
  public static func expand(_ key: Span<UInt8>, info: Span<UInt8>, into out: inout MutableSpan<UInt8>) {
    expand(key, info, Span(), Span(), Span(), into: &out)
  }

  /// The same with an info of four pieces.
  @inline(never)
  static func expand(
    _ key: Span<UInt8>, _ first: Span<UInt8>, _ second: Span<UInt8>, _ third: Span<UInt8>, _ fourth: Span<UInt8>,
    into out: inout MutableSpan<UInt8>
  ) {
    precondition(out.count <= 255 * 32, "HKDF ends at 255 blocks")
    var block = Digest()
    var bytes = block.mutableSpan
    var done = 0
    while done < out.count {
      var code = HMAC(key: key)
      if done > 0 { code.update(bytes.span) }
      code.update(first)
      code.update(second)
      code.update(third)
      code.update(fourth)
      code.update(byte: UInt8(truncatingIfNeeded: done / 32 + 1))
      code.finish(into: &bytes)
      var target = out.window(done..<out.count)
      done += target.copy(from: bytes.span)
    }
    ConstantTime.wipe(&bytes)
  }

  /// MLS's ExpandWithLabel: fills `out`. The label comes without "MLS 1.0 "; label and context have less than 2^30 bytes.
  public static func expand(
    _ secret: Span<UInt8>, label: StaticString, context: Span<UInt8>, into out: inout MutableSpan<UInt8>
  ) {
    expand(secret, label: label.bytes, context: context, into: &out)
  }

  /// The same with a label that is no literal.
  @inline(never)
  public static func expand(
    _ secret: Span<UInt8>, label: Span<UInt8>, context: Span<UInt8>, into out: inout MutableSpan<UInt8>
  ) {
    let prefix: StaticString = "MLS 1.0 "
    var head = InlineArray<16, UInt8>(repeating: 0)
    var writer = ByteWriter(head.mutableSpan)
    writer.big(UInt64(out.count), 2)
    writer.append(VectorHead(prefix.utf8CodeUnitCount + label.count).span)
    writer.append(prefix)
    let count = writer.count
    expand(secret, head.span.window(0..<count), label, VectorHead(context.count).span, context, into: &out)
  }

  /// MLS's DeriveTreeSecret: the context is a generation of four bytes.
  public static func expand(
    _ secret: Span<UInt8>, label: StaticString, generation: UInt32, into out: inout MutableSpan<UInt8>
  ) {
    var context = InlineArray<4, UInt8>(repeating: 0)
    for i in 0..<4 { context[i] = UInt8(truncatingIfNeeded: generation >> UInt32(24 - 8 * i)) }
    expand(secret, label: label.bytes, context: context.span, into: &out)
  }
}
