internal import PatchBase

/// A resampler for rates whose ratio is of small whole numbers: a windowed sinc, and a row of its values for each place
/// that an output can have between two inputs.
///
/// It reaches over 48 samples of the lower rate and is 24 of them late. Flat within 0.0001 dB to 0.85 of that rate's half,
/// 100 dB down from 1.15 of it on: 3.4 and 4.6 kHz for 8 kHz.
struct Polyphase: ~Copyable {
  /// Samples of the lower rate on either side.
  static let half = 24
  /// Each rate at the most, reduced.
  private static let most = 6
  /// Samples a channel, at the lower rate, that are taken at once.
  private static let batch = 160

  private static let weights: InlineArray<6, Double> = [
    0.3816263, 0.49444663, 0.11873324, 0.005203, 4.07e-6, -1.7e-5,
  ]

  private let channels: Int
  private let length: Int  // of a row; the line begins with as many samples of the past, less one
  private let piece: Int
  private let unit: Float  // of the inner taps
  private var taps: Block<Int16>  // row after row
  private var line: Block<Int16>  // channel after channel

  /// Whether it takes these rates.
  static func takes(_ rates: ResamplerPhase) -> Bool {
    rates.from != rates.to && rates.from <= most && rates.to <= most
  }

  /// The delay, in samples at the input's rate.
  static func delay(_ rates: ResamplerPhase) -> Int {
    rates.from > rates.to ? (half * rates.from + rates.to - 1) / rates.to : half
  }

  @inline(never)
  init(_ rates: ResamplerPhase, channels: Int, _ memory: inout Memory) {
    self.channels = channels
    let vector = FilterBank.vector
    length = (2 * Polyphase.delay(rates) + vector - 1) / vector * vector
    piece = Polyphase.batch * max(1, rates.from / rates.to)
    // Lower rates have longer rows of smaller taps. At twice as fine the sums still fit.
    unit = 0x1p-15 / min(max(1, Float(rates.from) / Float(rates.to)), 2)
    taps = Block(rates.to * FilterBank.held(length), &memory)
    line = Block(channels &* (length + piece + FilterBank.slack(step: rates.from) + 1), &memory)
    design(rates)
  }

  /// Consumes and produces what both sides and the line allow, as `phase` says.
  mutating func run(
    _ input: Span<Int16>, into output: inout MutableSpan<Int16>, _ phase: ResamplerPhase
  ) -> (consumed: Int, produced: Int) {
    let offered = min(input.count / channels, piece)
    let produced = min(phase.due(after: offered), output.count / channels)
    let consumed = min(phase.inputs(for: produced), offered)
    for channel in 0..<channels {
      Polyphase.filter(
        &line, taps, unit, past: length - 1, input.window(0..<offered * channels), consumed, into: &output, produced,
        phase, channel, of: channels)
    }
    return (consumed, produced)
  }

  private static func filter(
    _ line: inout Block<Int16>, _ taps: borrowing Block<Int16>, _ unit: Float, past: Int, _ input: Span<Int16>,
    _ consumed: Int, into output: inout MutableSpan<Int16>, _ produced: Int, _ phase: ResamplerPhase, _ channel: Int,
    of channels: Int
  ) {
    let size = line.count / channels
    var all = line.mutableSpan
    var mine = all.window(channel * size..<(channel + 1) * size)
    var new = mine.window(past..<size)
    FilterBank.part(input, channel: channel, of: channels, into: &new)
    if produced > 0 {
      FilterBank.run(
        mine.span, from: phase.inputs(for: 0), taps.span, length: past + 1, unit: unit, rows: phase.to,
        row: phase.row, step: phase.from, count: produced, into: &output, channel: channel, of: channels)
    }
    mine.shift(from: consumed, count: past)
  }

  /// Silence before the first sample.
  mutating func reset() {
    var all = line.mutableSpan
    all.fill(with: 0)
  }

  private mutating func design(_ rates: ResamplerPhase) {
    let scale = min(1, Double(rates.to) / Double(rates.from))  // from input samples to those of the lower rate
    let newest = Polyphase.delay(rates)
    let held = FilterBank.held(length)
    for row in 0..<(taps.count / held) {
      // What rounding leaves over is spread over the taps that follow: a steady level stays what it is.
      var rest = 0.0
      for tap in (0..<held).reversed() {
        let (sample, isInner) = FilterBank.place(tap, of: length)
        let at = (Double(sample &- length &+ 1 &+ newest) - Double(row) / Double(rates.to)) * scale
        let exact = scale * Polyphase.response(at) / Double(unit)
        let coarse = isInner ? exact.rounded(.toNearestOrEven) : 0
        var kept = coarse
        if tap < length {
          let fine = 32 * (exact - coarse)
          kept = (fine + rest / Double(tap &+ 1)).rounded(.toNearestOrEven)
          rest += fine - kept
        }
        taps[row &* held &+ tap] = Int16(kept)
      }
    }
  }

  /// The filter's answer to an impulse, so many samples of the lower rate from its middle: a sinc that ends at 3960 of
  /// 4000 Hz under a window of cosines, whose six weights are the best for these limits (linear programming).
  private static func response(_ at: Double) -> Double {
    let turns = at / Double(2 * half)
    guard turns > -0.5, turns < 0.5 else { return 0 }
    return cosines(weights.span, turns) * (at == 0 ? 0.99 : Sine.of(turns: 0.495 * at) / (3.141592653589793 * at))
  }

  /// The weighted sum of the cosines of an angle's multiples.
  @inline(never)
  private static func cosines(_ weights: Span<Double>, _ turns: Double) -> Double {
    var sum = 0.0
    for i in 0..<weights.count { sum += weights[i] * Sine.cosine(turns: Double(i) * turns) }
    return sum
  }
}
