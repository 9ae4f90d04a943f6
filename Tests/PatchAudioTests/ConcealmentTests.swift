import Foundation
import PatchAudio
import PatchBase
import Testing

@Suite struct ConcealmentTests {
  /// Something like a voice: harmonics of `pitch` Hz at 8 kHz.
  func voice(_ samples: Range<Int>, pitch: Double = 130, strength: Double = 3000) -> [Int16] {
    samples.map { i in
      let t = Double(i) / 8000
      return Int16((1...8).reduce(0.0) { $0 + sin(2 * .pi * pitch * Double($1) * t) / Double($1) } * strength)
    }
  }

  func extrapolate(_ concealment: inout Concealment, _ count: Int) -> [Int16] {
    var out = [Int16](repeating: 77, count: count)
    var span = out.mutableSpan
    concealment.extrapolate(into: &span)
    return out
  }

  func bridge(_ concealment: inout Concealment, to next: [Int16], _ count: Int) -> [Int16] {
    var out = [Int16](repeating: 77, count: count)
    var span = out.mutableSpan
    concealment.bridge(to: next.span, into: &span)
    return out
  }

  func energy(_ pcm: some Sequence<Int16>) -> Double { pcm.reduce(0) { $0 + Double($1) * Double($1) } }

  @Test(arguments: [90.0, 130, 210, 330]) func aVoiceGoesOn(pitch: Double) throws {
    var concealment = try Concealment(sampleRate: 8000)
    concealment.note(voice(0..<400, pitch: pitch).span)
    let out = extrapolate(&concealment, 80)
    let truth = voice(400..<480, pitch: pitch)
    let error = energy(zip(out, truth).map { $0 &- $1 })
    #expect(error < 0.1 * energy(truth))
    let isOpen = concealment.isOpen
    #expect(isOpen)
  }

  @Test func itFadesAndEnds() throws {
    var concealment = try Concealment(sampleRate: 8000)
    concealment.note(voice(0..<400).span)
    let frames = (0..<5).map { _ in energy(extrapolate(&concealment, 160)) }
    for i in 1..<5 { #expect(frames[i] <= frames[i - 1]) }
    #expect(frames[0] > 0)
    #expect(frames[4] == 0)
    let silent = concealment.isSilent
    #expect(silent)
  }

  @Test func aFadeIsOverInItsFrame() throws {
    var concealment = try Concealment(sampleRate: 8000)
    concealment.note(voice(0..<400).span)
    var out = [Int16](repeating: 77, count: 160)
    var span = out.mutableSpan
    concealment.fadeOut(into: &span)
    #expect(out.suffix(2).allSatisfy { abs($0) < 100 })
    #expect(energy(out) > 0)
    #expect(extrapolate(&concealment, 160) == [Int16](repeating: 0, count: 160))
  }

  @Test(arguments: [95.0, 140, 200]) func aBridgeMeetsBothEnds(pitch: Double) throws {
    var concealment = try Concealment(sampleRate: 8000)
    concealment.note(voice(0..<400, pitch: pitch).span)
    let next = voice(560..<720, pitch: pitch * 1.02)
    let out = bridge(&concealment, to: next, 160)
    let all = voice(390..<400, pitch: pitch) + out + next.prefix(10)
    let step = zip(voice(0..<800, pitch: pitch), voice(1..<801, pitch: pitch)).map { abs(Int($0) - Int($1)) }.max()!
    for i in 1..<all.count { #expect(abs(Int(all[i]) - Int(all[i - 1])) <= step + step / 4) }
    let truth = voice(400..<560, pitch: pitch)
    #expect(energy(out) > 0.5 * energy(truth), "invented, not silent")
    let isOpen = concealment.isOpen
    #expect(!isOpen)
  }

  @Test func withNothingBeforeOnlyTheNextFadesIn() throws {
    var concealment = try Concealment(sampleRate: 8000)
    let out = bridge(&concealment, to: voice(0..<160), 160)
    #expect(energy(out.prefix(80)) < energy(out.suffix(80)))
    #expect(bridge(&concealment, to: [], 160) == [Int16](repeating: 0, count: 160))
  }

  @Test func whatFollowsUnannouncedIsJoined() throws {
    var concealment = try Concealment(sampleRate: 8000)
    concealment.note(voice(0..<400).span)
    let out = extrapolate(&concealment, 160)
    var next = voice(600..<760)
    let sent = next
    var span = next.mutableSpan
    concealment.join(&span)
    #expect(abs(Int(next[0]) - Int(out[159])) < 2500)
    #expect(next[40...] == sent[40...])
    let isOpen = concealment.isOpen
    #expect(!isOpen)
    span = next.mutableSpan
    concealment.join(&span)
    #expect(next[40...] == sent[40...])
  }

  @Test func channelsStayApart() throws {
    var concealment = try Concealment(sampleRate: 8000, channels: 2)
    var sound: [Int16] = []
    for x in voice(0..<400) { sound += [x, 5] }
    concealment.note(sound.span)
    let out = extrapolate(&concealment, 160)
    var other: [Int16] = []
    for i in 0..<80 { other.append(out[2 * i + 1]) }
    #expect(other == [Int16](repeating: 5, count: 80))
    #expect(energy(out) > 1e6)
  }

  @Test func anySoundStaysInRange() throws {
    for rate: Int32 in [8000, 11_050, 48_000] {
      for kind in 0..<4 {
        var concealment = try Concealment(sampleRate: rate)
        let n = Int(rate) / 50
        let sound = (0..<3 * n).map { i -> Int16 in
          switch kind {
          case 0: .min
          case 1: i % 2 == 0 ? .min : .max
          case 2: Int16(truncatingIfNeeded: i &* i &* 7919)
          default: i / 37 % 2 == 0 ? .max : .min
          }
        }
        concealment.note(sound.span)
        _ = extrapolate(&concealment, n)
        _ = bridge(&concealment, to: Array(sound.prefix(n)), n)
        concealment.note([1, 2, 3].span)
        _ = bridge(&concealment, to: [.min], 3 * n)
        _ = extrapolate(&concealment, 6 * n)
        var next = sound
        var span = next.mutableSpan
        concealment.join(&span)
      }
    }
  }

  @Test func settingsOutOfRangeAreRefused() {
    for (rate, channels) in [(7950, 1), (48_050, 1), (8000, 0), (8000, 3)] as [(Int32, Int)] {
      #expect(throws: Fault.argument) { _ = try Concealment(sampleRate: rate, channels: channels) }
    }
  }
}
