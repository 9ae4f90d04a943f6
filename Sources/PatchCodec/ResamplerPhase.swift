internal import PatchBase

/// Where a resampler stands between its two rates: how many samples the next input makes, exactly.
///
/// Output k is made once the input at floor(k · from/to) is there, so N samples in make ceil(N · to/from) out.
struct ResamplerPhase {
  /// The rates, reduced.
  let from: Int
  let to: Int
  // Both counted from a moment at which the two grids met; whole periods are taken off, so neither grows. The rates are
  // below 2^18 and counts are at most 2^40: nothing here overflows.
  private var consumed = 0
  private var produced = 0

  init(from: Int, to: Int) {
    var (a, b) = (from, to)
    while b != 0 { (a, b) = (b, a % b) }
    self.from = from / a
    self.to = to / a
  }

  /// How many samples come out of the next `count` in. `count` is at most 2^40.
  @inline(never)
  func due(after count: Int) -> Int {
    let total = consumed &+ count
    guard total > 0 else { return 0 }
    // Less than 0 when a full output ended on a sample that was read ahead and not yet consumed.
    return max((total &* to &+ from &- 1).divided(by: from) &- produced, 0)
  }

  /// The most inputs after which no more than `count` outputs are due: where the one behind them is made.
  @inline(never)
  func inputs(for count: Int) -> Int { ((produced &+ count) &* from).divided(by: to) &- consumed }

  /// Where the next output stands between two inputs, of `to` places.
  var row: Int {
    let place = produced &* from
    return place &- place.divided(by: to) &* to
  }

  @inline(never)
  mutating func advance(consumed more: Int, produced made: Int) {
    consumed &+= more
    produced &+= made
    let periods = max(min(consumed.divided(by: from), produced.divided(by: to)), 0)
    consumed &-= periods &* from
    produced &-= periods &* to
  }

  /// The first `count` samples in make nothing.
  mutating func skip(_ count: Int) { consumed &-= count }

  mutating func restart() {
    consumed = 0
    produced = 0
  }
}
