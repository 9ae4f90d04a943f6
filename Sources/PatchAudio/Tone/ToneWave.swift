internal import PatchBase

/// A sine that is made by turning a pointer: two multiplications a sample, and the same samples in every build.
struct ToneWave {
  private var turn = 0.0  // 2·cos of the angle from sample to sample
  private var now = 0.0
  private var before = 0.0

  init() {}

  /// Begins at 0, going up; one of 0 Hz stays there.
  @inline(never)
  init(_ hertz: Int, amplitude: Double, rate: Int) {
    let step = Double(hertz) / Double(rate)
    turn = 2 * Sine.cosine(turns: step)
    before = -amplitude * Sine.of(turns: step)
  }

  mutating func next() -> Double {
    let x = now
    now = turn * now - before
    before = x
    return x
  }
}
