internal import PatchBase

/// The loops of the mixer. Each takes the blocks that it reads and writes, so that their accesses stay apart.
///
/// A sum holds at most 1024 voices of at most 8 · 2^15: wrapping addition is exact throughout.
enum MixerKernel {
  /// Copies `pcm` into frame `index`, filled up with zeros, and adds it to the total. False when it was all zeros.
  @_optimize(speed)
  static func add(
    _ pcm: Span<Int16>, to frames: inout Block<Int16>, _ index: Int, and total: inout Block<Int32>
  ) -> Bool {
    var all = frames.mutableSpan
    var totals = total.mutableSpan
    let samples = totals.count
    var frame = all.window(index * samples..<(index + 1) * samples)
    let n = min(min(pcm.count, samples), frame.count)
    var any: Int16 = 0
    for i in 0..<n {
      let x = pcm[i]
      any |= x
      frame[i] = x
      totals[i] &+= Int32(x)
    }
    for i in n..<samples { frame[i] = 0 }
    return any != 0
  }

  /// Takes frame `index` out of the total.
  @_optimize(speed)
  static func remove(_ frames: borrowing Block<Int16>, _ index: Int, from total: inout Block<Int32>) {
    var totals = total.mutableSpan
    let frame = frames.span.window(index * totals.count..<(index + 1) * totals.count)
    let n = min(frame.count, totals.count)
    for i in 0..<n { totals[i] &-= Int32(frame[i]) }
  }

  /// The total less frame `index`.
  @_optimize(speed)
  static func difference(
    _ total: borrowing Block<Int32>, _ frames: borrowing Block<Int16>, _ index: Int, into sum: inout Block<Int32>
  ) {
    let totals = total.span
    let frame = frames.span.window(index * totals.count..<(index + 1) * totals.count)
    var sums = sum.mutableSpan
    let n = min(min(frame.count, totals.count), sums.count)
    for i in 0..<n { sums[i] = totals[i] &- Int32(frame[i]) }
  }

  /// The total less frame `index`, straight into 16 bits. False when the limiter has to see the sum.
  @_optimize(speed)
  static func exact(
    _ total: borrowing Block<Int32>, _ frames: borrowing Block<Int16>, _ index: Int, into out: inout MutableSpan<Int16>
  ) -> Bool {
    let totals = total.span
    let frame = frames.span.window(index * totals.count..<(index + 1) * totals.count)
    let n = min(min(frame.count, totals.count), out.count)
    var highest: Int16 = 0
    var lowest: Int16 = 0
    for i in 0..<n {
      // What is clamped here is beyond the knee, and made anew.
      let x = Int16(clamping: totals[i] &- Int32(frame[i]))
      out[i] = x
      highest = max(highest, x)
      lowest = min(lowest, x)
    }
    return Limiter.withinKnee(lowest, highest)
  }

  @_optimize(speed)
  static func copy(_ total: borrowing Block<Int32>, into sum: inout Block<Int32>) {
    var sums = sum.mutableSpan
    sums.copy(from: total.span)
  }

  /// Replaces a voice that the sum holds at gain 1 by the same voice at a gain that goes straight from `start` to `end`.
  @_optimize(speed)
  static func weigh(
    _ frames: borrowing Block<Int16>, _ index: Int, from start: Float, to end: Float, in sum: inout Block<Int32>
  ) {
    var sums = sum.mutableSpan
    let frame = frames.span.window(index * sums.count..<(index + 1) * sums.count)
    let n = min(frame.count, sums.count)
    let step = (end - start) / Float(n)
    for i in 0..<n {
      let gain = start + step * Float(Int32(truncatingIfNeeded: i + 1))
      sums[i] &+= nearest(Float(frame[i]) * gain) &- Int32(frame[i])
    }
  }
}
