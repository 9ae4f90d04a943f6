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

  /// MLS's ExpandWithLabel: fills `out`. The label comes without "MLS 1.0 " and has at most 55 bytes, the context at
  /// most 2^30 − 1.
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
    precondition(label.count < 64 - 8, "a label's length is one byte")
    // u16 length, vector of the label, vector of the context: the whole head in one piece.
    var head = InlineArray<72, UInt8>(repeating: 0)
    let count = out.count
    var target = head.mutableSpan
    target[0] = UInt8(truncatingIfNeeded: count >> 8)
    target[1] = UInt8(truncatingIfNeeded: count)
    target[2] = UInt8(8 + label.count)
    var text = target.window(3..<11)
    text.copy(from: prefix.bytes)
    text = target.window(11..<11 + label.count)
    text.copy(from: label)
    var end = 11 + label.count
    switch context.count {
    case 0..<64:
      target[end] = UInt8(context.count)
      end += 1
    case 64..<16384:
      target[end] = 0x40 | UInt8(context.count >> 8)
      target[end + 1] = UInt8(context.count & 255)
      end += 2
    default:
      precondition(context.count < 1 << 30, "a vector ends at 2^30")
      let marked = context.count | 0x8000_0000
      for i in 0..<4 { target[end + i] = UInt8(truncatingIfNeeded: marked >> (24 - 8 * i)) }
      end += 4
    }
    expand(secret, into: &out) { code in
      code.update(head.span.window(0..<end))
      code.update(context)
    }
  }

  /// MLS's DeriveSecret: 32 bytes without a context.
  public static func derive(_ secret: Span<UInt8>, label: StaticString) throws(Fault) -> Secret {
    var derived = try Secret(count: 32)
    var out = derived.mutableSpan
    expand(secret, label: label.bytes, context: Span(), into: &out)
    return derived
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
