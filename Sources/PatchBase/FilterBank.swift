/// Filters over sound that runs by, with a row of taps for each place between two samples: the inside of a resampler.
///
/// Taps are of 16 bits, as samples are, so that a processor multiplies and adds eight at a time. That alone leaves aliases of
/// a long row 80 dB down: so its outer taps, which are small, are held in units 32 times finer, and so is what rounding took
/// from the inner ones. What was summed of these is divided before the inner ones themselves come. A row may do without, as
/// all of one unit. Eight taps of either end take turns.
public enum FilterBank {
  /// Rows are a multiple of so many taps long; without finer ones, three times as many at the most.
  @inlinable public static var vector: Int { 16 }
  /// How many samples behind the last window are read, and do not matter.
  @inlinable public static func slack(step: Int) -> Int { 3 * step }

  /// How the rows of a bank are held.
  public struct Shape {
    /// Samples in a window.
    public let length: Int
    /// How many times `vector` taps are held twice.
    let inner: Int
    /// How many taps are held for a row: as many as its length in the finer unit, then the inner ones.
    public let held: Int
    /// The unit of an inner tap, or of all; how often the other taps' goes into it.
    let unit: Float
    public let finer: Double
    /// The sample that row 0 is, in its window: nothing is added up for it, and its taps do not matter.
    let plain: Int?

    public init(length: Int, isFine: Bool, unit: Float, plain: Int?) {
      self.length = length
      inner = isFine ? Int(UInt(truncatingIfNeeded: length &>> 4 &+ 2) / 3) : 0
      held = length &+ vector &* inner
      self.unit = unit
      finer = isFine ? 32 : 1
      self.plain = plain
    }

    /// Which sample of the window a held tap is for, and whether that has an inner one too.
    public func place(_ tap: Int) -> (sample: Int, isInner: Bool) {
      let (pairs, at) = (length &>> 4, tap & 15)
      let pair = tap &>> 4 &- (tap < length ? 0 : inner)
      return (at < 8 ? 8 &* pair &+ at : length &- vector &- 8 &* pair &+ at, pair >= pairs &- inner)
    }
  }

  /// One channel of interleaved sound: as much of it as the line holds.
  @inline(never)
  @_optimize(speed)
  public static func part(_ pcm: Span<Int16>, channel: Int, of channels: Int, into line: inout MutableSpan<Int16>) {
    if channels == 1 {
      line.copy(from: pcm)
      return
    }
    let count = Swift.min(pcm.count / channels, line.count)
    guard count > 0, channel >= 0, channel < channels else { return }
    unsafe pcm.withUnsafeBufferPointer { source in
      unsafe line.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        for i in 0..<count { unsafe target[i] = source[i &* channels &+ channel] }
      }
    }
  }

  /// Every second sample from the first on, as many as fit.
  @inline(never)
  @_optimize(speed)
  public static func halve(_ line: Span<Int16>, into half: inout MutableSpan<Int16>) {
    let count = Swift.min((line.count &+ 1) / 2, half.count)
    unsafe line.withUnsafeBufferPointer { line in
      unsafe half.withUnsafeMutableBufferPointer { half in
        guard let line = line.baseAddress, let half = half.baseAddress else { return }
        for i in 0..<count { unsafe half[i] = line[2 &* i] }
      }
    }
  }

  /// Makes `count` samples of one channel of interleaved sound, each the sum of a row of `taps` times the samples of a
  /// window of the line: the first with `row` from `start` on, each further one `step` rows on, and where the rows end one
  /// sample on. The absolute taps that meet in one lane of four must add up to less than 2¹⁶, the finer alone too. Rounded,
  /// ties to even, and clipped. However a stream is cut, each sample is the same. For each sample every second one
  /// of `added`, where there are any and one row, counts 2¹⁵ units.
  @inline(never)
  @_optimize(speed)
  public static func run(
    _ line: Span<Int16>, from start: Int, _ taps: Span<Int16>, _ shape: Shape, rows: Int, row: Int, step: Int,
    count: Int, into out: inout MutableSpan<Int16>, channel: Int, of channels: Int, adding added: Span<Int16>
  ) {
    let length = shape.length
    precondition(rows > 0 && rows < 256 && step > 0 && step < 256 && row >= 0 && row < rows)
    precondition(channel >= 0 && channel < channels && count > 0 && count <= out.count && channels <= out.count)
    precondition((count &- 1) &* channels &+ channel < out.count)
    precondition(length >= vector && length < 4096 && length & 15 == 0)
    let (pairs, inner, held, unit) = (length &>> 4, shape.inner, shape.held, shape.unit)
    let plain = shape.plain ?? -1
    precondition(rows &* held <= taps.count && plain < length && (inner > 0 || pairs <= 3))
    precondition(added.isEmpty || (rows == 1 && 2 &* (count &+ slack(step: 1)) <= added.count))
    let last = start &+ Int(UInt(row &+ (count &- 1) &* step) / UInt(rows))
    precondition(start >= 0 && start <= line.count && last &+ length &+ slack(step: step) <= line.count)
    unsafe added.withUnsafeBufferPointer { added in
      unsafe line.withUnsafeBufferPointer { line in
        unsafe taps.withUnsafeBufferPointer { taps in
          unsafe out.withUnsafeMutableBufferPointer { out in
            guard let line = line.baseAddress, let taps = taps.baseAddress else { return }
            guard let out = out.baseAddress else { return }
            let added = added.isEmpty ? nil : added.baseAddress
            // Row by row: what one row makes is `rows` samples apart, of windows `step` samples apart.
            var (begin, row) = unsafe (line + start, row)
            let apart = rows &* channels
            for first in 0..<Swift.min(rows, count) {
              var x = unsafe begin
              let isPlain = row == 0 && plain >= 0
              let taps = unsafe taps + row &* held
              row &+= step
              while row >= rows {
                row &-= rows
                unsafe begin += 1
              }
              var target = unsafe out + (channel &+ first &* channels)
              let left = (count &- first &- 1) / rows &+ 1
              if isPlain {
                unsafe x += plain
                for _ in 0..<left {
                  unsafe target[0] = x[0]
                  unsafe target += apart
                  unsafe x += step
                }
              } else {
                unsafe sums(x, step, taps, pairs, inner, unit, added, to: target, apart, left)
              }
            }
          }
        }
      }
    }
  }

  private typealias Eight = SIMD8<Int16>
  private typealias Four = SIMD4<Int32>

  /// `count` sums of products of a row's taps, `pairs` times eight of either end, with as many samples from `x` on, and with
  /// those from each further step on. Not inlined, for the loops inside to have all registers.
  @inline(never)
  @_optimize(speed)
  private static func sums(
    _ x: UnsafePointer<Int16>, _ step: Int, _ taps: UnsafePointer<Int16>, _ pairs: Int, _ inner: Int, _ unit: Float,
    _ added: UnsafePointer<Int16>?, to target: UnsafeMutablePointer<Int16>, _ apart: Int, _ count: Int
  ) {
    var (x, target, rest) = unsafe (x, target, count)
    var more = unsafe added
    while rest > 0 {
      var plus = Four()
      if let next = unsafe more {
        plus = unsafe Four(Int32(next[0]), Int32(next[2]), Int32(next[4]), Int32(next[6])) &<< Four(repeating: 13)
        unsafe more = next + 8
      }
      let made = unsafe sums(x, step, taps, pairs, inner, unit, plus)
      if rest < 4 {
        for i in 0..<rest { unsafe target[i &* apart] = made[i] }
      } else if apart == 1 {
        unsafe UnsafeMutableRawPointer(target).storeBytes(of: made, as: SIMD4<Int16>.self)
      } else {
        unsafe target[0] = made[0]
        unsafe target[apart] = made[1]
        unsafe target[2 &* apart] = made[2]
        unsafe target[3 &* apart] = made[3]
      }
      rest &-= 4
      unsafe target += 4 &* apart
      unsafe x += 4 &* step
    }
  }

  /// Four of them.
  @inline(__always)
  private static func sums(
    _ x: UnsafePointer<Int16>, _ step: Int, _ taps: UnsafePointer<Int16>, _ pairs: Int, _ inner: Int, _ unit: Float,
    _ plus: Four
  ) -> SIMD4<Int16> {
    var (a, b, c, d) = (Four(), Four(), Four(), Four())
    let size = MemoryLayout<Eight>.size
    let far = step &* MemoryLayout<Int16>.stride
    let back = 0 &- far
    var tap = unsafe UnsafeRawPointer(taps)
    var left = unsafe UnsafeRawPointer(x) + far
    var right = unsafe left + (2 &* pairs &- 1) &* size
    /// Rows begin where a vector may, windows anywhere.
    @inline(__always) func add(_ x: UnsafeRawPointer, _ tap: UnsafeRawPointer) {
      let tap = unsafe tap.load(as: Eight.self)
      unsafe a &+= products((x + back).loadUnaligned(as: Eight.self), tap)
      unsafe b &+= products(x.loadUnaligned(as: Eight.self), tap)
      unsafe c &+= products((x + far).loadUnaligned(as: Eight.self), tap)
      unsafe d &+= products((x + 2 &* far).loadUnaligned(as: Eight.self), tap)
    }
    @inline(__always) func both(_ k: Int) {
      unsafe add(left + k &* size, tap + 2 &* k &* size)
      unsafe add(right - k &* size, tap + (2 &* k &+ 1) &* size)
    }
    @inline(__always) func divide(_ bits: Int32) {
      let by = Four(repeating: bits)
      (a, b, c, d) = (a &>> by, b &>> by, c &>> by, d &>> by)
    }
    // Without loops rows of these lengths take a quarter less.
    if inner == 0 {
      both(0)
      if pairs > 1 { both(1) }
      if pairs > 2 { both(2) }
    } else if pairs == 3 {
      both(0)
      both(1)
      both(2)
      divide(5)
      unsafe add(left + 2 &* size, tap + 6 &* size)
      unsafe add(right - 2 &* size, tap + 7 &* size)
    } else {
      var (count, again) = (pairs, inner)
      while true {
        repeat {
          both(0)
          unsafe left += size
          unsafe right -= size
          unsafe tap += 2 &* size
          count &-= 1
        } while count != 0
        if again == 0 { break }
        divide(5)
        unsafe left -= again &* size
        unsafe right += again &* size
        (count, again) = (again, 0)
      }
    }
    divide(2)  // for the sum of the four lanes to fit
    return rounded(a, b, c, d, plus, unit)
  }

  /// The sums of neighbouring products: one instruction of x86.
  @inline(__always)
  private static func products(_ x: Eight, _ tap: Eight) -> Four {
    let wide = wide(x) &* wide(tap)
    return wide.evenHalf &+ wide.oddHalf
  }

  /// Lane by lane: the library's own way would stay a call here.
  @inline(__always)
  private static func wide(_ x: Eight) -> SIMD8<Int32> {
    SIMD8(
      Int32(x[0]), Int32(x[1]), Int32(x[2]), Int32(x[3]), Int32(x[4]), Int32(x[5]), Int32(x[6]), Int32(x[7]))
  }

  /// The sums of neighbours.
  @inline(__always)
  private static func pairs(_ a: Four, _ b: Four) -> Four {
    let both = SIMD8(lowHalf: a, highHalf: b)
    return both.evenHalf &+ both.oddHalf
  }

  /// The sum of each, and more. Not inlined: the compiler would take the sums apart in the loop to add them up in this way.
  @inline(never)
  @_optimize(speed)
  private static func rounded(
    _ a: Four, _ b: Four, _ c: Four, _ d: Four, _ plus: Four, _ unit: Float
  ) -> SIMD4<Int16> {
    // Added to 1.5 · 2²³, whose units are whole numbers, the processor rounds to even; sums are far below 2²².
    let shifted = SIMD4<Float>(pairs(pairs(a, b), pairs(c, d)) &+ plus) * (4 * unit) + SIMD4<Float>(repeating: 0x1.8p23)
    let whole = unsafe unsafeBitCast(shifted, to: Four.self) &- Four(repeating: 0x4B40_0000)
    let (least, most) = (Four(repeating: -32768), Four(repeating: 32767))
    return SIMD4<Int16>(truncatingIfNeeded: whole.clamped(lowerBound: least, upperBound: most))
  }
}
