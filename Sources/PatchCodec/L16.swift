internal import PatchBase

/// Signed 16-bit samples as bytes.
public enum L16 {
  /// Reads as many samples as both sides hold. `network`: most significant byte first (RFC 3551).
  @_optimize(speed)
  public static func decode(_ bytes: Span<UInt8>, network: Bool, into pcm: inout MutableSpan<Int16>) {
    let n = min(bytes.count / 2, pcm.count)
    // One test for the whole loop; 2n cannot overflow, being at most a count.
    let pairs = bytes.window(0..<2 * n)
    if network {
      for i in 0..<n { pcm[i] = Int16(bitPattern: UInt16(pairs[i &* 2]) &<< 8 | UInt16(pairs[i &* 2 &+ 1])) }
    } else {
      for i in 0..<n { pcm[i] = Int16(bitPattern: UInt16(pairs[i &* 2 &+ 1]) &<< 8 | UInt16(pairs[i &* 2])) }
    }
  }

  /// Writes as many samples as both sides hold, two bytes each.
  @_optimize(speed)
  public static func encode(_ pcm: Span<Int16>, network: Bool, into bytes: inout MutableSpan<UInt8>) {
    let n = min(pcm.count, bytes.count / 2)
    var pairs = bytes.window(0..<2 * n)
    if network {
      for i in 0..<n {
        pairs[i &* 2] = UInt8(truncatingIfNeeded: pcm[i] &>> 8)
        pairs[i &* 2 &+ 1] = UInt8(truncatingIfNeeded: pcm[i])
      }
    } else {
      for i in 0..<n {
        pairs[i &* 2] = UInt8(truncatingIfNeeded: pcm[i])
        pairs[i &* 2 &+ 1] = UInt8(truncatingIfNeeded: pcm[i] &>> 8)
      }
    }
  }
}
