internal import PatchBase

/// The Room's time: a grid of 20 ms that begins at the first tick and never moves.
struct TickClock {
  /// What is due at one call.
  struct Due: Equatable {
    /// Ticks to run now: 0, 1 or 2.
    var ticks = 0
    /// Ticks that were left out, because more than two were due.
    var skipped: UInt64 = 0
  }

  /// µs from tick to tick.
  static let period: UInt64 = 20_000

  /// The latest moment the host told.
  private(set) var now = Ticks(microseconds: 0)
  /// When the next tick is due. Before the first one: at once.
  private(set) var next = Ticks(microseconds: 0)
  /// The number of the next tick on the grid: those left out are counted too.
  private(set) var number: UInt64 = 0
  private var started = false

  /// Notes the time. A moment before the latest one counts as the latest one.
  mutating func follow(_ moment: Ticks) { now.follow(moment) }

  /// What is due at `moment`. Run each of the ticks with `take`.
  mutating func due(at moment: Ticks) -> Due {
    now.follow(moment)
    if !started {
      started = true
      next = now
    }
    guard now >= next else { return Due() }
    var due = Due()
    // At most 2^64 / 20 000 periods, so neither the sum nor the product below overflows.
    let periods = now.since(next) / TickClock.period + 1
    if periods > 2 {
      due.skipped = periods - 2
      next = next.advanced(by: due.skipped * TickClock.period)
      number &+= due.skipped  // 2^64 ticks are eleven thousand million years
    }
    due.ticks = Int(min(periods, 2))
    return due
  }

  /// Moves on to the next tick; gives the moment at which this one was due.
  mutating func take() -> Ticks {
    let moment = next
    next = next.advanced(by: TickClock.period)
    number &+= 1
    return moment
  }
}
