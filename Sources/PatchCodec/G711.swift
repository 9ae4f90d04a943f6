/// ITU-T G.711, bit for bit as the reference code of ITU-T G.191: all 256 codes and all 65536 samples, both laws.
///
/// There is no table. A G.711 code is a tiny floating-point number (sign, 3 bits of exponent, 4 of mantissa), so the
/// exponent is found by making a `Float` and reading its bits: exact, free of branches, and the loops become SSE2.
public enum G711 {
  /// Decodes as many codes as fit both, one sample each.
  @_optimize(speed)
  public static func decode(_ codes: Span<UInt8>, law: Law, into pcm: inout MutableSpan<Int16>) {
    let n = min(codes.count, pcm.count)
    switch law {
    case .mu: for i in 0..<n { pcm[i] = muSample(codes[i]) }
    case .a: for i in 0..<n { pcm[i] = aSample(codes[i]) }
    }
  }

  /// Encodes as many samples as fit both, one code each.
  @_optimize(speed)
  public static func encode(_ pcm: Span<Int16>, law: Law, into codes: inout MutableSpan<UInt8>) {
    let n = min(pcm.count, codes.count)
    switch law {
    case .mu: for i in 0..<n { codes[i] = muCode(pcm[i]) }
    case .a: for i in 0..<n { codes[i] = aCode(pcm[i]) }
    }
  }

  /// The code of silence: μ-law 0xFF, which decodes to 0; A-law 0xD5, which decodes to 8 (A-law has no zero).
  public static func silence(_ law: Law) -> UInt8 {
    switch law {
    case .mu: 0xFF
    case .a: 0xD5
    }
  }
}

// Below, v is a magnitude that a Float holds exactly, and e and m are exponent and mantissa of a code's 7 low bits.
// Wrapping operators throughout: every intermediate value stays within 17 bits or is a bit pattern.

/// (2m + 33) · 2^e, the magnitude both laws share: 2^(e + 5) · (1 + (2m + 1)/32) written as the bits of a Float.
/// Adding 2^23 moves an integer into the mantissa's low bits, which a checked conversion would not vectorise.
@inline(__always)
private func magnitude(_ code: Int32) -> Int32 {
  let bits = UInt32(bitPattern: code &<< 19 &+ (132 &<< 23 | 1 &<< 18))
  return Int32(bitPattern: (Float(bitPattern: bits) + 8_388_608).bitPattern) & 0x7F_FFFF
}

/// Exponent and upper four mantissa bits of v > 0, as (127 + exponent) · 16 + mantissa.
@inline(__always)
private func logarithm(_ v: Int16) -> UInt32 { Float(Int32(UInt16(bitPattern: v))).bitPattern &>> 19 }

@inline(__always)
private func muSample(_ code: UInt8) -> Int16 {
  let inverted = Int32(~code)
  let v = (magnitude(inverted & 0x7F) &- 33) &<< 2
  let sign = 0 &- (inverted &>> 7)
  return Int16(truncatingIfNeeded: (v ^ sign) &- sign)
}

@inline(__always)
private func aSample(_ code: UInt8) -> Int16 {
  let plain = Int32(code ^ 0x55)
  let low = plain & 0x7F
  // Above the first segment the step doubles with e; the first has the second's step.
  let v = low < 16 ? (2 &* low &+ 1) &<< 3 : magnitude(low) &<< 2
  let sign = (plain &>> 7) &- 1  // the sign bit is set for positive samples
  return Int16(truncatingIfNeeded: (v ^ sign) &- sign)
}

@inline(__always)
private func muCode(_ sample: Int16) -> UInt8 {
  let sign = sample &>> 15
  // One's complement for negative samples, as G.191: -1 and 0 lie in mirrored intervals.
  let v = min((sample ^ sign) &>> 2 &+ 33, 8191)
  let code = logarithm(v) &- (132 &<< 4)
  return ~(UInt8(truncatingIfNeeded: code) | (UInt8(truncatingIfNeeded: sign) & 0x80))
}

@inline(__always)
private func aCode(_ sample: Int16) -> UInt8 {
  let sign = sample &>> 15
  let v = (sample ^ sign) &>> 4
  // The first two segments are linear, so v is the code there.
  let code = v < 32 ? UInt8(truncatingIfNeeded: v) : UInt8(truncatingIfNeeded: logarithm(v) &- (130 &<< 4))
  return (code | (UInt8(truncatingIfNeeded: ~sign) & 0x80)) ^ 0x55
}
