/// A few steps, played in order, once or for ever.
struct ToneSequence {
  private var steps: InlineArray<8, ToneStep> = InlineArray(repeating: ToneStep(0, for: 0))
  private(set) var count = 0
  var repeats = false

  /// One more; a ninth is left out.
  @inline(never)
  mutating func add(_ step: ToneStep) {
    guard count < 8 else { return }
    steps[count] = step
    count += 1
  }

  /// The step of this number, or nil after the last.
  mutating func step(_ number: Int) -> ToneStep? {
    guard count > 0, repeats || number < count else { return nil }
    return steps[number % count]
  }
}
