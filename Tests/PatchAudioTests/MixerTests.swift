import PatchAudio
import PatchBase
import Testing

@Suite struct MixerTests {
  /// One tick: everyone speaks their frame (nil: silent), everyone listens.
  func tick(_ mixer: inout Mixer, _ frames: [[Int16]?]) -> [(pcm: [Int16], result: MixResult)] {
    mixer.begin()
    for (leg, frame) in frames.enumerated() { if let frame { mixer.put(leg, frame.span) } }
    return frames.indices.map { leg in
      var out = [Int16](repeating: 99, count: mixer.samples)
      var span = out.mutableSpan
      let result = mixer.mix(for: leg, into: &span)
      return (out, result)
    }
  }

  @Test(arguments: [2, 3, 5, 16]) func everyoneHearsTheExactSumOfTheOthers(legs: Int) throws {
    var mixer = try Mixer(capacity: legs, samples: 160)
    for round in 0..<50 {
      let frames = (0..<legs).map { leg -> [Int16]? in
        (round + leg) % 4 == 0 ? nil : Signals.noise(1900, count: 160, seed: UInt64(round * 100 + leg))
      }
      let heard = tick(&mixer, frames)
      for leg in 0..<legs {
        var expected = [Int32](repeating: 0, count: 160)
        var others = 0
        for (other, frame) in frames.enumerated() where other != leg {
          guard let frame else { continue }
          others += 1
          for i in 0..<160 { expected[i] += Int32(frame[i]) }
        }
        #expect(heard[leg].pcm.map(Int32.init) == expected)
        #expect(heard[leg].result.contributors == others)
        #expect(!heard[leg].result.limited)
        #expect((heard[leg].result.sole != nil) == (others == 1))
      }
    }
  }

  @Test func soleContributorIsNamedAndExactUpToFullScale() throws {
    var mixer = try Mixer(capacity: 3, samples: 4)
    let loud: [Int16] = [32767, -32768, 30000, -1]
    let heard = tick(&mixer, [nil, loud, nil])
    #expect(heard[0].pcm == loud)
    #expect(heard[0].result == MixResult(contributors: 1, sole: 1))
    #expect(heard[2].pcm == loud)
    #expect(heard[1].pcm == [0, 0, 0, 0])
    #expect(heard[1].result == MixResult())
  }

  @Test func zerosAreNotSpeech() throws {
    var mixer = try Mixer(capacity: 2, samples: 4)
    let heard = tick(&mixer, [[0, 0, 0, 0], [1, 2, 3, 4]])
    #expect(heard[1].result.contributors == 0)
    #expect(heard[0].result.sole == 1)
  }

  @Test func aSecondFrameReplacesTheFirstAndAShortOneIsFilledUp() throws {
    var mixer = try Mixer(capacity: 2, samples: 4)
    mixer.begin()
    mixer.put(0, ([9, 9, 9, 9] as [Int16]).span)
    mixer.put(0, ([1, 2] as [Int16]).span)
    var out = [Int16](repeating: 7, count: 4)
    var span = out.mutableSpan
    #expect(mixer.mix(for: 1, into: &span).sole == 0)
    #expect(out == [1, 2, 0, 0])
  }

  @Test func beginForgets() throws {
    var mixer = try Mixer(capacity: 2, samples: 4)
    _ = tick(&mixer, [[1, 1, 1, 1], nil])
    #expect(tick(&mixer, [nil, nil])[1].pcm == [0, 0, 0, 0])
  }

  @Test func aGainIsRampedOverOneFrameAndThenRests() throws {
    var mixer = try Mixer(capacity: 2, samples: 160)
    let frame = [Int16](repeating: 10_000, count: 160)
    mixer.setGain(from: 0, to: 1, 0)
    let ramp = tick(&mixer, [frame, nil])[1]
    #expect(ramp.result == MixResult(contributors: 1))
    for i in 1..<160 { #expect(ramp.pcm[i] < ramp.pcm[i - 1] && ramp.pcm[i - 1] - ramp.pcm[i] <= 64) }
    #expect(ramp.pcm[0] > 9900 && ramp.pcm[159] == 0)
    let muted = tick(&mixer, [frame, nil])[1]
    #expect(muted.result == MixResult())
    #expect(muted.pcm == [Int16](repeating: 0, count: 160))
    mixer.setGain(from: 0, to: 1, 1)
    let back = tick(&mixer, [frame, nil])[1]
    #expect(back.result == MixResult(contributors: 1))
    #expect(back.pcm[159] == 10_000)
    #expect(tick(&mixer, [frame, nil])[1].result == MixResult(contributors: 1, sole: 0))
  }

  @Test func gainsArePerPair() throws {
    var mixer = try Mixer(capacity: 3, samples: 8)
    mixer.setGain(from: 0, to: 1, 0.5)
    mixer.setGain(from: 1, to: 2, 2)
    let frames: [[Int16]?] = [
      [Int16](repeating: 1000, count: 8), [Int16](repeating: 300, count: 8), [Int16](repeating: 70, count: 8),
    ]
    _ = tick(&mixer, frames)
    let heard = tick(&mixer, frames)
    #expect(heard[0].pcm == [Int16](repeating: 370, count: 8))
    #expect(heard[1].pcm == [Int16](repeating: 570, count: 8))
    #expect(heard[2].pcm == [Int16](repeating: 1600, count: 8))
    #expect(mixer.gain(from: 0, to: 1) == 0.5)
    #expect(mixer.gain(from: 1, to: 0) == 1)
  }

  @Test func mutingAllButOneLeavesASoleContributor() throws {
    var mixer = try Mixer(capacity: 3, samples: 2)
    mixer.setGain(from: 0, to: 2, 0)
    _ = tick(&mixer, [[5, 5], [7, -7], nil])
    let heard = tick(&mixer, [[5, 5], [7, -7], nil])[2]
    #expect(heard.pcm == [7, -7])
    #expect(heard.result == MixResult(contributors: 1, sole: 1))
  }

  @Test func oddGainsAreBroughtInside() throws {
    var mixer = try Mixer(capacity: 2, samples: 2)
    mixer.setGain(from: 0, to: 1, .nan)
    #expect(mixer.gain(from: 0, to: 1) == 0)
    mixer.setGain(from: 0, to: 1, -3)
    #expect(mixer.gain(from: 0, to: 1) == 0)
    mixer.setGain(from: 0, to: 1, .infinity)
    #expect(mixer.gain(from: 0, to: 1) == 8)
    mixer.setGain(from: 1, to: 1, 0)
    #expect(mixer.gain(from: 1, to: 1) == 1)
  }

  @Test func clearLegRestoresUnityBothWays() throws {
    var mixer = try Mixer(capacity: 3, samples: 2)
    for other in 0..<3 {
      mixer.setGain(from: 1, to: other, 0.25)
      mixer.setGain(from: other, to: 1, 3)
    }
    _ = tick(&mixer, [[1, 1], [1, 1], [1, 1]])
    mixer.clearLeg(1)
    let heard = tick(&mixer, [[10, 20], [1, 2], nil])
    #expect(heard[0].result == MixResult(contributors: 1, sole: 1))
    #expect(heard[1].result == MixResult(contributors: 1, sole: 0))
    #expect(heard[2].pcm == [11, 22])
  }

  @Test func randomGainsAgreeWithArithmetic() throws {
    var random = Random(7)
    var mixer = try Mixer(capacity: 6, samples: 40)
    var gains = [[Float]](repeating: [Float](repeating: 1, count: 6), count: 6)  // [to][from]
    for round in 0..<200 {
      if round % 3 == 0 {
        let from = Int.random(in: 0..<6, using: &random)
        let to = Int.random(in: 0..<6, using: &random)
        let gain = [0, 0.3, 1, 1, 1.7][Int.random(in: 0..<5, using: &random)] as Float
        mixer.setGain(from: from, to: to, gain)
        if from != to { gains[to][from] = gain }
        _ = tick(&mixer, [[Int16]?](repeating: nil, count: 6))
      }
      let frames = (0..<6).map { leg -> [Int16]? in
        Bool.random(using: &random) ? Signals.noise(2000, count: 40, seed: UInt64(round * 10 + leg)) : nil
      }
      let heard = tick(&mixer, frames)
      for to in 0..<6 {
        var worst = 0.0
        for i in 0..<40 {
          var sum = 0.0
          for from in 0..<6 where from != to { sum += Double(gains[to][from]) * Double(frames[from]?[i] ?? 0) }
          worst = max(worst, abs(sum - Double(heard[to].pcm[i])))
        }
        #expect(worst <= 3, "each weighted voice is rounded once")
      }
    }
  }

  @Test func aThousandFullScaleVoicesStayInRange() throws {
    var mixer = try Mixer(capacity: 1024, samples: 8)
    mixer.begin()
    let loud: [Int16] = [32767, -32768, 32767, -32768, 0, 1, -1, 32767]
    for leg in 0..<1024 { mixer.put(leg, loud.span) }
    for leg in 1..<1024 { mixer.setGain(from: leg, to: 0, 8) }
    for leg in [0, 1023] {
      var out = [Int16](repeating: 0, count: 8)
      var span = out.mutableSpan
      let result = mixer.mix(for: leg, into: &span)
      #expect(result.contributors == 1023)
      #expect(result.limited)
      // For leg 0 the gains go from 1 to 8 within this frame, so only its last sample is loudest.
      #expect(out[7] > 30_000 && out[4] == 0)
      if leg != 0 { #expect(out[0] > 30_000 && out[1] < -30_000) }
    }
  }

  @Test func refusesSizesOutOfRange() {
    for (capacity, samples) in [(0, 160), (1025, 160), (4, 0), (4, 5761), (-1, -1)] {
      #expect(throws: Fault.argument) { _ = try Mixer(capacity: capacity, samples: samples) }
    }
  }
}
