/// Filters over sound that runs by, with a row of taps for each place between two samples: the inside of a resampler.
public enum FilterBank {
  /// Sums are made of eight taps at a time, so rows are a multiple of eight long.
  @inlinable public static var vector: Int { 8 }
  /// How many samples behind the last window are read, and do not matter.
  @inlinable public static func slack(step: Int) -> Int { 3 * step }

  /// One channel of interleaved sound, as numbers: as much of it as the line holds.
  @inline(never)
  @_optimize(speed)
  public static func widen(_ pcm: Span<Int16>, channel: Int, of channels: Int, into line: inout MutableSpan<Float>) {
    let count = Swift.min(pcm.count / channels, line.count)
    guard count > 0, channel >= 0, channel < channels else { return }
    unsafe pcm.withUnsafeBufferPointer { source in
      unsafe line.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        for i in 0..<count { unsafe target[i] = Float(source[i &* channels &+ channel]) }
      }
    }
  }

  /// Makes `count` samples of one channel of interleaved sound, each the sum of a row of `taps` times as many samples of
  /// the line: the first with `row` from `start` on, each further one `step` rows on, and where the rows end one sample on.
  /// Rounded, ties to even, and clipped. However a stream is cut, each sample is the same sum in the same order.
  @inline(never)
  @_optimize(speed)
  public static func run(
    _ line: Span<Float>, from start: Int, _ taps: Span<Float>, rows: Int, row: Int, step: Int, count: Int,
    into out: inout MutableSpan<Int16>, channel: Int, of channels: Int
  ) {
    precondition(rows > 0 && rows < 256 && step > 0 && step < 256 && row >= 0 && row < rows)
    precondition(channel >= 0 && channel < channels && count > 0 && count <= out.count && channels <= out.count)
    precondition((count &- 1) &* channels &+ channel < out.count)
    let length = Int(UInt(taps.count) / UInt(rows))
    precondition(length > 0 && length % vector == 0)
    let last = start &+ Int(UInt(row &+ (count &- 1) &* step) / UInt(rows))
    precondition(start >= 0 && start <= line.count && last &+ length &+ slack(step: step) <= line.count)
    unsafe line.withUnsafeBufferPointer { line in
      unsafe taps.withUnsafeBufferPointer { taps in
        unsafe out.withUnsafeMutableBufferPointer { out in
          guard let line = line.baseAddress, let taps = taps.baseAddress else { return }
          guard let out = out.baseAddress else { return }
          // Row by row: what one row makes is `rows` samples apart, of windows `step` samples apart.
          var (begin, row) = unsafe (line + start, row)
          for first in 0..<Swift.min(rows, count) {
            var x = unsafe begin
            let taps = unsafe taps + row &* length
            row &+= step
            while row >= rows {
              row &-= rows
              unsafe begin += 1
            }
            var target = unsafe out + (channel &+ first &* channels)
            var left = count &- first
            while left > 0 {
              let made = unsafe sums(x, step, taps, length)
              unsafe target[0] = made[0]
              if left > rows { unsafe target[rows &* channels] = made[1] }
              if left > 2 &* rows { unsafe target[2 &* rows &* channels] = made[2] }
              if left > 3 &* rows { unsafe target[3 &* rows &* channels] = made[3] }
              unsafe target += 4 &* rows &* channels
              unsafe x += 4 &* step
              left &-= 4 &* rows
            }
          }
        }
      }
    }
  }

  private typealias Four = SIMD4<Float>

  /// The sums of products of `length` taps with as many samples from `x` on, and from one, two and three
  /// steps behind it on.
  @inline(__always)
  private static func sums(
    _ x: UnsafePointer<Float>, _ step: Int, _ taps: UnsafePointer<Float>, _ length: Int
  ) -> SIMD4<Int16> {
    var (a, b, c, d) = (Four(), Four(), Four(), Four())
    let far = step &* MemoryLayout<Float>.stride
    let size = length &* MemoryLayout<Float>.stride
    let taps = unsafe UnsafeRawPointer(taps)
    let x = unsafe UnsafeRawPointer(x)
    var k = 0
    /// Rows begin where a vector may, windows anywhere.
    @inline(__always) func add(_ k: Int) {
      let (tap, x) = unsafe ((taps + k).load(as: Four.self), x + k)
      unsafe a += x.loadUnaligned(as: Four.self) * tap
      unsafe b += (x + far).loadUnaligned(as: Four.self) * tap
      unsafe c += (x + 2 &* far).loadUnaligned(as: Four.self) * tap
      unsafe d += (x + 3 &* far).loadUnaligned(as: Four.self) * tap
    }
    repeat {
      add(k)
      add(k &+ MemoryLayout<Four>.size)
      k &+= 2 &* MemoryLayout<Four>.size
    } while k < size
    return rounded(a, b, c, d)
  }

  /// The sum of each. Not inlined: the compiler would take the products apart to add them up in this way.
  @inline(never)
  @_optimize(speed)
  private static func rounded(_ a: Four, _ b: Four, _ c: Four, _ d: Four) -> SIMD4<Int16> {
    let sum = pairs(pairs(a, b), pairs(c, d))
    // Added to 1.5 · 2²³, whose units are whole numbers, the processor rounds to even; sums are far below 2²².
    let shifted = unsafe unsafeBitCast(sum + Four(repeating: 0x1.8p23), to: SIMD4<Int32>.self)
    let (least, most) = (SIMD4<Int32>(repeating: -32768), SIMD4<Int32>(repeating: 32767))
    var whole = shifted &- SIMD4<Int32>(repeating: 0x4B40_0000)
    whole.replace(with: most, where: whole .> most)
    whole.replace(with: least, where: whole .< least)
    return SIMD4<Int16>(truncatingIfNeeded: whole)
  }

  /// The sums of neighbours.
  @inline(__always)
  private static func pairs(_ a: Four, _ b: Four) -> Four {
    let both = SIMD8(lowHalf: a, highHalf: b)
    return both.evenHalf + both.oddHalf
  }
}
