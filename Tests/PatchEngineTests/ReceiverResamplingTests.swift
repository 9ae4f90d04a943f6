import Foundation
import PatchAudio
import PatchBase
import PatchEngine
import Testing

@Suite struct ReceiverResamplingTests {
  static let rates: [(Int32, Int32)] = [
    (8000, 48_000), (8000, 16_000), (16_000, 8000), (24_000, 8000), (48_000, 8000), (16_000, 48_000),
  ]

  @Test(arguments: rates, [1, 2])
  func theSoundArrivesAtTheRateOfTheRoom(rates: (Int32, Int32), channels: Int) throws {
    let (clock, rate) = rates
    let rig = try ReceiverRig(.plain(.l16), clock: clock, rate: rate, channels: channels, start: 0, max: 5000)
    let frames = 60
    let tone = (0..<Int(clock) / 50 * frames).flatMap { i -> [Int16] in
      let x = 9000 * sin(Double(i) * 2 * .pi * 700 / Double(clock))
      return (0..<channels).map { Int16(x / Double($0 + 1)) }
    }
    rig.append(ReceiverRig.encode(tone, .l16))
    let pulls = rig.pulls(frames)
    #expect(pulls.filter { $0.frame.kind == .played && !$0.frame.untouched && $0.bytes.isEmpty }.count >= frames - 1)
    #expect(rig.receiver.lifetime.discarded == 0)
    // Away from the edges: each channel is the tone, at its strength.
    for channel in 0..<channels {
      let pcm = pulls[5..<55].flatMap(\.pcm)
      let one = stride(from: channel, to: pcm.count, by: channels).map { Double(pcm[$0]) }
      var re = 0.0
      var im = 0.0
      for (i, x) in one.enumerated() {
        re += x * cos(2 * .pi * 700 * Double(i) / Double(rate))
        im += x * sin(2 * .pi * 700 * Double(i) / Double(rate))
      }
      let amplitude = 2 * (re * re + im * im).squareRoot() / Double(one.count)
      let rms = (one.reduce(0) { $0 + $1 * $1 } / Double(one.count)).squareRoot()
      let expected = 9000 / Double(channel + 1)
      #expect(abs(amplitude / expected - 1) < 0.01)
      #expect(abs(rms * 2.0.squareRoot() / expected - 1) < 0.01, "nothing but the tone")
    }
    #expect(rig.lawsHold)
  }

  @Test func silenceStaysSilentAndTheFadeIsHeard() throws {
    let rig = try ReceiverRig(.plain(.l16), rate: 48_000, start: 0)
    #expect(rig.pulls(20).allSatisfy { $0.frame.kind == .silence && $0.pcm.allSatisfy { $0 == 0 } })
    rig.append(ReceiverRig.encode((0..<160).map { Int16(9000 * sin(Double($0) * 0.3)) }, .l16))
    #expect(rig.pull().frame.kind == .played)
    let after = rig.pulls(12)
    #expect(after.allSatisfy { $0.frame.kind == .starved })
    #expect(after[0].pcm.contains { $0 != 0 })
    #expect(after.suffix(5).allSatisfy { $0.pcm.allSatisfy { $0 == 0 } })
    #expect(rig.lawsHold)
  }
}
