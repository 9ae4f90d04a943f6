internal import PatchBase

/// How loud sound is: RMS, peak and clipping, gathered over as many frames as are measured.
///
/// Levels are dBov (ITU-T G.100.1): 0 is the RMS, or the peak, of 32768, so a full sine has an RMS of −3.01. Silence
/// is −127, the least value of RFC 6464.
public struct Level: BitwiseCopyable, Equatable, Sendable {
  /// Samples of at least this magnitude count as clipped: 32767, or the greatest that a codec can say, which is 32124
  /// for μ-law and 32256 for A-law.
  public let ceiling: Int32
  /// Samples measured.
  public private(set) var samples: UInt64 = 0
  /// The greatest magnitude, 0…32768.
  public private(set) var peak: Int32 = 0
  /// Samples at the ceiling or beyond.
  public private(set) var clipped: UInt64 = 0
  /// Flat tops: runs of at least two clipped samples of one sign, also across frames.
  public private(set) var clippedRuns: UInt64 = 0

  private var energy: UInt64 = 0
  private var run: Int32 = 0  // length so far, negative for a run below zero

  public init(ceiling: Int16 = 32767) { self.ceiling = Int32(ceiling) }

  /// Adds a frame.
  @_optimize(speed)
  public mutating func measure(_ pcm: Span<Int16>) {
    var squares: UInt64 = 0
    var highest: Int16 = 0
    var lowest: Int16 = 0
    for i in 0..<pcm.count {
      let x = Int32(pcm[i])
      // At most 2^30 each, and 2^34 of them before this wraps.
      squares &+= UInt64(UInt32(bitPattern: x &* x))
      highest = max(highest, pcm[i])
      lowest = min(lowest, pcm[i])
    }
    let top = max(Int32(highest), -Int32(lowest))
    energy &+= squares
    samples &+= UInt64(pcm.count)
    peak = max(peak, top)
    if top >= ceiling { countClipped(pcm) } else if pcm.count > 0 { run = 0 }
  }

  /// Begins anew.
  public mutating func reset() { self = Level(ceiling: Int16(ceiling)) }

  /// Root mean square, 0…32768.
  public var rms: Double { samples == 0 ? 0 : (Double(energy) / Double(samples)).squareRoot() }
  /// RMS in dBov, −127…0.
  public var rmsDecibels: Double { max(Decibels.fromAmplitude(rms / 32768), -127) }
  /// Peak in dBov, −127…0.
  public var peakDecibels: Double { max(Decibels.fromAmplitude(Double(peak) / 32768), -127) }

  private mutating func countClipped(_ pcm: Span<Int16>) {
    for i in 0..<pcm.count {
      let x = Int32(pcm[i])
      if x >= ceiling {
        run = max(run, 0) &+ 1
      } else if x <= -ceiling {
        run = min(run, 0) &- 1
      } else {
        run = 0
        continue
      }
      clipped += 1
      if abs(run) == 2 { clippedRuns += 1 }
    }
  }
}
