/// When a request is sent again. 429 was not done, so it always may; what may have been done only if doing it twice is
/// the same as doing it once.
struct TwilioRetry: Sendable {
  var tries = 5
  /// Seconds before the second try; doubles from then on.
  var first = 0.5
  var longest = 10.0

  func pause(before attempt: Int) -> Double {
    min(first * Double(1 << min(attempt, 10)), longest) * Double.random(in: 0.9...1.1)
  }
}
