public import PatchBase

/// Brings a sum of voices into 16 bits without clipping it: a gain for the whole sound, never a bend of the wave.
///
/// - Up to the knee, −1 dBFS, the output is the input, sample for sample, once the gain is back at exactly 1.
/// - Above it, a block's peak `p` is brought to `knee + h·(p − knee) / (p − knee + h)`, where `h` is the headroom
///   between knee and full scale: it starts with slope 1 and never reaches full scale.
/// - Attack: inside the block, along the flattest line that keeps every sample within full scale.
/// - Release: 0.5 dB a block, until the gain is exactly 1.
///
/// A block is one 20 ms frame. No memory, no delay.
public struct Limiter: Zeroable, Sendable {
  /// −1 dBFS: what stays below passes unchanged.
  public static let knee: Int32 = 29204
  /// The largest magnitude that leaves.
  public static let ceiling: Int32 = 32767
  /// The gain where the last block ended: 0 < gain ≤ 1, exactly 1 while nothing is limited.
  public private(set) var gain: Float = 1

  private static let release: Float = 1.0593  // 0.5 dB

  public init() {}

  /// True while the next quiet block would pass unchanged.
  public var isIdle: Bool { gain == 1 }

  /// Forgets the past: the gain is 1.
  public mutating func reset() { gain = 1 }

  /// The gain that a block with this peak ends on.
  static func target(peak: Int32) -> Float {
    guard peak > knee else { return 1 }
    let over = Float(peak - knee)
    let headroom = Float(ceiling - knee)
    return (Float(knee) + headroom * over / (over + headroom)) / Float(peak)
  }

  /// Limits one block of sums, each below 2^30 in magnitude. Returns true when the gain was not 1 throughout.
  @_optimize(speed)
  @discardableResult
  public mutating func process(_ sums: Span<Int32>, into pcm: inout MutableSpan<Int16>) -> Bool {
    if isIdle, Limiter.pass(sums, into: &pcm) { return false }
    let n = min(sums.count, pcm.count)
    var peak: Int32 = 0
    for i in 0..<n { peak = max(peak, max(sums[i], 0 &- sums[i])) }
    let start = gain
    let wanted = Limiter.target(peak: peak)
    let end = wanted < start ? wanted : min(wanted, start * Limiter.release)
    let slope = wanted < start ? attack(sums, from: start, to: end, n) : (end - start) / Float(max(n, 1))
    let lowest = min(start, end)
    let highest = max(start, end)
    for i in 0..<n {
      let ramp = start + slope * Float(Int32(truncatingIfNeeded: i + 1))
      let x = Float(sums[i]) * Limiter.bounded(ramp, lowest, highest)
      pcm[i] = Int16(truncatingIfNeeded: nearest(Limiter.bounded(x, -32767, 32767)))
    }
    gain = end
    return true
  }

  /// As min and max, but each one instruction: what is not a number does not come here.
  private static func bounded(_ x: Float, _ least: Float, _ most: Float) -> Float {
    let y = x > least ? x : least
    return y < most ? y : most
  }

  /// The sums as they are. False when one is beyond the knee: what was written is of no use then.
  @inline(never)
  @_optimize(speed)
  static func pass(_ sums: Span<Int32>, into pcm: inout MutableSpan<Int16>) -> Bool {
    let n = min(sums.count, pcm.count)
    var highest: Int16 = 0
    var lowest: Int16 = 0
    for i in 0..<n {
      let x = Int16(clamping: sums[i])
      pcm[i] = x
      highest = max(highest, x)
      lowest = min(lowest, x)
    }
    return withinKnee(lowest, highest)
  }

  static func withinKnee(_ lowest: Int16, _ highest: Int16) -> Bool {
    Int32(highest) <= knee && Int32(lowest) >= -knee
  }

  /// A block of silence: only the release moves on. Returns true when the gain was not 1.
  @discardableResult
  public mutating func processSilence() -> Bool {
    guard gain != 1 else { return false }
    gain = min(1, gain * Limiter.release)
    return true
  }

  /// The flattest descent from `start` to `end` within `n` samples that keeps each of them within full scale.
  @inline(never)
  private func attack(_ sums: Span<Int32>, from start: Float, to end: Float, _ n: Int) -> Float {
    var slope = (end - start) / Float(max(n, 1))
    let full = Float(Limiter.ceiling)
    for i in 0..<n {
      let level = Float(max(sums[i], 0 &- sums[i]))
      guard level * start > full else { continue }
      slope = min(slope, (full / level - start) / Float(i + 1))
    }
    return slope
  }
}
