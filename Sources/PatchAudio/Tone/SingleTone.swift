internal import PatchBase

/// Follows one steady tone in sound at 8 kHz: a beep, a fax machine, an information tone.
///
/// Of a sine, each sample and the next but one add up to the one between them times twice the cosine of its step. The best
/// such factor over 20 ms says the frequency, and what it leaves over says how much is no sine. A tone holds its frequency
/// within 1 %, and what noise allows, and its level within 2 dB.
struct SingleTone: ~Copyable {
  struct Found: BitwiseCopyable {
    /// In Hz.
    var frequency: Float = 0
    /// Frames of 10 ms for which it has held; 0 for none.
    var frames = 0
    /// A tone ended in this frame that had held for so many; 0 for none.
    var ended = 0
    /// The frequency of that one.
    var endedFrequency: Float = 0
  }

  private var line: Block<Int16>  // 20 ms
  private var factor: Float = 0  // twice the cosine
  private var level: Float = 0
  private var misses = 0
  private(set) var found = Found()

  init(_ memory: inout Memory) { line = Block(160, &memory) }

  /// Takes 10 ms.
  mutating func process(_ pcm: Span<Int16>) {
    line.append(pcm)
    found.ended = 0
    let (c, rest, power) = SingleTone.fit(line)
    // −45 dBov, and 12 dB above all that is not the tone.
    let isTone = power > 3.2e-5 && rest < 0.06
    let isSame =
      found.frames > 0 && abs(c - factor) < tolerance + 0.4 * rest && power > level * 0.6 && power < level * 1.7
    if isTone, isSame {
      found.frames += 1 + misses
      misses = 0
      factor += (c - factor) * 0.25
      level += (power - level) * 0.25
    } else if found.frames > 2, misses < 1 {
      misses += 1
    } else if found.frames > 0 {
      found.ended = found.frames
      found.endedFrequency = found.frequency
      found.frames = 0
    }
    if isTone, found.frames == 0 { begin(c, power) }
    found.frequency = SingleTone.hertz(factor)
  }

  private mutating func begin(_ c: Float, _ power: Float) {
    factor = c
    level = power
    misses = 0
    found.frames = 1
  }

  /// 1 % of the frequency, as a difference of factors; d(2·cos x) = 2·sin x · dx.
  private var tolerance: Float {
    let sine = max(1 - factor * factor / 4, 0.01).squareRoot()
    return 2 * sine * SingleTone.hertz(factor) * 0.01 * 0.000785398 + 0.004
  }

  /// The factor, what it leaves over as a part of the sound, and its mean power.
  private static func fit(_ line: borrowing Block<Int16>) -> (Float, Float, Float) {
    let x = line.span.window(0..<160)
    var own: Float = 0
    var next: Float = 0
    var second: Float = 0
    var least = Float.infinity
    var most: Float = 0
    for quarter in 0..<4 {
      let before = own
      for i in max(40 * quarter, 2)..<40 * quarter + 40 {
        let (b, sum) = (Float(x[i - 1]), Float(x[i]) + Float(x[i - 2]))
        own += b * b
        next += b * sum
        second += sum * sum
      }
      // Two tones beat: their sound swells and fades within the 20 ms.
      let power = (own - before) * (quarter == 0 ? 40.0 / 38 : 1)
      least = min(least, power)
      most = max(most, power)
    }
    guard least > 1, most < 1.7 * least else { return (0, 1, 0) }
    let factor = next / own
    let rest = max(second - factor * next, 0) / ((2 + factor * factor) * own)
    // Noise adds to the one sum and not to the other.
    return (min(max(factor / (1 - min(rest, 0.5)), -2), 2), rest, own / (158 * 1_073_741_824))
  }

  /// Of a factor: the arc cosine, by a polynomial good to 5 Hz.
  private static func hertz(_ factor: Float) -> Float {
    let x = min(abs(factor) / 2, 1)
    let root = (1 - x).squareRoot()
    let angle = root * (1.5707288 + x * (-0.2121144 + x * (0.0742610 - x * 0.0187293)))
    return (factor < 0 ? 3.14159265 - angle : angle) * 1273.23954
  }
}
