public import PatchBase

/// Invents what is missing of sound that no codec helps with: the last period of what was heard goes on, and, when it is
/// known, what follows is drawn out backwards to meet it. Both ends join without a step.
public struct Concealment: ~Copyable {
  private let channels: Int
  private let rate: Int
  private var lag = 0  // samples of a channel that are repeated
  private var made = 0  // samples of a channel invented since
  /// True when there is nothing to go on from.
  public private(set) var isSilent = true
  private var past: Block<Int16>  // the last 40 ms
  private var search: PitchSearch
  private var memory = Memory()

  /// 8000…48 000 Hz; interleaved channels.
  public init(sampleRate: Int32, channels: Int = 1) throws(Fault) {
    var memory = Memory()
    self.init(sampleRate: sampleRate, channels: channels, &memory)
    self.memory = memory
    try self.memory.check()
  }

  /// The same for a part of something bigger, in its owner's memory: the owner checks.
  @inline(never)
  public init(sampleRate: Int32, channels: Int, _ memory: inout Memory) {
    memory.require((8000...48_000).contains(sampleRate) && (1...2).contains(channels))
    self.channels = channels
    rate = Int(sampleRate)
    past = Block(Int(sampleRate) / 25 &* channels, &memory)
    search = PitchSearch(sampleRate: sampleRate, channels: channels, milliseconds: 40, &memory)
  }

  /// Nothing was played yet.
  public mutating func reset() {
    isSilent = true
    made = 0
    past.clear()
  }

  /// True when the sound that was noted last is being drawn out, with nothing known of what follows.
  public var isOpen: Bool { made > 0 }

  /// Remembers received sound.
  public mutating func note(_ pcm: Span<Int16>) {
    isSilent = false
    made = 0
    var all = past.mutableSpan
    let kept = all.count - pcm.count
    if kept <= 0 {
      all.copy(from: pcm.window(-kept..<pcm.count))
      return
    }
    for i in 0..<kept { all[i] = all[i &+ pcm.count] }
    var tail = all.window(kept..<all.count)
    tail.copy(from: pcm)
  }

  /// Goes on with what was heard: as loud for 10 ms, gone after 70.
  public mutating func extrapolate(into pcm: inout MutableSpan<Int16>) {
    let n = pcm.count / channels
    pcm.fill(with: 0)
    guard !isSilent else { return }
    if made == 0 { begin() }
    go(on: n, into: &pcm)
    made += n
    if made >= fadeEnd { isSilent = true }
  }

  /// From what was heard last into silence. Then there is nothing to go on from.
  public mutating func fadeOut(into pcm: inout MutableSpan<Int16>) {
    extrapolate(into: &pcm)
    let n = pcm.count / channels
    for k in 0..<n &* channels { pcm[k] = blend(pcm[k], 0, k / channels, n) }
    isSilent = true
    made = 0
  }

  /// What is missing before `next`, the beginning of what follows.
  public mutating func bridge(to next: Span<Int16>, into pcm: inout MutableSpan<Int16>) {
    let n = pcm.count / channels
    let known = next.count / channels
    if made == 0, !isSilent { begin(next, gap: n) }
    pcm.fill(with: 0)
    if !isSilent { go(on: n, into: &pcm) }
    made = 0
    guard known > 0, n > 0 else { return }
    let match = search.find(next, at: 0, window: min(10, known * 500 / rate), back: false)
    let period = match.lag > 0 && match.likeness > 0.3 ? match.lag : known
    // Ends meet: the step between the sample before a period and the last of it fades.
    let before = period < known ? period : 0
    let (overlap, fade) = (min(n, rate / 50), rate / 400)
    for j in 0..<overlap &* channels {
      // `k` samples before `next`.
      let (k, c) = (j / channels, j % channels)
      var x = Int32(next[(period &- 1 &- k % period) &* channels &+ c])
      if k < fade { x += part(Int32(next[c]) - Int32(next[before &* channels &+ c]), fade &- k, fade) }
      let at = (n &- 1 &- k) &* channels &+ c
      pcm[at] = blend(Int16(clamping: x), pcm[at], k, overlap)
    }
  }

  /// Leads from what was being drawn out into `pcm`, which follows: its first 5 ms are mixed with it.
  public mutating func join(_ pcm: inout MutableSpan<Int16>) {
    guard made > 0 else { return }
    let fade = min(rate / 200, pcm.count / channels)
    for k in 0..<fade &* channels {
      let old = isSilent ? 0 : sample(made &+ k / channels, k % channels)
      pcm[k] = blend(Int16(clamping: old), pcm[k], k / channels, fade)
    }
    made = 0
  }

  // MARK: The period

  // Places and lengths are of milliseconds of sound: they are far from overflow, and what is read is checked to be there.

  private var fadeStart: Int { rate / 100 }
  private var fadeEnd: Int { rate &* 7 / 100 }

  /// What is repeated.
  @inline(never)
  private mutating func begin() {
    let match = Concealment.find(&search, past, at: past.count / channels &- rate / 100)
    lag = match.lag > 0 ? match.lag : rate / 100
  }

  /// The same, chosen so that it arrives in step with what follows the gap.
  private mutating func begin(_ next: Span<Int16>, gap: Int) {
    begin()
    let width = min(rate / 200, next.count / channels)
    guard width > 0 else { return }
    let end = past.count / channels
    let middle = lag
    var best = -Double.infinity
    for candidate in max(middle &- middle / 6, 2)...middle &+ middle / 6
    where candidate &* channels &* 2 < past.count {
      var (cross, own, cross0, own0) = (0, 1, 0, 1)
      for i in 0..<width {
        let a = Int(heard(end &- candidate &+ (gap &+ i) % candidate, 0))
        cross &+= a &* Int(next[i &* channels])
        own &+= a &* a
        let b = Int(heard(end &- width &+ i &- candidate, 0))
        cross0 &+= b &* Int(heard(end &- width &+ i, 0))
        own0 &+= b &* b
      }
      let score = Double(cross) / Double(own).squareRoot() + Double(cross0) / Double(own0).squareRoot()
      if score > best {
        best = score
        lag = candidate
      }
    }
  }

  @inline(never)
  private mutating func go(on n: Int, into pcm: inout MutableSpan<Int16>) {
    for k in 0..<n &* channels { pcm[k] = Int16(clamping: sample(made &+ k / channels, k % channels)) }
  }

  /// One sample of a channel, `t` after the end of what was heard.
  @inline(never)
  private mutating func sample(_ t: Int, _ c: Int) -> Int32 {
    let end = past.count / channels
    let q = lag / 4
    let k = t % lag
    var x = heard(end &- lag &+ k, c)
    if t < q {
      // The step between the end and what is repeated fades.
      x += part(heard(end &- 1, c) - heard(end &- lag &- 1, c), q &- t, q)
    } else if k >= lag &- q {
      x += part(heard(end &- 2 &* lag &+ k, c) - x, k &- (lag &- q) &+ 1, q)
    }
    guard t > fadeStart else { return x }
    return t >= fadeEnd ? 0 : part(x, fadeEnd &- t, fadeEnd &- fadeStart)
  }

  @inline(never)
  private mutating func heard(_ place: Int, _ c: Int) -> Int32 { Int32(past[place &* channels &+ c]) }

  private static func find(
    _ search: inout PitchSearch, _ past: borrowing Block<Int16>, at: Int
  ) -> PitchSearch.Match {
    search.find(past.span, at: at, window: 10, back: true)
  }
}

/// `n` of `all` parts.
@inline(never) private func part(_ x: Int32, _ n: Int, _ all: Int) -> Int32 { x * Int32(n) / Int32(all) }

/// From `a` to `b` in `n` steps, of which this is number `i`.
@inline(never) func blend(_ a: Int16, _ b: Int16, _ i: Int, _ n: Int) -> Int16 {
  // Between two samples: within their range.
  Int16(truncatingIfNeeded: Int32(a) &+ (Int32(b) &- Int32(a)) * Int32(2 &* i &+ 1) / Int32(2 &* n))
}
