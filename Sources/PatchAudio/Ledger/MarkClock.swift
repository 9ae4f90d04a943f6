internal import PatchBase

/// What the marks that come back tell about a player: how far away it is, and how far it is behind the reckoning.
///
/// The lag of a mark is when it came back, less when its place should have been played by the reckoning. The least lag is
/// the way there and back; it changes when the player's queue ran dry, or when its clock runs otherwise than ours. Marks
/// come late and in bursts, so a single one says little: what is compared are windows of a few seconds, and in each the
/// mark that came soonest. When marks come in bursts, the last of a burst has waited longer than not at all, but not so
/// long that the next one would have come with it: that bounds the lag from below.
struct MarkClock: ~Copyable {
  struct Mark: Zeroable {
    var number: UInt32 = 0
    var isFlushed = false
    var position: Int64 = 0
  }

  private static let capacity = 48
  /// µs in which marks count as one burst.
  private static let burst: UInt64 = 5_000
  private static let window: UInt64 = 2_000_000

  private var marks: Block<Mark>
  private var count = 0
  private var next: UInt32 = 1

  // The window so far.
  private var since: Ticks?
  private var seen = 0
  private var bursts = 0
  private var least = Int64.max
  private var greatest = Int64.min
  private var atLeast = Int64.min
  private var candidate = Int64.min
  private var candidateAt = Ticks(microseconds: 0)

  // What is known.
  private var base: (lag: Int64, error: Int64)?
  private var basedAt = Ticks(microseconds: 0)
  private(set) var slip: Int64 = 0

  init(_ memory: inout Memory) { marks = Block(MarkClock.capacity, &memory) }

  var roundTrip: UInt64? {
    if let base { return UInt64(max(base.lag, 0)) }
    return least == .max ? nil : UInt64(max(least, 0))
  }

  mutating func mark(at position: Int64) -> UInt32 {
    if count == MarkClock.capacity { remove(1) }  // its echo does not come any more
    let number = next
    next = next == 999_999_999 ? 1 : next + 1
    marks[count] = Mark(number: number, position: position)
    count += 1
    return number
  }

  mutating func flush() { for i in 0..<count { marks[i].isFlushed = true } }

  /// Positions from `upper` on are less by `gone`.
  mutating func withdraw(from upper: Int64, _ gone: Int64) {
    for i in 0..<count where marks[i].position >= upper { marks[i].position -= gone }
  }

  /// A mark came back that says nothing.
  mutating func forget(_ number: UInt32) -> Bool {
    guard let place = place(number) else { return false }
    remove(place + 1)
    return true
  }

  /// A mark came back. Gives by how many µs the player is behind the reckoning, beyond what was told before; nil for a
  /// number that is not under way.
  mutating func acknowledge(
    _ number: UInt32, end: Int64, emptyAt: Ticks, rate: Int32, at now: Ticks
  ) -> Int64? {
    guard let place = place(number) else { return nil }
    let mark = marks[place]
    remove(place + 1)
    guard !mark.isFlushed else { return 0 }
    let lag = MarkClock.lag(mark.position, end, emptyAt, rate, now)
    // Before its sound can have been played: this player does not mean what it says.
    guard lag >= -2_000 else { return 0 }
    if since == nil { since = now }
    if now.since(candidateAt) > MarkClock.burst {
      atLeast = max(atLeast, candidate)
      bursts += 1
    }
    candidateAt = now
    candidate = count > 0 && !marks[0].isFlushed ? MarkClock.lag(marks[0].position, end, emptyAt, rate, now) : .min
    least = min(least, lag)
    greatest = max(greatest, lag)
    seen += 1
    let age = now.since(since!)
    guard age >= MarkClock.window && seen >= 6 || age >= 4 * MarkClock.window && seen >= 3 else { return 0 }
    return judge(at: now)
  }

  private mutating func judge(at now: Ticks) -> Int64 {
    // A bound from below that contradicts the soonest mark was jitter.
    let isBursty = 2 * seen >= 3 * bursts && atLeast > .min && atLeast < least
    let lag = isBursty ? (least + atLeast) / 2 : least
    let error = 3_000 + (isBursty ? (least - atLeast) / 2 : (greatest - least) / 8)
    since = nil
    seen = 0
    bursts = 0
    least = .max
    greatest = .min
    atLeast = .min
    candidate = .min
    guard let known = base else {
      base = (lag, error)
      basedAt = now
      return 0
    }
    let change = lag - known.lag
    guard abs(change) > error + known.error else {
      if error < known.error { base = (lag, error) }
      return 0
    }
    // A clock is at most 0.1 % fast; what comes sooner than that allows was never as far away as it seemed.
    if change < 0, -change > Int64(clamping: now.since(basedAt) / 1000) + 10_000 {
      base = (lag, error)
      basedAt = now
      return 0
    }
    basedAt = now
    slip += change
    return change
  }

  private static func lag(_ position: Int64, _ end: Int64, _ emptyAt: Ticks, _ rate: Int32, _ now: Ticks) -> Int64 {
    let waits = min(end - position, 1 << 40) * 1_000_000 / Int64(rate)
    let late = Int64(clamping: now.microseconds) - Int64(clamping: emptyAt.microseconds)
    return min(max(late, -1 << 50), 1 << 50) + waits
  }

  private func place(_ number: UInt32) -> Int? {
    for i in 0..<count where marks[i].number == number { return i }
    return nil
  }

  /// Marks come back in order: what stands before one that came is lost.
  private mutating func remove(_ first: Int) {
    count &-= first
    for i in 0..<count { marks[i] = marks[i &+ first] }
  }
}
