import PatchAudio
import PatchBase
import Testing

@Suite struct ToneTests {
  private func sound(_ generator: inout ToneGenerator, seconds: Double) -> [Int16] {
    var all = [Int16]()
    var left = Int(seconds * Double(generator.sampleRate))
    while left > 0 {
      var frame = [Int16](repeating: 1, count: min(160, left))
      var span = frame.mutableSpan
      generator.fill(&span)
      all += frame
      left -= frame.count
    }
    return all
  }

  private func events(_ pcm: [Int16], _ settings: ListenerSettings) throws -> [ListenerEvent] {
    var listener = try Listener(settings)
    let n = listener.frameSamples
    var all = [ListenerEvent]()
    for k in 0..<pcm.count / n {
      listener.process(Array(pcm[k * n..<(k + 1) * n]).span)
      while let event = listener.next() { all.append(event) }
    }
    return all
  }

  @Test(arguments: [8000, 16_000, 48_000] as [Int32])
  func digitsAreFoundAsTheyWereSent(rate: Int32) throws {
    let text = Array("123A456B789C*0#D".utf8)
    for (on, off) in [(40, 55), (80, 80), (200, 100)] {
      var generator = try ToneGenerator(sampleRate: rate)
      try generator.dial(text.span, on: on, off: off)
      let pcm = sound(&generator, seconds: Double(16 * (on + off)) / 1000 + 0.2)
      #expect(!generator.isPlaying)
      let heard = try events(pcm, ListenerSettings(sampleRate: rate, digits: true))
      #expect(heard.map { UInt8($0.value) } == text)
      for (k, event) in heard.enumerated() {
        #expect(abs(Int(event.position) - k * (on + off) * Int(rate) / 1000) < Int(rate) / 25)
      }
    }
  }

  /// Two tones with a third beside them are a voice or a chord; so are two of which one is much the louder.
  @Test func whatSoundsBesideTheTwoMakesItNoDigit() throws {
    let other = Signals.sine(2140, amplitude: 3000, count: 800)
    for (low, high, third, expected) in [
      (5000, 5000, 0, 1), (5000, 5000, 1, 0), (2800, 6000, 0, 0), (6000, 1900, 0, 0),
    ] {
      let row = Signals.sine(770, amplitude: Double(low), count: 800)
      let column = Signals.sine(1336, amplitude: Double(high), count: 800)
      let gap = [Int16](repeating: 0, count: 400)
      let pcm = gap + row.indices.map { row[$0] + column[$0] + Int16(third) * other[$0] } + gap
      let heard = try events(pcm, ListenerSettings(digits: true))
      #expect(heard.count == expected, "\(low), \(high), \(third)")
    }
  }

  /// A beep ends with a click of all frequencies, which is no word.
  @Test(arguments: [440.0, 620, 784, 1000, 1400, 2000])
  func noWordBeginsWhereABeepEnds(hertz: Double) throws {
    for (amplitude, noise) in [(4000.0, 5), (12_000, 30), (1500, 5)] {
      for length in [2400, 3337, 8000] {
        var pcm = Signals.noise(Int16(noise), count: 24_000, seed: 6)
        let beep = Signals.sine(hertz, amplitude: amplitude, count: length)
        for i in beep.indices { pcm[8000 + i] += beep[i] }
        let heard = try events(pcm, ListenerSettings(voice: VoiceSettings(), beep: true))
        let end = UInt64(8000 + length)
        #expect(!heard.contains { $0.kind == .speechStarted && $0.position + 800 > end }, "\(hertz) Hz, \(amplitude)")
      }
    }
  }

  @Test func tonesHaveTheirCadenceAndLevel() throws {
    var generator = try ToneGenerator()
    try generator.play(.busy, country: 0x4742, level: -20)  // GB: 400 Hz, 375 ms
    let pcm = sound(&generator, seconds: 1.5)
    #expect(generator.isPlaying)
    #expect(abs(Signals.amplitude(of: 400, in: Array(pcm[160..<2800])) - 4634) < 60)
    #expect(pcm[3000..<6000].allSatisfy { $0 == 0 })
    #expect(pcm[6000..<6016].allSatisfy { abs($0) < 5000 })
    #expect(Signals.rms(Array(pcm[6100..<8900])) > 3000)
    // A country that nobody knows has Germany's: 425 Hz without end.
    try generator.play(.dial, country: 0x5A5A)
    let dial = sound(&generator, seconds: 2)
    #expect(Signals.amplitude(of: 425, in: Array(dial[8000...])) > 5000)
    generator.stop()
    #expect(sound(&generator, seconds: 0.1).allSatisfy { $0 == 0 })
  }

  @Test func ownCadencesEndOrRepeat() throws {
    var generator = try ToneGenerator()
    let steps = [ToneStep(1000, for: 20), ToneStep(0, for: 30)]
    try generator.play(steps.span)
    let once = sound(&generator, seconds: 0.2)
    #expect(once[400...].allSatisfy { $0 == 0 } && once[..<160].contains { $0 != 0 })
    try generator.play(steps.span, repeats: true)
    let more = sound(&generator, seconds: 0.2)
    #expect(more[400..<560].contains { $0 != 0 } && more[160..<400].allSatisfy { $0 == 0 })
    #expect(throws: Fault.argument) { try generator.play([ToneStep(4000, for: 10)].span) }
    #expect(throws: Fault.argument) { try generator.play(([ToneStep]()).span) }
    #expect(throws: Fault.argument) { try generator.dial(Array("12x".utf8).span) }
    #expect(throws: Fault.argument) { try generator.dial(Array("12".utf8).span, on: 39) }
    #expect(throws: Fault.argument) { _ = try ToneGenerator(sampleRate: 7999) }
  }

  @Test func comfortNoiseHasItsLevel() throws {
    for (level, payload) in [(40, [40]), (60, [60]), (30, [30, 200, 100, 140])] as [(Double, [UInt8])] {
      var generator = try ToneGenerator()
      try generator.hiss(payload.span)
      let rms = Signals.rms(sound(&generator, seconds: 4))
      #expect(abs(Decibels.fromAmplitude(rms / 32768) + level) < 0.5)
    }
    var generator = try ToneGenerator()
    #expect(throws: Fault.argument) { try generator.hiss(([128] as [UInt8]).span) }
    #expect(throws: Fault.argument) { try generator.hiss(([UInt8]()).span) }
  }

  @Test(arguments: [620, 1000, 1400, 2000])
  func beepsAreFoundWhereTheyBegin(hertz: Int) throws {
    for (length, snr) in [(0.3, 40.0), (0.5, 25), (1.2, 20)] {
      var pcm = Signals.noise(Int16(5000 / Decibels.amplitude(snr) * 1.22), count: 24_000, seed: 2)
      let beep = Signals.sine(Double(hertz), amplitude: 5000, count: Int(length * 8000))
      for i in beep.indices { pcm[9000 + i] = Int16(clamping: Int(pcm[9000 + i]) + Int(beep[i])) }
      let heard = try events(pcm, ListenerSettings(beep: true))
      try #require(heard.map(\.kind) == [.beep, .beepEnded], "\(hertz) Hz, \(length) s")
      #expect(abs(Int(heard[0].position) - 9000) < 480)
      #expect(abs(Int(heard[0].value) - hertz) < 40)
      #expect(abs(Int(heard[1].value) - Int(length * 1000)) < 60)
    }
  }

  @Test func faxAndInformationTones() throws {
    let gap = [Int16](repeating: 0, count: 8000)
    let calling = gap + Signals.sine(1100, amplitude: 4000, count: 4000) + gap
    #expect(try events(calling, ListenerSettings(beep: true)).map(\.value) == [1100])
    let answering = gap + Signals.sine(2100, amplitude: 4000, count: 24_000) + gap
    #expect(try events(answering, ListenerSettings(beep: true)).map(\.kind) == [.fax])
    var generator = try ToneGenerator()
    try generator.play(.information, level: -16)
    let told = try events(gap + sound(&generator, seconds: 1.5), ListenerSettings(beep: true, answer: true))
    #expect(told.map(\.kind) == [.information, .answer])
    #expect(told.last?.value == UInt64(AnswerKind.network.rawValue))
  }

  @Test func progressTonesAreNoBeeps() throws {
    var generator = try ToneGenerator()
    for kind in [ToneKind.dial, .ringback, .busy, .reorder] {
      for country in [0x5553, 0x4742, 0x4445, 0x4652, 0x4A50] as [UInt32] {
        try generator.play(kind, country: country)
        let heard = try events(sound(&generator, seconds: 8), ListenerSettings(digits: true, beep: true))
        #expect(heard.isEmpty, "\(kind) of \(country)")
      }
    }
  }

  @Test func silenceIsToldAsSilence() throws {
    let told = try events([Int16](repeating: 2, count: 80_000), ListenerSettings(answer: true))
    #expect(told.map(\.value) == [UInt64(AnswerKind.silence.rawValue)])
    #expect(told.first?.position == 32_000)
  }

  @Test func extremesDoNoHarm() throws {
    var random = Random(3)
    for rate in [8000, 16_000, 24_000, 48_000] as [Int32] {
      let all = ListenerSettings(sampleRate: rate, voice: VoiceSettings(), digits: true, beep: true, answer: true)
      var listener = try Listener(all)
      for k in 0..<200 {
        let pcm = (0..<listener.frameSamples).map { i -> Int16 in
          switch k / 10 % 4 {
          case 0: i % 2 == 0 ? .max : .min
          case 1: .min
          case 2: Int16.random(in: .min ... .max, using: &random)
          default: 0
          }
        }
        listener.process(pcm.span, far: k % 2 == 0 ? pcm.span : Span())
        while listener.next() != nil {}
      }
    }
  }
}
