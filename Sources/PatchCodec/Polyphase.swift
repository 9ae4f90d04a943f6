internal import PatchBase

/// A resampler for rates whose ratio is of small whole numbers.
///
/// Flat within 0.001 dB to 0.85 of the lower rate's half, 84 dB down at 1.125 of it and 92 from 1.15 on: 3.4, 4.5 and 4.6 kHz
/// for 8 kHz. It is 24 samples of the lower rate late. To four and six times a rate and back it goes by way of twice that
/// rate, 3 samples later: the long filter is for the small step then, and a short one does for the other.
struct Polyphase: ~Copyable {
  /// Each rate at the most, reduced.
  private static let most = 6
  /// Samples a channel, at the lower rate, that are taken at once.
  private static let batch = 160

  private let channels: Int
  private let piece: Int
  private var first: FilterStage
  private var second: FilterStage?
  // Between the two: where the first stands, and what it made; where the second stands.
  private var making: ResamplerPhase
  private var made: Block<Int16>
  private var taking: ResamplerPhase

  /// Whether it takes these rates.
  static func takes(_ rates: ResamplerPhase) -> Bool {
    rates.from != rates.to && rates.from <= most && rates.to <= most
  }

  /// The rate by way of which it goes, in the same unit.
  private static func between(_ from: Int, _ to: Int) -> Int? {
    min(from, to) == 1 && (max(from, to) == 4 || max(from, to) == 6) ? 2 : nil
  }

  /// The delay in samples of the lower rate.
  static func half(_ from: Int, _ to: Int) -> Int { between(from, to) == nil ? 24 : 27 }

  /// The delay in samples at the input's rate.
  static func delay(_ rates: ResamplerPhase) -> Int {
    let half = half(rates.from, rates.to)
    return rates.from > rates.to ? (half * rates.from + rates.to - 1) / rates.to : half
  }

  @inline(never)
  init(_ rates: ResamplerPhase, channels: Int, _ memory: inout Memory) {
    self.channels = channels
    piece = Polyphase.batch * max(1, rates.from / rates.to)
    let between = Polyphase.between(rates.from, rates.to)
    let isUp = rates.to > rates.from
    making = ResamplerPhase(from: rates.from, to: between ?? rates.to)
    taking = ResamplerPhase(from: between ?? rates.to, to: rates.to)
    first = FilterStage(
      making, between == nil || isUp ? .sharp : .gentle, piece: piece, channels: channels, &memory)
    let most = between == nil ? 0 : 2 * Polyphase.batch + 1
    made = Block(channels * most, &memory)
    second =
      between == nil
      ? nil : FilterStage(taking, isUp ? .gentle : .sharp, piece: most, channels: channels, &memory)
  }

  /// Consumes and produces what both sides and the line allow, as `phase` says.
  mutating func run(
    _ input: Span<Int16>, into output: inout MutableSpan<Int16>, _ phase: ResamplerPhase
  ) -> (consumed: Int, produced: Int) {
    let offered = min(input.count.divided(by: channels), piece)
    let produced = min(phase.due(after: offered), output.count.divided(by: channels))
    let consumed = min(phase.inputs(for: produced), offered)
    let input = input.window(0..<offered * channels)
    guard second != nil else {
      first.run(input, consumed: consumed, into: &output, produced: produced, phase)
      return (consumed, produced)
    }
    let taken = min(taking.inputs(for: produced), making.due(after: offered))
    // The second looks at one more than it consumes, which is made again then.
    let seen = min(taken + 1, making.due(after: offered))
    Polyphase.make(&made, seen, with: &first, of: input, consumed, making)
    Polyphase.take(made, seen * channels, with: &second, taken, into: &output, produced, taking)
    making.advance(consumed: consumed, produced: taken)
    taking.advance(consumed: taken, produced: produced)
    return (consumed, produced)
  }

  private static func make(
    _ made: inout Block<Int16>, _ count: Int, with first: inout FilterStage, of input: Span<Int16>, _ consumed: Int,
    _ phase: ResamplerPhase
  ) {
    var all = made.mutableSpan
    first.run(input, consumed: consumed, into: &all, produced: count, phase)
  }

  private static func take(
    _ made: borrowing Block<Int16>, _ count: Int, with second: inout FilterStage?, _ taken: Int,
    into output: inout MutableSpan<Int16>, _ produced: Int, _ phase: ResamplerPhase
  ) { second?.run(made.span.window(0..<count), consumed: taken, into: &output, produced: produced, phase) }

  /// The first `count` samples in make nothing.
  mutating func skip(_ count: Int) { taking.skip(count * making.to / making.from) }

  /// Silence before the first sample.
  mutating func reset() {
    first.reset()
    second?.reset()
    making.restart()
    taking.restart()
  }
}
