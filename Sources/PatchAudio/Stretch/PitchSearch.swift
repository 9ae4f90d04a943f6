internal import PatchBase

/// Finds by how much a piece of sound repeats itself: the period of a voice, or the shift at which it joins itself best.
///
/// The search runs at about 8 kHz on one channel, made of all, and the best shift is then found to the sample.
struct PitchSearch: ~Copyable {
  /// Shifts that are tried, in ms times ten: a voice has 66 to 400 periods a second.
  private static let shortest = 25
  private static let longest = 150

  let channels: Int
  let factor: Int  // samples to one of the search
  private let rate: Int
  private var coarse: Block<Int32>

  @inline(never)
  init(sampleRate: Int32, channels: Int, milliseconds: Int, _ memory: inout Memory) {
    factor = max(Int(sampleRate) / 8000, 1)
    rate = Int(sampleRate) / factor
    self.channels = channels
    coarse = Block(rate &* milliseconds / 1000 + 1, &memory)
  }

  /// A shift, in samples of a channel, and how alike the sound is to itself there: 0…1.
  struct Match {
    var lag = 0
    var likeness = 0.0
  }

  /// The shift at which `window` ms of `pcm` from its sample `at` are most like those after it (`back` false) or before
  /// it (`back` true). Shifts and window stay within `pcm`.
  mutating func find(_ pcm: Span<Int16>, at: Int, window: Int, back: Bool) -> Match {
    // Places and lengths are of milliseconds of sound: they are far from overflow.
    let n = min(pcm.count / channels / factor, coarse.count)
    PitchSearch.thin(pcm, factor &* channels, n, into: &coarse)
    let start = at / factor
    let width = min(window &* rate / 1000, n &- start)
    guard width >= 16 else { return Match() }
    var best = search(start, width, last: back ? start : n &- start &- width, back)
    guard best.lag > 0, factor > 1 else { return best }
    best.lag = refine(pcm, at: start &* factor, width &* factor, best.lag &* factor, back)
    return best
  }

  /// The best shift in what was thinned out; `last` is the greatest there is room for.
  private borrowing func search(_ start: Int, _ width: Int, last: Int, _ back: Bool) -> Match {
    let samples = coarse.span
    var best = Match()
    let here = samples.window(start..<start &+ width)
    let energy = PitchSearch.product(here, here)
    guard energy > 0 else { return best }
    var lag = rate &* PitchSearch.shortest / 10_000
    while lag <= min(rate &* PitchSearch.longest / 10_000, last) {
      let other = back ? start &- lag : start &+ lag
      let there = samples.window(other..<other &+ width)
      let cross = PitchSearch.product(here, there)
      if cross > 0 {
        let own = PitchSearch.product(there, there)
        let likeness = Double(cross) / (Double(energy) * Double(max(own, 1))).squareRoot()
        // Of a period and its multiples the shortest.
        if likeness > best.likeness + (lag > best.lag &+ best.lag / 2 ? 0.03 : 0) {
          best = Match(lag: lag, likeness: likeness)
        }
      }
      lag &+= 1
    }
    return best
  }

  /// The best shift near `lag`, to the sample, on the first channel.
  private borrowing func refine(_ pcm: Span<Int16>, at start: Int, _ width: Int, _ lag: Int, _ back: Bool) -> Int {
    let count = pcm.count / channels
    let here = pcm.window(start &* channels..<(start &+ width) &* channels)
    var best = lag
    var score = -Double.infinity
    for shift in max(lag &- factor, 1)...lag &+ factor {
      let other = back ? start &- shift : start &+ shift
      guard other >= 0, other &+ width <= count else { continue }
      let there = pcm.window(other &* channels..<(other &+ width) &* channels)
      var cross = 0
      var own = 0
      var i = 0
      while i < min(here.count, there.count) {
        let a = Int(here[i])
        let b = Int(there[i])
        cross &+= a &* b
        own &+= b &* b
        i &+= 2 &* channels
      }
      let value = Double(cross) / Double(max(own, 1)).squareRoot()
      if value > score {
        score = value
        best = shift
      }
    }
    return best
  }

  @_optimize(speed) @inline(never)
  private static func thin(_ pcm: Span<Int16>, _ take: Int, _ n: Int, into coarse: inout Block<Int32>) {
    var low = coarse.mutableSpan
    for i in 0..<n {
      var sum: Int32 = 0
      for k in 0..<take { sum &+= Int32(pcm[i &* take &+ k]) }
      low[i] = sum / Int32(take)
    }
  }

  @_optimize(speed) @inline(never)
  private static func product(_ a: Span<Int32>, _ b: Span<Int32>) -> Int {
    let n = min(a.count, b.count)
    var sum = 0
    // 16-bit samples, less than a thousand: no overflow.
    for i in 0..<n { sum &+= Int(a[i] &* b[i]) }
    return sum
  }
}
