import PatchAudio
import PatchBase
import Testing

@Suite struct VoiceTests {
  /// A voice of half a second in a second and a half, or whatever `make` makes, over soft noise.
  private func scene(rate: Double = 8000, seed: UInt64 = 3, speech: Bool = true) -> [Int16] {
    let n = Int(rate)
    var all = Signals.noise(8, count: 3 * n / 2, seed: seed)
    if speech {
      let voice = Signals.speech(pitch: 140, rate: rate, count: n / 2, seed: seed)
      for i in voice.indices { all[n / 2 + i] = Int16(clamping: Int(all[n / 2 + i]) + Int(voice[i]) / 6) }
    }
    return all
  }

  private func run(
    _ ear: inout VoiceActivity, _ pcm: [Int16], far: [Int16] = []
  ) -> [VoiceState] {
    let n = ear.frameSamples
    return (0..<pcm.count / n).map { k in
      let played = far.isEmpty ? [] : Array(far[k * n..<(k + 1) * n])
      return ear.process(Array(pcm[k * n..<(k + 1) * n]).span, far: played.span)
    }
  }

  @Test(arguments: [8000, 16_000, 24_000, 48_000] as [Int32])
  func silenceIsNotSpeech(rate: Int32) throws {
    var ear = try VoiceActivity(VoiceSettings(sampleRate: rate))
    let states = run(&ear, [Int16](repeating: 0, count: Int(rate)))
    #expect(states.count == 100)
    #expect(states.allSatisfy { !$0.isSpeech && $0.level == -127 })
    #expect(states.dropFirst(30).allSatisfy { $0.probability == 0 })
  }

  @Test(arguments: [50, 1000, 3000])
  func noiseAndTonesAreNotSpeech(hertz: Int) throws {
    var ear = try VoiceActivity()
    let tone = Signals.sine(Double(hertz), amplitude: 3000, count: 24_000)
    #expect(run(&ear, tone).dropFirst(30).allSatisfy { !$0.isSpeech })
    ear.reset()
    let noise = Signals.noise(1500, count: 24_000, seed: 7)
    #expect(run(&ear, noise).dropFirst(30).allSatisfy { !$0.isSpeech })
  }

  /// Behind a quiet beginning the gate is shut: what opens it must find the network's floors where the quiet left them.
  @Test(arguments: [0, 4]) func speechOutOfQuietIsFoundAtOnce(background: Int16) throws {
    var ear = try VoiceActivity()
    var pcm = Signals.noise(background, count: 16_000, seed: 6)
    let voice = Signals.speech(pitch: 140, count: 8000, seed: 3)
    for i in voice.indices { pcm[8000 + i] = voice[i] / 6 }
    let states = run(&ear, pcm)
    #expect(states[..<100].allSatisfy { !$0.isSpeech })
    let loud = try #require(voice.firstIndex { abs(Int($0)) > 1000 }) / 80
    let start = try #require(states.firstIndex { $0.isSpeech })
    #expect((100 + loud...100 + loud + 8).contains(start))
  }

  @Test func extremesDoNoHarm() throws {
    for rate in [8000, 16_000, 24_000, 48_000] as [Int32] {
      for mode in [VoiceSettings.Mode.model, .energy] {
        var ear = try VoiceActivity(VoiceSettings(sampleRate: rate, mode: mode))
        let n = ear.frameSamples
        var random = Random(5)
        for k in 0..<200 {
          let pcm = (0..<n).map { i -> Int16 in
            switch k % 4 {
            case 0: i % 2 == 0 ? .max : .min
            case 1: .min
            case 2: Bool.random(using: &random) ? .max : .min
            default: 0
            }
          }
          let state = ear.process(pcm.span, far: k % 3 == 0 ? pcm.span : Span())
          #expect((0...1).contains(state.probability) && (0...1).contains(state.music))
          #expect((-127...0.01).contains(state.level))
        }
      }
    }
  }

  @Test func energyFindsWhatIsLouderThanBefore() throws {
    var ear = try VoiceActivity(VoiceSettings(mode: .energy, threshold: 0.5))
    let states = run(&ear, scene())
    let start = try #require(states.firstIndex { $0.change == .started })
    let end = try #require(states.lastIndex { $0.change == .ended })
    #expect((49...60).contains(start) && (95...125).contains(end))
    #expect(states[start].position >= 3900 && states[start].position <= 5000)
  }

  @Test func sameSoundSameAnswers() throws {
    var one = try VoiceActivity()
    var two = try VoiceActivity()
    let pcm = scene(seed: 9)
    let first = run(&one, pcm)
    #expect(first == run(&two, pcm))
    one.reset()
    #expect(first == run(&one, pcm))
  }

  @Test func preRollIsTheNewestSound() throws {
    var ear = try VoiceActivity(VoiceSettings(preRoll: 50))
    let pcm = Signals.noise(1000, count: 800, seed: 1)
    var out = [Int16](repeating: 0, count: 1000)
    var span = out.mutableSpan
    #expect(ear.preRoll(into: &span) == 0)
    _ = run(&ear, pcm)
    span = out.mutableSpan
    #expect(ear.preRoll(into: &span) == 400)
    #expect(Array(out[..<400]) == Array(pcm[400...]))
    var small = [Int16](repeating: 0, count: 170)
    var few = small.mutableSpan
    #expect(ear.preRoll(into: &few) == 160)
    #expect(Array(small[..<160]) == Array(pcm[640...]))
  }

  @Test func echoIsNotTheCaller() throws {
    // The far end speaks; the near end hears it 25 dB softer and 150 ms later, then speaks itself.
    let far = Signals.speech(pitch: 120, count: 48_000, seed: 4).map { $0 / 4 }
    var near = [Int16](repeating: 0, count: 48_000)
    for i in 1200..<48_000 { near[i] = far[i - 1200] / 18 }
    var ear = try VoiceActivity(VoiceSettings(mode: .energy, threshold: 0.5))
    let alone = run(&ear, near)
    ear.reset()
    let gated = run(&ear, near, far: far)
    #expect(alone.filter(\.isSpeech).count > 100)
    #expect(gated.filter(\.isSpeech).isEmpty)
    #expect(gated.contains { $0.isEcho })
    // Barge-in at 3 s, as loud as people are.
    let voice = Signals.speech(pitch: 210, count: 16_000, seed: 8)
    for i in voice.indices { near[24_000 + i] = Int16(clamping: Int(near[24_000 + i]) + Int(voice[i]) / 4) }
    ear.reset()
    let barged = run(&ear, near, far: far)
    let heard = try #require(barged.firstIndex { $0.isSpeech })
    #expect((300...340).contains(heard))
  }

  @Test func settingsAreChecked() {
    for settings in [
      VoiceSettings(sampleRate: 44_100), VoiceSettings(threshold: 0), VoiceSettings(threshold: .nan),
      VoiceSettings(hangover: -1), VoiceSettings(preRoll: 1001),
    ] {
      #expect(throws: Fault.argument) { _ = try VoiceActivity(settings) }
    }
  }
}
