internal import CSodium
public import PatchBase

/// What two members compare to know each other's keys: alike for both, whoever asks.
public enum PairwiseFingerprint {
  /// Bytes of the fingerprint itself.
  public static let byteCount = 64
  /// Digits of its code, shown in groups of five.
  public static let digitCount = 45
  /// The longest public key.
  public static let keyLimit = 256

  private static let salt: InlineArray<16, UInt8> = [
    0x24, 0xCA, 0xB1, 0x7A, 0x7A, 0xF8, 0xEC, 0x2B, 0x82, 0xB4, 0x12, 0xB9, 0x2D, 0xAB, 0x19, 0x2E,
  ]

  /// Writes the 64 bytes. It is slow on purpose, some 100 ms, and takes 16 MB meanwhile: no work for an audio thread.
  ///
  /// `Fault.argument` for a key of more than 256 bytes, `Fault.noMemory` when memory runs out.
  public static func write(
    _ firstKey: Span<UInt8>, user first: UInt64, _ secondKey: Span<UInt8>, user second: UInt64,
    into out: inout MutableSpan<UInt8>
  ) throws(Fault) {
    guard firstKey.count <= keyLimit, secondKey.count <= keyLimit else { throw .argument }
    guard out.count >= byteCount else { throw .noSpace(needed: byteCount) }
    var joined = try Secret(count: 20 + firstKey.count + secondKey.count)
    if !fill(&joined, firstKey, first, secondKey, second) { _ = fill(&joined, secondKey, second, firstKey, first) }
    let done = unsafe joined.span.withUnsafeBufferPointer { password in
      unsafe salt.span.withUnsafeBufferPointer { salt in
        unsafe out.withUnsafeMutableBufferPointer { out in
          unsafe crypto_pwhash_scryptsalsa208sha256_ll(
            password.baseAddress!, password.count, salt.baseAddress!, salt.count, 16384, 8, 2, out.baseAddress!,
            byteCount) == 0
        }
      }
    }
    guard done else { throw .noMemory }
  }

  /// Writes the 45 digits of a fingerprint.
  public static func code(_ fingerprint: Span<UInt8>, into text: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    guard fingerprint.count == byteCount else { throw .argument }
    return try DisplayableCode.write(fingerprint, length: digitCount, group: 5, into: &text)
  }

  /// Version 0, the key and its user, of one and behind it of the other. False when the other belongs in front.
  @inline(never)
  private static func fill(
    _ bytes: inout Secret, _ key: Span<UInt8>, _ user: UInt64, _ otherKey: Span<UInt8>, _ other: UInt64
  ) -> Bool {
    var writer = ByteWriter(bytes.mutableSpan)
    writer.big(0, 2)
    writer.append(key)
    writer.big(user, 8)
    let middle = writer.count
    writer.big(0, 2)
    writer.append(otherKey)
    writer.big(other, 8)
    return precedes(bytes.span.window(0..<middle), bytes.span.window(middle..<bytes.count))
  }

  private static func precedes(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    for i in 0..<min(left.count, right.count) where left[i] != right[i] { return left[i] < right[i] }
    return left.count <= right.count
  }
}
