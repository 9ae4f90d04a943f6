public import PatchBase

/// Makes sound shorter or longer without changing its pitch: in quiet by any amount, in a voice by one period, and
/// elsewhere not. Memory is taken at `init` only.
public struct TimeStretch: ~Copyable {
  private let channels: Int
  private let block: Int  // samples of a channel in 5 ms
  private var search: PitchSearch
  private var loud: Int64 = 0  // mean square of the loudest of late
  private var noise: Int64 = 1 << 40  // and of the quietest
  private var memory = Memory()

  /// Sound of up to `milliseconds` at once.
  public init(sampleRate: Int32, channels: Int, milliseconds: Int) throws(Fault) {
    var memory = Memory()
    self.init(sampleRate: sampleRate, channels: channels, milliseconds: milliseconds, &memory)
    self.memory = memory
    try self.memory.check()
  }

  /// The same for a part of something bigger, in its owner's memory: the owner checks.
  @inline(never)
  public init(sampleRate: Int32, channels: Int, milliseconds: Int, _ memory: inout Memory) {
    search = PitchSearch(sampleRate: sampleRate, channels: channels, milliseconds: milliseconds, &memory)
    self.channels = channels
    block = Int(sampleRate) / 200
  }

  public mutating func reset() {
    loud = 0
    noise = 1 << 40
  }

  /// Learns from received sound how loud it is when somebody speaks, and when nobody does.
  public mutating func hear(_ pcm: Span<Int16>) {
    let width = block * channels
    var at = 0
    while at + width <= pcm.count {
      let power = TimeStretch.power(pcm.window(at..<at + width))
      // Forgotten by three decibels in a second, and by one.
      loud = max(power, loud - loud >> 8)
      noise = power < noise ? power : min(noise + noise >> 10 + 1, power)
      at += width
    }
  }

  /// True for blocks so weak that nobody misses them.
  private borrowing func isQuiet(_ power: Int64) -> Bool {
    power <= max(min(4 * noise, loud >> 6), loud >> 12, 100)
  }

  /// Samples of a channel at the beginning of `pcm` that are quiet.
  public borrowing func quiet(_ pcm: Span<Int16>) -> Int {
    let width = block * channels
    var at = 0
    while at + width <= pcm.count, isQuiet(TimeStretch.power(pcm.window(at..<at + width))) { at += width }
    return at / channels
  }

  /// Leaves out `lag` samples of each channel: those from 0 on blend over `fade` into those from `lag` on.
  /// Returns the samples left, of all channels together.
  public borrowing func cut(_ pcm: inout MutableSpan<Int16>, lag: Int, fade: Int) -> Int {
    let skip = lag * channels
    for k in 0..<fade * channels { pcm[k] = blend(pcm[k], pcm[k &+ skip], k / channels, fade) }
    let left = pcm.count - skip
    var k = fade * channels
    while k < left {
      pcm[k] = pcm[k &+ skip]
      k &+= 1
    }
    return left
  }

  /// Puts `lag` samples of each channel in: after the first `lag`, those that follow blend over `fade` into the first
  /// again. `pcm` holds `count` samples of all channels together and has room for more; returns how many it holds then.
  public borrowing func paste(_ pcm: inout MutableSpan<Int16>, count: Int, lag: Int, fade: Int) -> Int {
    let skip = lag * channels
    var k = count - 1
    while k >= 0 {
      pcm[k &+ skip] = pcm[k]
      k &-= 1
    }
    // Now the first `lag` stand twice; what followed them stands from 2 * lag on.
    for i in 0..<fade * channels {
      pcm[skip &+ i] = blend(pcm[2 &* skip &+ i], pcm[skip &+ i], i / channels, fade)
    }
    return count + skip
  }

  /// The period of a voice at the beginning of `pcm`, in samples of a channel, and how sure it is, 0…1. Two periods fit.
  public mutating func period(_ pcm: Span<Int16>) -> (lag: Int, likeness: Double) {
    let match = search.find(pcm, at: 0, window: 10, back: false)
    let fits = 2 * match.lag * channels <= pcm.count
    return (match.lag, fits ? match.likeness : 0)
  }

  @inline(never)
  private static func power(_ pcm: Span<Int16>) -> Int64 {
    guard pcm.count > 0 else { return 0 }
    var sum: Int64 = 0
    for i in 0..<pcm.count { sum &+= Int64(Int32(pcm[i]) &* Int32(pcm[i])) }
    return sum / Int64(pcm.count)
  }
}
