internal import PatchBase

/// A leg as the others see it in one tick.
struct Voice: Zeroable {
  /// It has a frame.
  var isPresent = false
  /// Its frame is one received frame of G.711, whose bytes are kept.
  var isUntouched = false
  /// It is a caller who may speak at any time.
  var isLine = false
  /// It is sound of the host.
  var isPcm = false
  /// Somebody speaks: more than the noise of a quiet line.
  var isLoud = false
  /// How its bytes are coded.
  var encoding: UInt32 = 0
  /// Frames of ready-made sound that come after this one.
  var ready = 0
  /// Changes when they are no longer what comes.
  var epoch: UInt32 = 0
  /// What of the host's sound is in the frame.
  var stretch = Stretch()
  /// An item that ended in this tick, and its length.
  var ended: (item: UInt64, total: Int64)?

  /// −50 dBov: a quiet line is below, a whisper above.
  private static let threshold: Int64 = 104 * 104

  static func isLoud(_ pcm: Span<Int16>) -> Bool {
    var energy: Int64 = 0
    // At most 960 squares of 2^30 each.
    for i in 0..<pcm.count { energy &+= Int64(pcm[i]) &* Int64(pcm[i]) }
    return energy > threshold * Int64(pcm.count)
  }
}
