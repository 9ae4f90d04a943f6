/// The least level in each span of five seconds.
struct JitterWindow {
  private var frames = 0
  private var least = Int.max

  /// Notes the level before a frame; at the end of a span, gives the least of it.
  mutating func observe(_ level: Int) -> Int? {
    least = min(least, level)
    frames += 1
    guard frames == 250 else { return nil }
    let result = least
    self = JitterWindow()
    return result
  }
}
