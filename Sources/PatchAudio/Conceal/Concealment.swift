public import PatchBase

/// Invents what is missing of sound that no codec helps with: the last period of what was heard goes on, and, when it is
/// known, what follows is drawn out backwards to meet it. Both ends join without a step.
public struct Concealment: ~Copyable {
  private var memory: Slab<Int16>  // the last 40 ms
  private var search: PitchSearch
  private let channels: Int
  private let rate: Int
  private var lag = 0  // samples of a channel that are repeated
  private var made = 0  // samples of a channel invented since
  /// True when there is nothing to go on from.
  public private(set) var isSilent = true

  /// 8000…48 000 Hz; interleaved channels.
  public init(sampleRate: Int32, channels: Int = 1) throws(Fault) {
    guard (8000...48_000).contains(sampleRate), (1...2).contains(channels) else { throw .argument }
    let search = try PitchSearch(sampleRate: sampleRate, channels: channels, milliseconds: 40)
    guard let memory = Slab<Int16>(count: Int(sampleRate) / 25 * channels, filledWith: 0) else { throw .noMemory }
    self.memory = memory
    self.search = search
    self.channels = channels
    rate = Int(sampleRate)
  }

  /// Nothing was played yet.
  public mutating func reset() {
    isSilent = true
    made = 0
    var all = memory.mutableSpan
    all.fill(with: 0)
  }

  /// True when the sound that was noted last is being drawn out, with nothing known of what follows.
  public var isOpen: Bool { made > 0 }

  /// Remembers received sound.
  public mutating func note(_ pcm: Span<Int16>) {
    isSilent = false
    made = 0
    var all = memory.mutableSpan
    let kept = all.count - pcm.count
    if kept <= 0 {
      all.copy(from: pcm.window(-kept..<pcm.count))
      return
    }
    for i in 0..<kept { all[i] = all[i + pcm.count] }
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
    for i in 0..<n {
      for c in 0..<channels { pcm[i * channels + c] = Concealment.mixed(pcm[i * channels + c], 0, i, n) }
    }
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
    let overlap = min(n, rate / 50)
    for c in 0..<channels {
      let step = Int32(next[c]) - Int32(next[(period < known ? period : 0) * channels + c])
      for k in 0..<overlap {
        // `k` samples before `next`.
        let back = (period - 1 - k % period) * channels + c
        let x = Int32(next[back]) + (k < rate / 400 ? step * Int32(rate / 400 - k) / Int32(rate / 400) : 0)
        let at = (n - 1 - k) * channels + c
        pcm[at] = Concealment.mixed(Int16(clamping: x), pcm[at], k, overlap)
      }
    }
  }

  /// Leads from what was being drawn out into `pcm`, which follows: its first 5 ms are mixed with it.
  public mutating func join(_ pcm: inout MutableSpan<Int16>) {
    guard made > 0 else { return }
    let fade = min(rate / 200, pcm.count / channels)
    for i in 0..<fade {
      for c in 0..<channels {
        let old = isSilent ? 0 : sample(made + i, c)
        pcm[i * channels + c] = Concealment.mixed(Int16(clamping: old), pcm[i * channels + c], i, fade)
      }
    }
    made = 0
  }

  // MARK: The period

  private var fadeStart: Int { rate / 100 }
  private var fadeEnd: Int { rate * 7 / 100 }

  /// What is repeated.
  private mutating func begin() {
    let count = memory.count / channels
    let window = rate / 100
    let match = Concealment.find(&search, memory, at: count - window)
    lag = match.lag > 0 ? match.lag : rate / 100
  }

  /// The same, chosen so that it arrives in step with what follows the gap.
  private mutating func begin(_ next: Span<Int16>, gap: Int) {
    begin()
    let width = min(rate / 200, next.count / channels)
    guard width > 0 else { return }
    let middle = lag
    var best = -Double.infinity
    for candidate in max(middle - middle / 6, 2)...middle + middle / 6 where candidate * channels * 2 < memory.count {
      var cross = 0
      var own = 1
      var cross0 = 0
      var own0 = 1
      let end = memory.count / channels
      for i in 0..<width {
        let a = Int(memory[(end - candidate + (gap + i) % candidate) * channels])
        cross += a * Int(next[i * channels])
        own += a * a
        let b = Int(memory[(end - width + i - candidate) * channels])
        cross0 += b * Int(memory[(end - width + i) * channels])
        own0 += b * b
      }
      let score = Double(cross) / Double(own).squareRoot() + Double(cross0) / Double(own0).squareRoot()
      if score > best {
        best = score
        lag = candidate
      }
    }
  }

  @inline(never)
  private borrowing func go(on n: Int, into pcm: inout MutableSpan<Int16>) {
    for i in 0..<n {
      for c in 0..<channels { pcm[i * channels + c] = Int16(clamping: sample(made + i, c)) }
    }
  }

  /// One sample of a channel, `t` after the end of what was heard.
  @inline(never)
  private borrowing func sample(_ t: Int, _ c: Int) -> Int32 {
    let end = memory.count / channels
    let q = lag / 4
    let k = t % lag
    var x = Int32(memory[(end - lag + k) * channels + c])
    if t < q {
      // The step between the end and what is repeated fades.
      let step = Int32(memory[(end - 1) * channels + c]) - Int32(memory[(end - lag - 1) * channels + c])
      x += step * Int32(q - t) / Int32(q)
    } else if k >= lag - q {
      let before = Int32(memory[(end - 2 * lag + k) * channels + c])
      x += (before - x) * Int32(k - (lag - q) + 1) / Int32(q)
    }
    guard t > fadeStart else { return x }
    return t >= fadeEnd ? 0 : x * Int32(fadeEnd - t) / Int32(fadeEnd - fadeStart)
  }

  private static func find(
    _ search: inout PitchSearch, _ memory: borrowing Slab<Int16>, at: Int
  ) -> PitchSearch.Match {
    search.find(memory.span, at: at, window: 10, back: true)
  }

  private static func mixed(_ a: Int16, _ b: Int16, _ i: Int, _ n: Int) -> Int16 {
    // Between two samples: within their range.
    Int16(truncatingIfNeeded: Int32(a) + (Int32(b) - Int32(a)) * Int32(2 * i + 1) / Int32(2 * n))
  }

  @inline(never) deinit {}
}
