internal import PatchBase

/// Straight ramps over 5 ms, a quarter of a frame.
enum Fade {
  /// The first 5 ms of a frame rise from silence.
  static func rise(_ pcm: inout MutableSpan<Int16>) {
    let n = pcm.count / 4
    for i in 0..<n { pcm[i] = scaled(pcm[i], i + 1, n) }
  }

  /// The first 5 ms of a frame fall to silence, and the rest is silent.
  static func fall(_ pcm: inout MutableSpan<Int16>) {
    let n = pcm.count / 4
    for i in 0..<n { pcm[i] = scaled(pcm[i], n - 1 - i, n) }
    var rest = pcm.window(n..<pcm.count)
    rest.fill(with: 0)
  }

  /// From a last sample to silence over 5 ms, a quarter of `frame` (nil: of what is given), as far as there is room.
  static func decay(from last: Int16, over pcm: inout MutableSpan<Int16>, of frame: Int? = nil) {
    let n = (frame ?? pcm.count) / 4
    for i in 0..<pcm.count { pcm[i] = i < n ? scaled(last, n - 1 - i, n) : 0 }
  }

  /// Adds `other`; with `replacing`, what was there does not count.
  static func add(_ other: Span<Int16>, to pcm: inout MutableSpan<Int16>, replacing: Bool) {
    if replacing {
      pcm.copy(from: other)
      return
    }
    for i in 0..<min(other.count, pcm.count) { pcm[i] = Int16(clamping: Int32(pcm[i]) + Int32(other[i])) }
  }

  /// `sample · part / whole`, for 0 ≤ part ≤ whole.
  private static func scaled(_ sample: Int16, _ part: Int, _ whole: Int) -> Int16 {
    Int16(truncatingIfNeeded: Int(sample) * part / whole)
  }
}
