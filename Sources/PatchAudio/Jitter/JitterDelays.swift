internal import PatchBase

/// How late packets come, learned from those of the last half minute.
///
/// A lateness is the tick at which something can be played less its timestamp, both on the media clock: what is played
/// at an offset of at least its lateness is in time. The sender's clock against ours shows as a trend. Each half second
/// keeps its greatest and its least lateness; the offset to aim for is one that all but a few of these half seconds
/// would have been content with, so that one long outage does not count for minutes, and every repeated one does.
struct JitterDelays: ~Copyable {
  private var greatest = InlineArray<64, Int32>(repeating: 0)
  private var least = InlineArray<64, Int32>(repeating: 0)
  private var count = 0  // finished half seconds
  private var place = 0
  private var high = Int32.min  // of the one that runs
  private var low = Int32.max
  private var overtaken = Int32.min  // the latest of those that came behind a later one
  private var second = Int32.min  // and the one after it
  private var ticks = 0
  private var origin: Int64?  // latenesses are kept relative to this

  /// Kept: within an hour at 48 kHz.
  private static let range: Int64 = 1 << 28
  private static let span = 25
  private static let kept = 64
  private static let recent = 8

  /// True as long as nothing has been learned.
  var isEmpty: Bool { count == 0 && high == Int32.min }

  /// True from the first half second on.
  var isGrown: Bool { count > 0 }

  mutating func reset() {
    count = 0
    place = 0
    high = .min
    low = .max
    overtaken = .min
    second = .min
    ticks = 0
    origin = nil
  }

  /// A packet could be played at this lateness. `isWhole` is false for one that merely saves the packet before it.
  mutating func note(_ lateness: Int64, isWhole: Bool, isOvertaken: Bool = false) {
    let from = origin ?? lateness
    origin = from
    let relative = Int32(truncatingIfNeeded: min(max(lateness - from, -JitterDelays.range), JitterDelays.range))
    if isWhole { low = min(low, relative) }
    guard isOvertaken else {
      high = max(high, relative)
      return
    }
    // A later one stands in for it: one of them in a half second is no harm.
    second = max(second, min(overtaken, relative))
    overtaken = max(overtaken, relative)
    high = max(high, second)
  }

  /// Timestamps jumped: what was learned goes on, with a packet of this lateness as one in time.
  mutating func move(to lateness: Int64) {
    high = .min
    low = .max
    overtaken = .min
    second = .min
    origin = lateness - (count > 0 ? Int64(base) : 0)
  }

  /// 20 ms passed.
  mutating func tick() {
    ticks += 1
    guard ticks >= JitterDelays.span else { return }
    ticks = 0
    guard high != .min else { return }
    greatest[place] = high
    least[place] = low == .max ? high : low
    place = (place + 1) % JitterDelays.kept
    count = min(count + 1, JitterDelays.kept)
    high = .min
    low = .max
    overtaken = .min
    second = .min
  }

  /// The least lateness of the last four seconds.
  var earliest: Int64? {
    mutating get { isEmpty ? nil : origin.map { $0 + Int64(base) } }
  }

  private var base: Int32 {
    mutating get {
      var result = low
      for back in 1...JitterDelays.recent where back <= count {
        result = min(result, least[(place + JitterDelays.kept - back) % JitterDelays.kept])
      }
      return result == .max ? high : result
    }
  }

  /// The lateness that all but one in `share` half seconds stayed within.
  mutating func latest(but share: Int) -> Int64? {
    guard let origin, !isEmpty else { return nil }
    var bound = Int32.max
    var left = count / share  // how many may be later
    // The greatest, then the next, as often as some may be later.
    while true {
      var next = high < bound ? high : Int32.min
      var same = 1
      for i in 0..<count where greatest[i] < bound && greatest[i] >= next {
        same = greatest[i] == next ? same + 1 : 1
        next = greatest[i]
      }
      if next == .min { return origin + Int64(bound) }
      if same > left { return origin + Int64(next) }
      left -= same
      bound = next
    }
  }
}
