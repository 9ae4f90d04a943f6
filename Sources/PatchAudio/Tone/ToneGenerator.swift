public import PatchBase

/// Makes the sounds of a telephone network: its tones by country, digits, one's own cadences, and comfort noise.
///
/// A tone begins and ends within 2 ms, so that it does not click; the ramps are inside its time. Holds all of its memory in
/// itself.
public struct ToneGenerator {
  /// Samples a second, 8000…48 000.
  public let sampleRate: Int32
  /// True while there is something to play.
  public private(set) var isPlaying = false

  private var sequence = ToneSequence()
  private var digits: InlineArray<32, UInt8> = InlineArray(repeating: 0)
  private var digitCount = 0
  private var number = 0  // of the step
  private var length = 0  // of the step in samples; 0 for ever
  private var position = 0
  private var isSilent = true
  private var level = 0.0  // amplitude of one frequency
  private var low = ToneWave()
  private var high = ToneWave()
  private var hisses = false
  private var noise = NoiseWave()

  /// The least pause and tone that ITU-T Q.24 receivers take, in ms.
  public static let shortestDigit = 40

  /// `argument` for a rate out of range.
  public init(sampleRate: Int32 = 8000) throws(Fault) {
    guard (8000...48_000).contains(sampleRate) else { throw .argument }
    self.sampleRate = sampleRate
  }

  /// The same for a part of something bigger, which has checked the rate.
  @inline(never)
  public init(valid sampleRate: Int32) { self.sampleRate = sampleRate }

  /// Silence.
  public mutating func stop() {
    sequence = ToneSequence()
    digitCount = 0
    number = 0
    hisses = false
    isPlaying = false
  }

  /// A tone of the network for ever; `country` is two letters of ISO 3166, the first times 256, and `level` that of each
  /// frequency in dBov, −60…−6.
  public mutating func play(_ kind: ToneKind, country: UInt32 = 0, level: Int = -19) throws(Fault) {
    try begin(level)
    ToneCountry.load(kind, of: country, into: &sequence)
    enter(0)
  }

  /// Steps of one's own, at most 8, once or for ever. A step without end is the last.
  public mutating func play(_ steps: Span<ToneStep>, repeats: Bool = false, level: Int = -19) throws(Fault) {
    guard steps.count > 0, steps.count <= 8 else { throw .argument }
    var total = 0
    for i in 0..<steps.count {
      guard Int32(max(steps[i].low, steps[i].high)) < sampleRate / 2 else { throw .argument }
      total += Int(steps[i].duration)
    }
    guard total > 0 || !repeats || steps.count == 1 else { throw .argument }
    try begin(level)
    for i in 0..<steps.count { sequence.add(steps[i]) }
    sequence.repeats = repeats
    enter(0)
  }

  /// Digits (0–9, A–D, *, #), at most 32, each `on` ms long with `off` ms behind it, both 40…1000; a comma is a pause of half
  /// a second. High and low tone are as loud as each other.
  public mutating func dial(
    _ text: Span<UInt8>, on: Int = 80, off: Int = 80, level: Int = -13
  ) throws(Fault) {
    guard text.count > 0, text.count <= 32, (40...1000).contains(on), (40...1000).contains(off) else { throw .argument }
    for i in 0..<text.count { guard text[i] == 0x2C || Digits.place(text[i]) != nil else { throw .argument } }
    try begin(level)
    for i in 0..<text.count { digits[i] = text[i] }
    digitCount = text.count
    sequence.add(ToneStep(0, for: UInt16(on)))
    sequence.add(ToneStep(0, for: UInt16(off)))
    enter(0)
  }

  /// Comfort noise for ever, from a payload of RFC 3389: its level in −dBov, then reflection coefficients, at most 12.
  public mutating func hiss(_ payload: Span<UInt8>) throws(Fault) {
    guard payload.count > 0, payload.count <= 13, payload[0] < 128 else { throw .argument }
    stop()
    noise = NoiseWave(payload)
    hisses = true
    isPlaying = true
  }

  /// Fills `pcm`; gives how many samples are sound. Fewer than fit: it is over, and the rest is silence.
  @inline(never)
  @discardableResult
  public mutating func fill(_ pcm: inout MutableSpan<Int16>) -> Int {
    if hisses {
      noise.fill(&pcm)
      return pcm.count
    }
    for i in 0..<pcm.count {
      guard isPlaying else {
        var rest = pcm.window(i..<pcm.count)
        rest.fill(with: 0)
        return i
      }
      pcm[i] = next()
    }
    return pcm.count
  }

  private mutating func begin(_ level: Int) throws(Fault) {
    guard (-60 ... -6).contains(level) else { throw .argument }
    stop()
    // Of a sine whose RMS is that.
    self.level = Decibels.amplitude(Double(level)) * 32768 * 1.4142135623730951
  }

  private mutating func next() -> Int16 {
    var x = 0.0
    if !isSilent {
      x = low.next() + high.next()
      let ramp = Int(sampleRate) / 500
      let edge = length == 0 ? position : min(position, length - 1 - position)
      if edge < ramp { x *= (Double(edge) + 0.5) / Double(ramp) }
    }
    position += 1
    if length > 0, position >= length { enter(number + 1) }
    return Int16(min(max(x, -32768), 32767))
  }

  /// Begins a step; one of no length but the last is passed over.
  private mutating func enter(_ next: Int) {
    let dials = digitCount > 0
    number = next
    position = 0
    guard !dials || next / 2 < digitCount, let step = sequence.step(dials ? next & 1 : next) else {
      isPlaying = false
      return
    }
    var (a, b, time) = (Int(step.low), Int(step.high), Int(step.duration))
    if dials, next & 1 == 0 {
      let digit = digits[next / 2]
      if let place = Digits.place(digit) { (a, b) = (Digits.low(place), Digits.high(place)) } else { time = 500 }
    }
    isSilent = a == 0 && b == 0
    low = ToneWave(a, amplitude: level, rate: Int(sampleRate))
    high = ToneWave(b, amplitude: level, rate: Int(sampleRate))
    length = time * Int(sampleRate) / 1000
    isPlaying = true
  }
}
