internal import PatchBase

/// Noise of a level, shaped by the all-pole model of RFC 3389.
struct NoiseWave {
  private var seed: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var reflection: InlineArray<12, Float> = InlineArray(repeating: 0)
  private var memory: InlineArray<13, Float> = InlineArray(repeating: 0)
  private var order = 0
  private var gain: Float = 0

  init() {}

  /// Level in −dBov, then coefficients k as 127·k + 127; 255 counts as 254, for a model that never ends.
  init(_ payload: Span<UInt8>) {
    // Uniform noise within ±½ has an RMS of 1/√12, and the lattice makes it louder by its prediction gain.
    var power = Decibels.power(-Double(payload[0])) * 12 * 1_073_741_824
    order = payload.count - 1
    for i in 0..<order {
      let k = min(max((Float(payload[i + 1]) - 127) / 127, -0.99), 0.99)
      reflection[i] = k
      power *= Double(1 - k * k)
    }
    gain = Float(power.squareRoot())
  }

  mutating func fill(_ pcm: inout MutableSpan<Int16>) {
    for i in 0..<pcm.count {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var x = Float(Int32(truncatingIfNeeded: seed >> 32)) / 4_294_967_296 * gain
      // The lattice, from its last section to its first.
      for m in stride(from: order - 1, through: 0, by: -1) {
        x -= reflection[m] * memory[m]
        memory[m + 1] = memory[m] + reflection[m] * x
      }
      memory[0] = x
      pcm[i] = Int16(min(max(x, -32768), 32767))
    }
  }
}
