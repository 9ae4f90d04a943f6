internal import PatchBase

/// One filter between two rates whose ratio is of small whole numbers: a windowed sinc, and a row of its values for each place
/// that an output can have between two inputs. Its zeros lie where samples of the lower rate do: on its way up such a sample
/// comes out as it is, and to half a rate every second tap but the middle one is zero: those are left out.
struct FilterStage: ~Copyable {
  /// How steep it is.
  enum Slope {
    /// From 0.85 to 1.15 of the lower rate's half.
    case sharp
    /// From 0.55 to 1.45: enough where a sharp one is the other half of the way.
    case gentle

    /// Samples of the lower rate on either side; the sound is as much later.
    var half: Int { self == .sharp ? 24 : 8 }
  }

  /// Of the window, as weights of cosines: by linear programming the best that four reach from the limits above on, with 84 dB
  /// at 1.125 already, where the images of 7 kHz lie when the lower rate is 16 kHz.
  private static let weights: InlineArray<4, Double> = [0.39608825, 0.4964229, 0.10497987, 0.00250899]

  private let rates: ResamplerPhase
  private let slope: Slope
  private let channels: Int
  private let past: Int
  private let shape: FilterBank.Shape
  private var taps: Block<Int16>  // row after row
  private var line: Block<Int16>  // channel after channel: the past, then what is new
  private var outer: Block<Int16>  // for half a rate, of one channel: the samples that the taps are for

  /// For `piece` samples a channel at once.
  @inline(never)
  init(_ rates: ResamplerPhase, _ slope: Slope, piece: Int, channels: Int, _ memory: inout Memory) {
    self.rates = rates
    self.slope = slope
    self.channels = channels
    let delay = FilterStage.delay(rates, slope)
    let length = (2 * delay + FilterBank.vector - 1) / FilterBank.vector * FilterBank.vector
    past = length - 1
    let halves = FilterStage.halves(rates, slope)
    shape = FilterBank.Shape(
      length: halves ? delay : length, isFine: slope == .sharp, unit: FilterStage.unit(rates, slope),
      plain: rates.to > rates.from ? length - 1 - delay : nil)
    outer = Block(halves ? piece / 2 + FilterBank.slack(step: 1) + 2 + delay : 0, &memory)
    taps = Block(rates.to * shape.held, &memory)
    line = Block(channels &* (length + piece + FilterBank.slack(step: rates.from) + 1), &memory)
    design(delay)
  }

  private static func halves(_ rates: ResamplerPhase, _ slope: Slope) -> Bool {
    rates.from == 2 && rates.to == 1 && slope == .sharp
  }

  /// The delay, in samples at the input's rate.
  static func delay(_ rates: ResamplerPhase, _ slope: Slope) -> Int {
    rates.from > rates.to ? (slope.half * rates.from + rates.to - 1) / rates.to : slope.half
  }

  /// What an inner tap counts. Lower rates have longer rows of smaller taps; at twice as fine the sums still fit. A gentle
  /// filter's have one unit for all taps: the one of many tried with which what rounding does to them lies 95 dB down, and
  /// 0.03 of a step at full scale.
  private static func unit(_ rates: ResamplerPhase, _ slope: Slope) -> Float {
    let isUp = rates.to > rates.from
    if halves(rates, slope) { return 0x1p-16 }
    if slope == .sharp { return 0x1.0002p-15 / min(max(1, Float(rates.from) / Float(rates.to)), 2) }
    if max(rates.from, rates.to) == 2 { return isUp ? 0x1.59b19cp-16 : 0x1.10fa48p-16 }
    return isUp ? 0x1.b59d02p-16 : 0x1.5aec56p-17
  }

  /// Makes the next `produced` samples a channel, at which `phase` stands, of the past and `input`, and then counts
  /// `consumed` of it among the past. What is not consumed is given again.
  mutating func run(
    _ input: Span<Int16>, consumed: Int, into output: inout MutableSpan<Int16>, produced: Int, _ phase: ResamplerPhase
  ) {
    for channel in 0..<channels {
      FilterStage.filter(
        &line, &outer, taps, shape, past: past, input, consumed, into: &output, produced, phase, channel, of: channels)
    }
  }

  private static func filter(
    _ line: inout Block<Int16>, _ outer: inout Block<Int16>, _ taps: borrowing Block<Int16>, _ shape: FilterBank.Shape,
    past: Int, _ input: Span<Int16>, _ consumed: Int, into output: inout MutableSpan<Int16>, _ produced: Int,
    _ phase: ResamplerPhase, _ channel: Int, of channels: Int
  ) {
    let size = line.count / channels
    var all = line.mutableSpan
    var mine = all.window(channel * size..<(channel + 1) * size)
    var new = mine.window(past..<size)
    FilterBank.part(input, channel: channel, of: channels, into: &new)
    let start = phase.inputs(for: 0)
    if produced > 0, outer.count > 0 {
      var sides = outer.mutableSpan
      var taken = sides.window(0..<produced + shape.length + FilterBank.slack(step: 1))
      FilterBank.halve(mine.span.window(start..<size), into: &taken)
      FilterBank.run(
        taken.span, from: 0, taps.span, shape, rows: 1, row: 0, step: 1, count: produced, into: &output,
        channel: channel, of: channels, adding: mine.span.window(start + past / 2..<size))
    } else if produced > 0 {
      FilterBank.run(
        mine.span, from: start, taps.span, shape, rows: phase.to, row: phase.row, step: phase.from, count: produced,
        into: &output, channel: channel, of: channels, adding: Span())
    }
    mine.shift(from: consumed, count: past)
  }

  /// Silence before the first sample.
  mutating func reset() {
    var all = line.mutableSpan
    all.fill(with: 0)
  }

  private mutating func design(_ newest: Int) {
    let scale = min(1, Double(rates.to) / Double(rates.from))  // from input samples to those of the lower rate
    let held = shape.held
    let summed = rates.to > rates.from ? 1 : 0  // the first row that is
    for row in summed..<max(taps.count / held, summed) {
      // What rounding leaves over is spread over the taps that follow: a steady level stays what it is.
      var rest = 0.0
      for tap in (0..<held).reversed() {
        let (sample, isInner) = shape.place(tap)
        // Of a window from which every second sample is left out, each is one of the lower rate.
        let place = FilterStage.halves(rates, slope) ? 2 &* sample : sample
        let at = (Double(place &- past &+ newest) - Double(row) / Double(rates.to)) * scale
        let exact = scale * response(at) / Double(FilterStage.unit(rates, slope))
        let coarse = isInner ? exact.rounded(.toNearestOrEven) : 0
        var kept = coarse
        if tap < shape.length {
          let fine = shape.finer * (exact - coarse)
          kept = (fine + rest / Double(tap &+ 1)).rounded(.toNearestOrEven)
          rest += fine - kept
        }
        taps[row &* held &+ tap] = Int16(kept)
      }
    }
  }

  /// The filter's answer to an impulse, so many samples of the lower rate from its middle: a sinc under the window.
  private func response(_ at: Double) -> Double {
    let turns = at / Double(2 * slope.half)
    guard turns > -0.5, turns < 0.5 else { return 0 }
    return FilterStage.cosines(FilterStage.weights.span, turns)
      * (at == 0 ? 1 : Sine.of(turns: 0.5 * at) / (3.141592653589793 * at))
  }

  /// The weighted sum of the cosines of an angle's multiples.
  @inline(never)
  private static func cosines(_ weights: Span<Double>, _ turns: Double) -> Double {
    var sum = 0.0
    for i in 0..<weights.count { sum += weights[i] * Sine.cosine(turns: Double(i) * turns) }
    return sum
  }
}
