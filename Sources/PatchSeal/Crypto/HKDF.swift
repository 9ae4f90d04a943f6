public import PatchBase

/// HKDF-SHA-256 (RFC 5869), and the labels that MLS puts on it (RFC 9420 section 8). Allocates nothing.
public enum HKDF {
  /// Writes the 32 bytes of a pseudorandom key. The salt may be empty.
  public static func extract(salt: Span<UInt8>, _ input: Span<UInt8>, into out: inout MutableSpan<UInt8>) {
    HMAC.code(key: salt, input, into: &out)
  }

  /// Fills `out`, at most 8160 bytes. `info` feeds the info, in as many pieces as it likes and alike for each block.
  public static func expand(
    _ key: Span<UInt8>, into out: inout MutableSpan<UInt8>, info: (inout HMAC) -> Void
  ) {
    precondition(out.count <= 255 * 32, "HKDF ends at 255 blocks")
    var block = InlineArray<32, UInt8>(repeating: 0)
    var done = 0
    var counter: UInt8 = 1
    while done < out.count {
      var code = HMAC(key: key)
      if done > 0 { code.update(block.span) }
      info(&code)
      code.update(byte: counter)
      var bytes = block.mutableSpan
      code.finish(into: &bytes)
      let length = min(32, out.count - done)
      var target = out.window(done..<done + length)
      target.copy(from: block.span.window(0..<length))
      done += length
      counter &+= 1  // past 255 only when nothing follows
    }
    var bytes = block.mutableSpan
    ConstantTime.wipe(&bytes)
  }

  /// `expand` with an info of one piece.
  public static func expand(_ key: Span<UInt8>, info: Span<UInt8>, into out: inout MutableSpan<UInt8>) {
    expand(key, into: &out) { $0.update(info) }
  }

  /// MLS's ExpandWithLabel: fills `out`. The label comes without "MLS 1.0 "; label and context have less than 2^30 bytes.
  public static func expand(
    _ secret: Span<UInt8>, label: StaticString, context: Span<UInt8>, into out: inout MutableSpan<UInt8>
  ) {
    expand(secret, label: label.bytes, context: context, into: &out)
  }

  /// The same with a label that is no literal.
  public static func expand(
    _ secret: Span<UInt8>, label: Span<UInt8>, context: Span<UInt8>, into out: inout MutableSpan<UInt8>
  ) {
    let prefix: StaticString = "MLS 1.0 "
    let count = out.count
    let labelHead = VectorHead(prefix.utf8CodeUnitCount + label.count)
    let contextHead = VectorHead(context.count)
    expand(secret, into: &out) { code in
      code.update(byte: UInt8(truncatingIfNeeded: count >> 8))
      code.update(byte: UInt8(truncatingIfNeeded: count))
      code.update(labelHead.span)
      code.update(prefix.bytes)
      code.update(label)
      code.update(contextHead.span)
      code.update(context)
    }
  }

  /// MLS's DeriveSecret: 32 bytes without a context.
  public static func derive(_ secret: Span<UInt8>, label: StaticString) throws(Fault) -> Secret {
    try expanded(secret, label, Span(), 32)
  }

  static func derive(_ secret: borrowing Secret, label: StaticString) throws(Fault) -> Secret {
    try expanded(secret.span, label, Span(), 32)
  }

  /// ExpandWithLabel as a secret of at most 32 bytes.
  @inline(never)
  static func expanded(_ secret: Span<UInt8>, _ label: StaticString, _ context: Span<UInt8>, _ count: Int) throws(Fault)
    -> Secret
  {
    var made = try Secret(count: count)
    fill(&made, secret, label, context)
    return made
  }

  // A function of its own, or the compiler puts the secret's owner into a box.
  @inline(never)
  private static func fill(
    _ made: inout Secret, _ secret: Span<UInt8>, _ label: StaticString, _ context: Span<UInt8>
  ) {
    var out = made.mutableSpan
    expand(secret, label: label, context: context, into: &out)
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
