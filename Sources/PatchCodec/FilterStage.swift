internal import PatchBase

/// One filter between two rates whose ratio is of small whole numbers: a windowed sinc, and a row of its values for each place
/// that an output can have between two inputs. Its zeros lie where samples of the lower rate do: on its way up such a sample
/// comes out as it is, and to half a rate every second tap but the middle one is zero: those are left out.
struct FilterStage: ~Copyable {
  /// How steep it is.
  enum Slope {
    /// From 0.85 to 1.15 of the lower rate's half.
    case sharp
    /// From 0.575 to 1.425: enough where a sharp one is the other half of the way.
    case gentle

    /// Samples of the lower rate on either side; the sound is as much later.
    var half: Int { self == .sharp ? 24 : 6 }

    /// Of the window, as weights of cosines: by linear programming the best that four reach, the sharp one's with 84 dB at
    /// 1.125 already, where the images of 7 kHz lie when the lower rate is 16 kHz.
    var weights: InlineArray<4, Double> {
      self == .sharp
        ? [0.39608825, 0.4964229, 0.10497987, 0.00250899] : [0.4120859, 0.49667997, 0.09002265, 0.00117398]
    }
  }

  /// What stays as it is.
  private struct Plan {
    let rates: ResamplerPhase
    let slope: Slope
    let channels: Int
    let isHalving: Bool  // to half a rate: of one phase
    let isThird: Bool  // to a third of a rate, gently: there are taps for that
    let shape: FilterBank.Shape
    let middle: Int  // of a window
    let past: Int

    init(_ rates: ResamplerPhase, _ slope: Slope, channels: Int) {
      self.rates = rates
      self.slope = slope
      self.channels = channels
      isHalving = rates.from == 2 && rates.to == 1
      isThird = slope == .gentle && rates.from == 3
      let lower = min(rates.from, rates.to)
      shape = FilterBank.Shape(
        step: rates.from, isWhole: !isHalving, length: (2 * slope.half + lower - 1) / lower,
        inner: slope == .gentle && !isHalving ? 0 : (16 + lower - 1) / lower, unit: FilterStage.unit(rates, slope))
      middle = (isThird ? FilterBank.thirdSpan : rates.from * shape.length) / 2 - 1
      past = middle + FilterStage.delay(rates, slope)
    }

    var phases: Int { isHalving ? 1 : rates.from }
  }

  private let plan: Plan
  private var taps: Block<Int16>  // row after row
  private var line: Block<Int16>  // channel after channel: the past, then what is new
  private var pairs: Block<UInt32>  // of one channel, phase after phase
  private var made: Block<Int16>  // of one channel, what a row made

  /// For `piece` samples a channel at once.
  @inline(never)
  init(_ rates: ResamplerPhase, _ slope: Slope, piece: Int, channels: Int, _ memory: inout Memory) {
    let plan = Plan(rates, slope, channels: channels)
    let batch = piece / rates.from + FilterBank.batch + 2
    let span = batch + plan.shape.length
    line = Block(channels &* (plan.past + (span + 2) * rates.from), &memory)
    made = Block(batch, &memory)
    pairs = Block(plan.isThird ? 0 : span * plan.phases, &memory)
    var taps = Block<Int16>(plan.isThird ? FilterBank.thirdSpan : rates.to * plan.shape.held, &memory)
    FilterStage.design(&taps, plan)
    self.taps = taps
    self.plan = plan
  }

  /// The delay, in samples at the input's rate.
  static func delay(_ rates: ResamplerPhase, _ slope: Slope) -> Int {
    rates.from > rates.to ? (slope.half * rates.from + rates.to - 1) / rates.to : slope.half
  }

  /// What an inner tap counts: little enough for precision, and so much that the sums fit. A gentle filter's taps have one unit
  /// if they can: the one of many tried with which what rounding does to them lies 93 dB down, and 0.02 of a step at full
  /// scale.
  private static func unit(_ rates: ResamplerPhase, _ slope: Slope) -> Float {
    if rates.from == 2, rates.to == 1 { return 0x1p-15 }
    return slope == .sharp ? 1 / 25200 : rates.to == 2 ? 0x1.1d0e34p-15 : 0x1.c9a4c8p-16
  }

  /// Makes the next `produced` samples a channel, at which `phase` stands, of the past and `input`, and then counts
  /// `consumed` of it among the past. What is not consumed is given again.
  mutating func run(
    _ input: Span<Int16>, consumed: Int, into output: inout MutableSpan<Int16>, produced: Int, _ phase: ResamplerPhase
  ) {
    for channel in 0..<plan.channels {
      FilterStage.run(
        plan, &line, &pairs, &made, taps, input, consumed, into: &output, produced, phase, channel)
    }
  }

  private static func run(
    _ plan: Plan, _ line: inout Block<Int16>, _ pairs: inout Block<UInt32>, _ made: inout Block<Int16>,
    _ taps: borrowing Block<Int16>, _ input: Span<Int16>, _ consumed: Int, into output: inout MutableSpan<Int16>,
    _ produced: Int, _ phase: ResamplerPhase, _ channel: Int
  ) {
    let size = line.count.divided(by: plan.channels)
    var all = line.mutableSpan
    var mine = all.window(channel &* size..<(channel &+ 1) &* size)
    var new = mine.window(plan.past..<size)
    FilterBank.part(input, channel: channel, of: plan.channels, into: &new)
    if produced > 0 {
      filter(
        plan, mine.span.window(phase.inputs(for: 0)..<size), &pairs, &made, taps.span, into: &output, produced,
        phase.row, channel)
    }
    mine.shift(from: consumed, count: plan.past)
  }

  /// The first window begins where `line` does, and `start` is its row.
  private static func filter(
    _ plan: Plan, _ line: Span<Int16>, _ pairs: inout Block<UInt32>, _ made: inout Block<Int16>, _ taps: Span<Int16>,
    into output: inout MutableSpan<Int16>, _ produced: Int, _ start: Int, _ channel: Int
  ) {
    let (from, to, shape) = (plan.rates.from, plan.rates.to, plan.shape)
    var sums = made.mutableSpan
    var all = pairs.mutableSpan
    let size = all.count.divided(by: plan.phases)
    let turns = (produced &- 1).divided(by: to)  // after the first
    if !plan.isThird {
      let filled = (turns &+ shape.length &+ 5) & ~3
      for phase in 0..<plan.phases {
        var mine = all.window(phase &* size..<phase &* size &+ filled)
        FilterBank.pair(line.window(phase..<line.count), step: from, into: &mine)
      }
    }
    // Row by row: what one row makes is `to` samples apart, of windows `from` samples apart.
    let apart = to &* plan.channels
    var (window, row, at) = (0, start, channel)
    for first in 0..<min(to, produced) {
      let count = turns &+ (turns &* to &+ first < produced ? 1 : 0)
      defer {
        row &+= from
        at &+= plan.channels
        while row >= to {
          row &-= to
          window &+= 1
        }
      }
      if row == 0, to > from {
        FilterBank.copy(line, from: window + plan.middle, step: from, count: count, into: &output, at: at, apart: apart)
        continue
      }
      if plan.isThird {
        FilterBank.third(line, taps, count: count, into: &sums)
      } else {
        FilterBank.run(
          all.span, size: size, from: window, taps.window(row &* shape.held..<(row &+ 1) &* shape.held), shape,
          count: count, into: &sums, adding: plan.isHalving ? line.window(plan.middle..<line.count) : Span())
      }
      FilterBank.copy(sums.span, from: 0, step: 1, count: count, into: &output, at: at, apart: apart)
    }
  }

  /// Silence before the first sample.
  mutating func reset() {
    var all = line.mutableSpan
    all.fill(with: 0)
  }

  private static func design(_ taps: inout Block<Int16>, _ plan: Plan) {
    var all = taps.mutableSpan
    guard all.count > 0 else { return }  // no memory
    if plan.isThird {
      FilterBank.holdThird(&all)
      return
    }
    let (rates, shape) = (plan.rates, plan.shape)
    let scale = min(1, Double(rates.to) / Double(rates.from))  // from input samples to those of the lower rate
    for row in (rates.to > rates.from ? 1 : 0)..<rates.to {
      var held = all.window(row * shape.held..<(row + 1) * shape.held)
      shape.hold(&held, sum: plan.isHalving ? 0.5 : 1) { sample in
        response((Double(sample &- plan.middle) - Double(row) / Double(rates.to)) * scale, plan.slope)
      }
    }
  }

  /// The filter's answer to an impulse, so many samples of the lower rate from its middle: a sinc under the window.
  @inline(never)
  private static func response(_ at: Double, _ slope: Slope) -> Double {
    let turns = at / Double(2 * slope.half)
    guard turns > -0.5, turns < 0.5 else { return 0 }
    return cosines(slope.weights.span, turns)
      * (at == 0 ? 1 : Sine.of(turns: 0.5 * at) / (3.141592653589793 * at))
  }

  /// The weighted sum of the cosines of an angle's multiples.
  private static func cosines(_ weights: Span<Double>, _ turns: Double) -> Double {
    var sum = 0.0
    for i in 0..<weights.count { sum += weights[i] * Sine.cosine(turns: Double(i) * turns) }
    return sum
  }
}
