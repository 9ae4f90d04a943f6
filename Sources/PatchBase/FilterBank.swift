/// Filters over sound that runs by, with a row of taps for each place between two samples: the inside of a resampler.
///
/// Taps are of 16 bits, as samples are, so that a processor multiplies and adds eight at a time. That alone leaves aliases of
/// a long row 80 dB down: so its outer taps, which are small, are held in units 16 times finer, and so is what rounding took
/// from the inner ones. What was summed of these is divided before the inner ones themselves come. A row may do without, as
/// all of one unit. What is summed is rounded, ties to even, and clipped. However a stream is cut, each sample is the same.
public enum FilterBank {
  typealias Eight = SIMD8<Int16>
  typealias Half = SIMD4<Int16>
  typealias Four = SIMD4<Int32>

  /// Samples are made so many at a time; windows of those that nobody asked for are read, and do not matter.
  @inlinable public static var batch: Int { 16 }

  /// How the rows of a bank are held.
  public struct Shape {
    /// How many samples apart the windows of a row lie. The samples of a window that lie as far apart are a phase: one
    /// phase is multiplied after the other, each with several windows at once.
    public let step: Int
    let phases: Int
    /// Samples of a phase in a window: a multiple of four.
    public let length: Int
    /// How many taps of a phase are held twice, those in the middle: a multiple of four.
    let inner: Int
    /// The unit of an inner tap, or of all.
    let unit: Float

    /// Of all phases, or of the first.
    public init(step: Int, isWhole: Bool, length: Int, inner: Int, unit: Float) {
      self.step = step
      phases = isWhole ? step : 1
      self.length = (length &+ 3) & ~3
      self.inner = Swift.min((inner &+ 3) & ~3, self.length &- 4)
      self.unit = unit
    }

    /// How many different taps are held for a row: those of each phase, in the finer unit, then the inner ones of each.
    var taps: Int { phases &* (length &+ inner) }
    /// How many values are held for a row: each pair of taps four times.
    public var held: Int { 4 &* taps }

    /// Holds a row: `response` tells the proportions of its taps, for each sample of the window, and `sum` what they add up to.
    /// What rounding leaves over is spread over the taps that follow: a steady level stays what it is.
    @inline(never)
    public func hold(_ row: inout MutableSpan<Int16>, sum: Double, _ response: (Int) -> Double) {
      let (first, outer) = ((length &- inner) &>> 1, phases &* length)
      var rest = 0.0
      for tap in 0..<outer { rest += response(tap / length &+ step &* (tap % length)) }
      let scale = sum / (rest * Double(unit))
      rest = 0
      for tap in (0..<taps).reversed() {
        let (at, size) = tap < outer ? (tap, length) : (tap &- outer, inner)
        let place = at % size &+ (tap < outer ? 0 : first)
        let exact = scale * response(at / size &+ step &* place)
        let isInner = place >= first && place < first &+ inner
        let coarse = isInner ? exact.rounded(.toNearestOrEven) : 0
        var kept = coarse
        if tap < outer {
          let fine = (inner > 0 ? 16 : 1) * (exact - coarse)
          kept = (fine + rest / Double(tap &+ 1)).rounded(.toNearestOrEven)
          rest += fine - kept
        }
        for i in 0..<4 { row[8 &* (tap &>> 1) &+ 2 &* i &+ tap & 1] = Int16(kept) }
      }
    }
  }

  /// One channel of interleaved sound: as much of it as the line holds.
  @inline(never)
  public static func part(_ pcm: Span<Int16>, channel: Int, of channels: Int, into line: inout MutableSpan<Int16>) {
    let count = Swift.min(pcm.count.divided(by: channels), line.count)
    if count > 0 { copy(pcm, from: channel, step: channels, count: count, into: &line, at: 0, apart: 1) }
  }

  /// `count` samples, `apart` in `out` from `at` on: those `step` apart in the line from `start` on.
  @inline(never)
  @_optimize(speed)
  public static func copy(
    _ line: Span<Int16>, from start: Int, step: Int, count: Int, into out: inout MutableSpan<Int16>, at: Int, apart: Int
  ) {
    precondition(step > 0 && step < 256 && apart > 0 && at >= 0 && start >= 0 && count > 0 && count <= line.count)
    precondition(apart < 1 << 16 && count <= out.count && at &+ (count &- 1) &* apart < out.count)
    precondition(start <= line.count && start &+ (count &- 1) &* step < line.count)
    unsafe line.withUnsafeBufferPointer { line in
      unsafe out.withUnsafeMutableBufferPointer { out in
        guard let line = line.baseAddress, let out = out.baseAddress else { return }
        let (x, target) = unsafe (line + start, out + at)
        @inline(__always) func spread(_ step: Int, _ apart: Int) {
          for i in 0..<count { unsafe target[i &* apart] = x[i &* step] }
        }
        // Known to the compiler, distances cost nothing.
        switch (step, apart) {
        case (1, 1): unsafe UnsafeMutableRawPointer(target).copyMemory(from: x, byteCount: 2 &* count)
        case (1, 2): spread(1, 2)
        case (1, 3): spread(1, 3)
        default: spread(step, apart)
        }
      }
    }
  }

  /// The sums of neighbouring products: one instruction of x86.
  @inline(__always)
  static func products(_ x: Eight, _ tap: Eight) -> Four {
    let wide = wide(x) &* wide(tap)
    return wide.evenHalf &+ wide.oddHalf
  }

  /// Lane by lane: the library's own way would stay a call here.
  @inline(__always)
  private static func wide(_ x: Eight) -> SIMD8<Int32> {
    SIMD8(
      Int32(x[0]), Int32(x[1]), Int32(x[2]), Int32(x[3]), Int32(x[4]), Int32(x[5]), Int32(x[6]), Int32(x[7]))
  }

  /// Sums, in units, as samples.
  @inline(__always)
  static func rounded(_ sums: Four, _ unit: Float) -> Half {
    // Added to 1.5 · 2²³, whose units are whole numbers, the processor rounds to even; sums are far below 2²².
    let shifted = SIMD4<Float>(sums) * unit + SIMD4<Float>(repeating: 0x1.8p23)
    let whole = unsafe unsafeBitCast(shifted, to: Four.self) &- Four(repeating: 0x4B40_0000)
    let (least, most) = (Four(repeating: -32768), Four(repeating: 32767))
    // Written out, this and making it 16 bits is one instruction.
    let low = whole.replacing(with: least, where: whole .< least)
    return Half(truncatingIfNeeded: low.replacing(with: most, where: low .> most))
  }
}
