/// Signed 16-bit samples as bytes.
public enum L16 {
  /// Reads as many samples as both sides hold. `network`: most significant byte first (RFC 3551).
  public static func decode(_ bytes: Span<UInt8>, network: Bool, into pcm: inout MutableSpan<Int16>) {
    let n = min(bytes.count / 2, pcm.count)
    let high = network ? 0 : 1
    for i in 0..<n {
      pcm[i] = Int16(bitPattern: UInt16(bytes[2 * i + high]) << 8 | UInt16(bytes[2 * i + 1 - high]))
    }
  }

  /// Writes as many samples as both sides hold, two bytes each.
  public static func encode(_ pcm: Span<Int16>, network: Bool, into bytes: inout MutableSpan<UInt8>) {
    let n = min(pcm.count, bytes.count / 2)
    let high = network ? 0 : 1
    for i in 0..<n {
      bytes[2 * i + high] = UInt8(truncatingIfNeeded: pcm[i] >> 8)
      bytes[2 * i + 1 - high] = UInt8(truncatingIfNeeded: pcm[i])
    }
  }
}
