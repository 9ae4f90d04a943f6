internal import PatchBase

/// The network: a dense layer, a gated recurrent layer and two outputs, as training/network.py has it. Weights are 8-bit
/// numbers with a scale for each row; what they are multiplied with are 16-bit numbers.
struct VoiceNet: ~Copyable {
  typealias Four = SIMD4<Float>

  private static let inputs = 2 * VoiceNet.bands
  private static let dense = 24
  private static let hidden = 32
  private static let bands = 25
  private static let scales = 220
  private static let biases = 156
  /// Where the bands begin, in bins; the last is where the last one ends.
  private static let edges: InlineArray<26, UInt8> = [
    2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 23, 26, 29, 33, 37, 41, 46, 51, 57, 64, 71, 79, 88, 98, 110, 124,
  ]

  private var spectrum: VoiceSpectrum
  private var floors: Block<Float>
  private var isBegun = false
  private var vectors: Block<Int16>  // inputs in 1/4096, dense layer and state in 1/16384
  private var numbers: Block<Four>  // scales and biases: a table would be copied at every look
  private var sums: Block<Four>  // the state, the dense layer, the gates by the layer and by the state

  @inline(never)
  init(_ memory: inout Memory) {
    spectrum = VoiceSpectrum(&memory)
    floors = Block(VoiceNet.bands, &memory)
    vectors = Block(VoiceNet.inputs + VoiceNet.dense + VoiceNet.hidden, &memory)
    numbers = Block((VoiceNet.scales + VoiceNet.biases) / 4, &memory)
    sums = Block(62, &memory)
    let (scales, biases) = (VoiceNetTable.scales.span, VoiceNetTable.biases.span)
    for i in 0..<4 * numbers.count {
      numbers[i / 4][i % 4] = i < VoiceNet.scales ? scales[i] : biases[i - VoiceNet.scales]
    }
  }

  /// Forgets what it heard.
  mutating func reset() {
    isBegun = false
    vectors.clear()
    sums.clear()
  }

  /// One step of 20 ms, which ends with these 256 samples at 8 kHz: how likely it is speech, and how likely music alone.
  mutating func step(_ samples: Span<Int16>) -> (speech: Float, music: Float) {
    spectrum.analyse(samples)
    VoiceNet.reduce(spectrum.power, &floors, begins: !isBegun, &vectors)
    isBegun = true
    let (x, d, h) = (VoiceNet.inputs, VoiceNet.dense, VoiceNet.hidden)
    VoiceNet.multiply(VoiceNetTable.dense.span, numbers, vectors, 0..<x, 1.0 / 4096, scales: 0, &sums, 8, d)
    for i in 0..<6 { VoiceNet.store(VoiceNet.curve(sums[8 + i] + bias(4 * i)), &vectors, x + 4 * i) }
    VoiceNet.multiply(VoiceNetTable.gates.span, numbers, vectors, x..<x + d, 1.0 / 16384, scales: d, &sums, 14, 3 * h)
    VoiceNet.multiply(
      VoiceNetTable.state.span, numbers, vectors, x + d..<x + d + h, 1.0 / 16384, scales: d + 3 * h, &sums, 38, 3 * h)
    for i in 0..<8 {
      let b = d + 4 * i
      let clear = VoiceNet.gate(sums[14 + i] + sums[38 + i] + bias(b))
      let keep = VoiceNet.gate(sums[22 + i] + sums[46 + i] + bias(b + h))
      let old = clear * (sums[54 + i] + bias(b + 3 * h))
      let new = VoiceNet.curve(sums[30 + i] + bias(b + 2 * h) + old)
      sums[i] = new + keep * (sums[i] - new)
      VoiceNet.store(sums[i], &vectors, x + d + 4 * i)
    }
    VoiceNet.multiply(
      VoiceNetTable.out.span, numbers, vectors, x + d..<x + d + h, 1.0 / 16384, scales: d + 6 * h, &sums, 8, 4)
    let out = VoiceNet.gate(sums[8] + bias(d + 4 * h))
    return (out[0], out[1])
  }

  // These take the parts that they use, so that their accesses stay apart.

  /// What the network sees: how loud each band is, and how far it is above its floor; as training/features.py has it.
  private static func reduce(
    _ power: borrowing Block<Float>, _ floors: inout Block<Float>, begins: Bool, _ vectors: inout Block<Int16>
  ) {
    let bins = power.span
    var floors = floors.mutableSpan
    var floor = floors.window(0..<bands)
    var vectors = vectors.mutableSpan
    var out = vectors.window(0..<inputs)
    for b in 0..<bands {
      let (start, end) = (Int(edges[b]), Int(edges[b + 1]))
      var sum: Float = 0
      for k in start..<end { sum += bins[k] }
      let level = log2(sum / Float(end &- start) + 1024)
      let f = begins ? level : floor[b]
      floor[b] = level < f ? f + 0.25 * (level - f) : begins ? f : f + 0.02
      out[b] = Int16(truncatingIfNeeded: whole(min(max((level - 19) * 0.25, -4), 4) * 4096))
      out[b + bands] = Int16(truncatingIfNeeded: whole(min(max((level - floor[b]) * 0.25, -1), 4) * 4096))
    }
  }

  /// Of a normal positive number, to 10⁻⁵.
  private static func log2(_ x: Float) -> Float {
    let bits = x.bitPattern &- 0x3F35_04F3  // √½
    let m = Float(bitPattern: (bits & 0x7F_FFFF) &+ 0x3F35_04F3)
    let t = (m - 1) / (m + 1)
    let s = t * t
    return Float(Int32(bitPattern: bits) &>> 23) + t * (2.885390 + s * (0.961797 + s * (0.577078 + s * 0.412199)))
  }

  /// Rows of weights times a vector, four rows at a time.
  @inline(never)
  private static func multiply(
    _ weights: Span<Int8>, _ numbers: borrowing Block<Four>, _ vectors: borrowing Block<Int16>, _ range: Range<Int>,
    _ unit: Float, scales: Int, _ sums: inout Block<Four>, _ start: Int, _ rows: Int
  ) {
    let x = vectors.span.window(range)
    for row in 0..<rows / 4 {
      var sum = Four()
      for j in 0..<4 { sum[j] = Float(product(weights, 4 &* row &+ j, x)) }
      sums[start &+ row] = sum * unit * numbers[scales / 4 &+ row]
    }
  }

  private borrowing func bias(_ i: Int) -> Four { numbers[(VoiceNet.scales &+ i) / 4] }

  private static func store(_ x: Four, _ vectors: inout Block<Int16>, _ start: Int) {
    for j in 0..<4 { vectors[start &+ j] = Int16(truncatingIfNeeded: whole(x[j] * 16384)) }
  }

  /// Near tanh, within ±1.
  @inline(never)
  private static func curve(_ x: Four) -> Four {
    var y = x
    y.replace(with: 3, where: y .> 3)
    y.replace(with: -3, where: y .< -3)
    let s = y * y
    // Rounding goes past the end by a hair.
    return (y * (27 + s) / (27 + 9 * s)).clamped(lowerBound: Four(repeating: -1), upperBound: Four(repeating: 1))
  }

  /// Near the logistic curve, within 0…1.
  private static func gate(_ x: Four) -> Four { 0.5 + 0.5 * curve(0.5 * x) }
}

/// A row of weights times a vector. The sum of 50 products of 8 and 15 bits fits 32 bits. Not a member: a specialised one loses its mark.
@inline(never)
@_optimize(speed)
private func product(_ weights: Span<Int8>, _ row: Int, _ x: Span<Int16>) -> Int32 {
  let w = weights.window(row &* x.count..<row &* x.count &+ x.count)
  var sum: Int32 = 0
  for i in 0..<min(w.count, x.count) { sum &+= Int32(w[i]) &* Int32(x[i]) }
  return sum
}
