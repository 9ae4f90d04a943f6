/// The nearest whole number, halves to even, for |x| < 2^22: adding 1.5 · 2^23 leaves it in the low bits of the
/// mantissa. Vectorises where a checked conversion does not.
@inline(__always) func nearest(_ x: Float) -> Int32 {
  Int32(bitPattern: (x + 12_582_912).bitPattern) &- 0x4B40_0000
}

/// The whole part of a finite number that fits. Out of line: its checks are longer than the call.
@inline(never) func whole(_ x: Float) -> Int { Int(x) }
