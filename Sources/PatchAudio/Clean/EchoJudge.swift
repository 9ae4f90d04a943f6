internal import PatchBase

/// The judgement that speexdsp's echo canceller passes on itself, made more strictly: is what comes out louder than what
/// went in? Both as its filter sees them, without the constant part and with the pre-emphasis.
struct EchoJudge {
  private let radius: Float
  private var notch = (first: Float(0), second: Float(0))
  private var before = (input: Float(0), output: Float(0))
  private var badness = 0
  private var removed = (near: Float(0), residual: Float(0))

  private static let emphasis: Float = 0.9

  init(rate: Int32) { radius = rate < 12_000 ? 0.9 : rate < 24_000 ? 0.982 : 0.992 }

  mutating func reset() {
    notch = (0, 0)
    before = (0, 0)
    badness = 0
  }

  /// A frame in which there was nothing to take out.
  mutating func rest() { badness = max(0, badness - 1) }

  /// How much softer the output is, in dB, of late.
  var loss: Double {
    removed.near > 0 && removed.residual > 0
      ? max(0, Decibels.fromPower(Double(removed.near / removed.residual))) : 0
  }

  /// True when too many of the last frames came out louder. speexdsp has patience for 50 in a row, this for 15.
  @_optimize(speed)
  mutating func isWorse(_ near: Span<Int16>, _ out: Span<Int16>) -> Bool {
    let n = min(near.count, out.count)
    let den = radius * radius + 0.7 * (1 - radius) * (1 - radius)
    var (first, second) = notch
    var (input, output) = before
    var inside: Float = 0
    var outside: Float = 0
    var clipped = false
    for i in 0..<n {
      let v = Float(near[i])
      let passed = first + v
      first = second + 2 * (radius * passed - v)
      second = v - den * passed
      let plain = radius * passed
      let emphasised = plain - EchoJudge.emphasis * input
      input = plain
      inside += emphasised * emphasised
      let w = Float(out[i])
      clipped = clipped || w >= 32_767 || w <= -32_768
      let residual = w - EchoJudge.emphasis * output
      output = w
      outside += residual * residual
    }
    notch = (first, second)
    before = (input, output)
    removed.near = removed.near * 0.99 + inside
    removed.residual = removed.residual * 0.99 + outside
    badness = clipped || outside > inside + Float(n) * 100 ? badness + 4 : max(0, badness - 1)
    return badness >= 60
  }
}
