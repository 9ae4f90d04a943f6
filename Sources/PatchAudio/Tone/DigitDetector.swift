internal import PatchBase

/// Finds DTMF digits in sound at 8 kHz, within the limits of ITU-T Q.24.
///
/// Every 5 ms it looks at 12.75 ms through the eight frequencies. A digit is one of each group that stand out, hold nearly
/// all of the sound's energy and are not much louder than each other; how far its phases turn from look to look says how
/// far its frequencies are off, so 1.5 % passes and 3.5 % does not. Five such looks in a row begin a digit, six others end
/// it. What was missed of a tone because its frequency is off is known then too, so that over the five nothing else may
/// sound beside the two, which voices and music hardly ever keep up.
struct DigitDetector: ~Copyable {
  typealias Eight = SIMD8<Float>

  private static let window = 102
  private static let hop = 40
  /// Of one tone, as |sum|²: −28 dBm0.
  private static let least: Float = 3.38e8
  private static let begins = 5
  private static let ends = 6

  // Cosine and sine of each frequency's step, and of a hop. Computed: a stored vector would be made at its first use,
  // behind a lock.
  // swift-format-ignore
  private static var real: Eight { Eight(0.85386890, 0.82264052, 0.78434349, 0.73910228, 0.58205201, 0.49818511, 0.39930919, 0.28426635) }
  // swift-format-ignore
  private static var imaginary: Eight { Eight(0.52048813, 0.56856185, 0.62032676, 0.67359321, 0.81315156, 0.86707070, 0.91681632, 0.95874535) }
  // swift-format-ignore
  private static var hopReal: Eight { Eight(-0.99556196, 0.58778525, -0.06279052, -0.27899111, 0.96029369, -0.42577929, -0.75011107, 0.50904142) }
  // swift-format-ignore
  private static var hopImaginary: Eight { Eight(0.09410831, -0.80901699, 0.99802673, -0.96029369, 0.27899111, -0.90482705, 0.66131187, 0.86074203) }

  private var line: Block<Int16>  // the last 142 samples
  private var lastReal = Eight()
  private var lastImaginary = Eight()
  private var lastPlace = -1
  private var place = -1
  private var run = 0
  private var sums = SIMD4<Float>()  // over the run, but for its first look: row, column, all
  private var active = -1
  private var off = 0

  init(_ memory: inout Memory) { line = Block(DigitDetector.window + DigitDetector.hop, &memory) }

  /// Takes 10 ms. Gives the digit that began, as its ASCII code, or 0; it began about 35 ms before the end.
  mutating func process(_ pcm: Span<Int16>) -> UInt8 {
    line.append(pcm)
    var found: UInt8 = 0
    for look in 0..<2 {
      let heard = DigitDetector.look(line, look * DigitDetector.hop)
      let digit = judge(heard)
      if digit != 0 { found = digit }
    }
    return found
  }

  private struct Heard {
    var now = Eight()
    var before = Eight()
    var energy: Float = 0
  }

  /// Goertzel's recurrence, all eight side by side.
  private static func look(_ line: borrowing Block<Int16>, _ start: Int) -> Heard {
    let turns = 2 * real
    let x = line.span.window(start..<start + window)
    var heard = Heard()
    heard.energy = meanPower(x) * 1_073_741_824 * Float(window)
    guard heard.energy * Float(window) > 2 * least else { return heard }
    for i in 0..<window {
      let next = turns * heard.now - heard.before + Float(x[i])
      heard.before = heard.now
      heard.now = next
    }
    return heard
  }

  private mutating func judge(_ heard: Heard) -> UInt8 {
    let re = heard.now - heard.before * DigitDetector.real
    let im = heard.before * DigitDetector.imaginary
    let power = re * re + im * im
    var key = DigitDetector.key(power, heard.energy * Float(DigitDetector.window) / 2)
    let known = key
    var part = SIMD4<Float>()
    if key >= 0, key == lastPlace {
      let (row, column) = (key >> 2 & 3, 4 | key & 3)
      // How each turned since the last look other than it should, as cosines of the angles times lengths.
      let zr = re * lastReal + im * lastImaginary
      let zi = im * lastReal - re * lastImaginary
      let cosine = zr * DigitDetector.hopReal + zi * DigitDetector.hopImaginary
      let length = zr * zr + zi * zi
      let (low, high) = (cosine[row] / length[row].squareRoot(), cosine[column] / length[column].squareRoot())
      // 2.5 % of a hop is a step.
      if low > DigitDetector.real[row], high > DigitDetector.real[column] {
        // A window that turns by a part of this against the tone misses as much of its power.
        part = SIMD4(power[row] / low, power[column] / high, heard.energy * Float(DigitDetector.window) / 2, 0)
      } else {
        key = -1
      }
    }
    lastPlace = known
    lastReal = re
    lastImaginary = im
    run = key >= 0 ? (key == place ? run + 1 : 1) : 0
    sums = run > 1 ? sums + part : SIMD4()
    place = key
    if active >= 0 {
      off = key == active ? 0 : off + 1
      if off >= DigitDetector.ends { active = -1 }
    }
    guard run >= DigitDetector.begins, active != key, isPure else { return 0 }
    active = key
    off = 0
    return Digits.name(key)
  }

  /// The digit whose tones these powers are, or −1.
  private static func key(_ power: Eight, _ energy: Float) -> Int {
    let (row, low) = strongest(power, 0..<4)
    guard low > least else { return -1 }
    let (column, high) = strongest(power, 4..<8)
    // The column 7 dB above the row at most, the row 11 dB above the column.
    guard high > least, high < low * 5, low < high * 12.6, low + high > 0.72 * energy else { return -1 }
    return row &* 4 &+ column &- 4
  }

  /// Which of a group stands out, and its power: 0 when another has more than a quarter of it.
  @inline(never)
  private static func strongest(_ power: Eight, _ group: Range<Int>) -> (Int, Float) {
    var (place, most, next): (Int, Float, Float) = (group.lowerBound, 0, 0)
    for i in group {
      let x = power[i & 7]
      if x > most { (place, most, next) = (i, x, most) } else if x > next { next = x }
    }
    return (place, next * 4 > most ? 0 : most)
  }

  /// Over the run: both tones hold 95 % of the energy, the column is 5.2 dB above the row at most, the row 9.2 above the
  /// column.
  private var isPure: Bool {
    let (low, high) = (sums[0], sums[1])
    return low + high > 0.95 * sums[2] && high < low * 3.3 && low < high * 8.3
  }
}
