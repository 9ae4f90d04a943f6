import PatchBase
import PatchCodec
import PatchEngine
import Testing

@Suite struct ManyCallersTests {
  /// What a listener hears: μ-law of the sum of what the others said, each in its place in time.
  private func expected(_ others: [(line: Line, delay: Int)], count: Int) -> [UInt8] {
    var sums = [Int32](repeating: 0, count: count)
    for other in others {
      var pcm = [Int16](repeating: 0, count: other.line.speech.count)
      var span = pcm.mutableSpan
      let codes = other.line.speech
      G711.decode(codes.span, law: .mu, into: &span)
      for i in 0..<min(pcm.count, count - other.delay) { sums[i + other.delay] += Int32(pcm[i]) }
    }
    let pcm = sums.map { Int16($0) }
    var codes = [UInt8](repeating: 0, count: count)
    var span = codes.mutableSpan
    G711.encode(pcm.span, law: .mu, into: &span)
    return codes
  }

  /// Soft noise: `callers` of them stay below the knee.
  private func speech(_ seed: UInt64, seconds: Int, peak: Int) -> [UInt8] {
    var random = Seeded(seed)
    let pcm = (0..<seconds * 8000).map { _ in Int16(Int.random(in: -peak...peak, using: &random)) }
    var codes = [UInt8](repeating: 0, count: pcm.count)
    var span = codes.mutableSpan
    G711.encode(pcm.span, law: .mu, into: &span)
    return codes
  }

  @Test(arguments: [3, 5, 16]) func everyoneHearsTheSumOfTheOthers(callers: Int) throws {
    let stage = try Stage()
    let silence = [UInt8](repeating: 0xFF, count: 8000)  // a carrier goes on when nobody speaks
    var lines: [Line] = []
    for i in 0..<callers {
      let line = Line("MZ\(i)")
      line.speech = speech(UInt64(i) + 1, seconds: 4, peak: 28_000 / callers) + silence
      lines.append(line)
      try stage.add(line)
    }
    try stage.run(4400)
    for listener in lines {
      // All began at once, so all are heard with one delay.
      let others = lines.filter { $0 !== listener }
      let whole = expected(others.map { ($0, 0) }, count: 32_000)
      let at = try #require(find(whole[0..<200], in: listener.heard))
      #expect(Array(listener.heard[at..<at + whole.count]) == whole)
      #expect(listener.heard[0..<at].allSatisfy { $0 == 0xFF })
      #expect(listener.heard[(at + whole.count)...].allSatisfy { $0 == 0xFF })
    }
  }

  @Test func othersSilentIsDigitalSilence() throws {
    let stage = try Stage()
    let speaker = Line("MZspeaker")
    speaker.speech = speech(7, seconds: 2, peak: 20_000)
    try stage.add(speaker)
    for i in 0..<3 {
      let quiet = Line("MZ\(i)")
      // Both zeros of μ-law.
      quiet.speech = (0..<16_000).map { $0 / 100 % 2 == 0 ? 0xFF : 0x7F }
      try stage.add(quiet)
    }
    try stage.run(2400)
    #expect(speaker.heard.count > 18_000)
    #expect(speaker.heard.allSatisfy { $0 == 0xFF })
    #expect(speaker.dry == 0)
  }

  @Test func aloneIsDigitalSilenceFiftyTimesASecond() throws {
    let stage = try Stage()
    let line = Line("MZ1")
    line.speech = speech(3, seconds: 3, peak: 9000)
    try stage.add(line)
    try stage.run(3000)
    #expect(line.mediaCount == 151)  // 50 a second, and one of prefill
    #expect(line.received.allSatisfy { $0 == 0xFF })
  }

  @Test func nobodyHearsTheirOwnTone() throws {
    let stage = try Stage()
    var lines: [Line] = []
    // Primes, so that what coding adds does not gather on them.
    let tones = [439, 617, 811, 1013, 1229]
    for (i, tone) in tones.enumerated() {
      let line = Line("MZ\(i)")
      let pcm = (0..<24_000).map { n in Int16(4000 * sine(Double(tone) * Double(n) / 8000)) }
      var codes = [UInt8](repeating: 0, count: pcm.count)
      var span = codes.mutableSpan
      G711.encode(pcm.span, law: .mu, into: &span)
      line.speech = codes
      lines.append(line)
      try stage.add(line)
    }
    try stage.run(3300)
    for (i, line) in lines.enumerated() {
      var pcm = [Int16](repeating: 0, count: line.heard.count)
      var span = pcm.mutableSpan
      let heard = line.heard
      G711.decode(heard.span, law: .mu, into: &span)
      let middle = pcm[8000..<16_000]
      let levels = tones.map { power(of: Double($0), in: middle) }
      let own = levels[i]
      let least = levels.enumerated().filter { $0.offset != i }.map(\.element).min()!
      #expect(own < least * 1e-6)  // −60 dB
    }
  }

  /// sin 2πx by its series, so that the test needs no libm.
  private func sine(_ turns: Double) -> Double {
    var x = turns - turns.rounded()
    if x > 0.25 { x = 0.5 - x } else if x < -0.25 { x = -0.5 - x }
    let y = 2 * Double.pi * x
    var term = y
    var sum = y
    for k in 1...8 {
      term *= -y * y / Double((2 * k) * (2 * k + 1))
      sum += term
    }
    return sum
  }

  /// Goertzel, over a whole number of periods.
  private func power(of frequency: Double, in pcm: ArraySlice<Int16>) -> Double {
    let coefficient = 2 * sine(frequency / 8000 + 0.25)
    var s1 = 0.0
    var s2 = 0.0
    for x in pcm { (s1, s2) = (Double(x) + coefficient * s1 - s2, s1) }
    return s1 * s1 + s2 * s2 - coefficient * s1 * s2
  }
}
