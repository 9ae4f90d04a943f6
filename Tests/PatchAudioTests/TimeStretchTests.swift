import Foundation
import PatchAudio
import PatchBase
import Testing

@Suite struct TimeStretchTests {
  func voice(_ count: Int, pitch: Double, rate: Int = 8000) -> [Int16] {
    (0..<count).map { i in
      let t = Double(i) / Double(rate)
      return Int16((1...6).reduce(0.0) { $0 + sin(2 * .pi * pitch * Double($1) * t) / Double($1) } * 4000)
    }
  }

  @Test(arguments: [80.0, 120, 250, 390], [8000, 16_000, 48_000] as [Int32])
  func thePeriodOfAVoiceIsFound(pitch: Double, rate: Int32) throws {
    var stretch = try TimeStretch(sampleRate: rate, channels: 1, milliseconds: 60)
    let pcm = voice(Int(rate) / 20, pitch: pitch, rate: Int(rate))
    let found = stretch.period(pcm.span)
    #expect(found.likeness > 0.95)
    let periods = Double(found.lag) / (Double(rate) / pitch)
    #expect(abs(periods - periods.rounded()) < 0.05, "a whole number of periods: \(periods)")
  }

  @Test func noiseHasNone() throws {
    var stretch = try TimeStretch(sampleRate: 8000, channels: 1, milliseconds: 60)
    var state: UInt64 = 7
    let pcm = (0..<400).map { _ -> Int16 in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int16(truncatingIfNeeded: state >> 48)
    }
    let likeness = stretch.period(pcm.span).likeness
    #expect(likeness < 0.6)
  }

  @Test func aPeriodCutOrPastedLeavesTheVoiceWhole() throws {
    var stretch = try TimeStretch(sampleRate: 8000, channels: 1, milliseconds: 60)
    var pcm = voice(400, pitch: 100)
    let lag = stretch.period(pcm.span).lag
    var span = pcm.mutableSpan
    let left = stretch.cut(&span, lag: lag, fade: lag)
    #expect(left == 400 - lag)
    let truth = voice(800, pitch: 100)
    for i in 0..<left { #expect(abs(Int(pcm[i]) - Int(truth[i + lag])) < 400) }

    pcm = voice(400, pitch: 100) + [Int16](repeating: 0, count: 200)
    span = pcm.mutableSpan
    let more = stretch.paste(&span, count: 400, lag: lag, fade: lag)
    #expect(more == 400 + lag)
    for i in 0..<more { #expect(abs(Int(pcm[i]) - Int(truth[i + lag])) < 400) }
  }

  @Test func quietIsWhatIsWeakBesideSpeech() throws {
    var stretch = try TimeStretch(sampleRate: 8000, channels: 1, milliseconds: 60)
    let noise = (0..<160).map { Int16($0 % 3 - 1) * 20 }
    for _ in 0..<10 {
      stretch.hear(noise.span)
      stretch.hear(voice(160, pitch: 120).span)
    }
    let half = noise[0..<80] + voice(80, pitch: 120)
    let loud = voice(160, pitch: 120)
    let quiet = [stretch.quiet(noise.span), stretch.quiet(half.span), stretch.quiet(loud.span)]
    #expect(quiet == [160, 80, 0])
    stretch.reset()
    let silence = [Int16](repeating: 0, count: 160)
    let all = stretch.quiet(silence.span)
    #expect(all == 160)
  }

  @Test func channelsStayApart() throws {
    let stretch = try TimeStretch(sampleRate: 8000, channels: 2, milliseconds: 60)
    var pcm = (0..<160).flatMap { [Int16($0), 7] } + [Int16](repeating: 0, count: 80)
    var span = pcm.mutableSpan
    let more = stretch.paste(&span, count: 320, lag: 40, fade: 20)
    #expect(more == 400)
    for i in 0..<more / 2 { #expect(pcm[2 * i + 1] == 7) }
    span = pcm.mutableSpan
    let left = stretch.cut(&span, lag: 40, fade: 40)
    #expect(left == 320)
    for i in 0..<160 { #expect(pcm[2 * i + 1] == 7) }
  }
}
