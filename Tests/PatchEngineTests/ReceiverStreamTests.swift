import Foundation
import PatchAudio
import PatchBase
import PatchEngine
import Testing

@Suite struct ReceiverStreamTests {
  @Test(arguments: 0..<20) func anyCuttingComesOutByteForByte(seed: Int) throws {
    let rig = try ReceiverRig(start: 40, max: 10_000)
    let sound = ReceiverRig.sound(160 * 100, seed: UInt64(seed + 1))
    var state = UInt64(seed)
    var at = 0
    while at < sound.count {
      state = state &* 6_364_136_223_846_793_005 &+ 1
      let size = min([0, 1, 7, 159, 160, 161, 480, 1000, 4000][Int(state >> 40) % 9], sound.count - at)
      #expect(rig.append(Array(sound[at..<at + size]), position: Int64(at)) == .queued)
      at += size
    }
    let frames = rig.pulls(101)
    #expect(frames.prefix(100).allSatisfy { $0.frame == ReceiverFrame(.played, untouched: true, byteCount: 160) })
    #expect(frames.prefix(100).flatMap(\.bytes) == sound)
    #expect(frames.prefix(100).flatMap(\.pcm) == ReceiverRig.decode(sound))
    #expect(frames[100].frame == ReceiverFrame(.starved))
    let counts = rig.receiver.lifetime
    #expect(counts.received == 100 && counts.played == 100 && counts.starved == 1)
    #expect(counts.lost + counts.discarded + counts.concealed == 0)
    #expect(rig.lawsHold)
  }

  @Test func aGapInThePositionIsLostTime() throws {
    let rig = try ReceiverRig(start: 20)
    let a = ReceiverRig.sound(160, seed: 1)
    let b = ReceiverRig.sound(160, seed: 2)
    rig.append(a, position: 800)
    rig.append(b, position: 800 + 160 + 320)
    let frames = rig.pulls(4)
    #expect(frames.map(\.frame.kind) == [.played, .concealed, .concealed, .played])
    #expect(frames[3].bytes == b)
    #expect(rig.receiver.lifetime.lost == 2)
    #expect(rig.lawsHold)
  }

  @Test func aFrameBegunBeforeAGapIsFilledUp() throws {
    let rig = try ReceiverRig(start: 20)
    let a = ReceiverRig.sound(100, seed: 1)
    let b = ReceiverRig.sound(160, seed: 2)
    rig.append(a, position: 0)
    rig.append(b, position: 160 + 160)
    let frames = rig.pulls(3)
    #expect(frames.map(\.frame.kind) == [.played, .concealed, .played])
    #expect(frames[0].bytes == a + [UInt8](repeating: 0xFF, count: 60))
    #expect(frames[2].bytes == b)
  }

  @Test func smallStepsOfThePositionAreIgnored() throws {
    let rig = try ReceiverRig(start: 20)
    for n: Int64 in 0..<50 { rig.append(ReceiverRig.sound(160), position: n * 160 + [0, 80, -80, 159][Int(n) % 4]) }
    #expect(rig.receiver.lifetime.received == 50)
    _ = rig.pulls(25)
    #expect(rig.receiver.lifetime.lost == 0)
    #expect(rig.receiver.lifetime.resyncs == 0)
  }

  @Test func aPositionFarBackRestartsTheCount() throws {
    let rig = try ReceiverRig(start: 20)
    rig.append(ReceiverRig.sound(160), position: 100_000)
    rig.append(ReceiverRig.sound(160), position: 0)
    rig.append(ReceiverRig.sound(160), position: 160)
    #expect(rig.pulls(3).allSatisfy { $0.frame.kind == .played })
    #expect(rig.receiver.lifetime.resyncs == 1)
    #expect(rig.receiver.lifetime.lost == 0)
  }

  @Test func aHugeJumpRestartsTheCount() throws {
    let rig = try ReceiverRig(start: 20)
    rig.append(ReceiverRig.sound(160), position: 0)
    rig.append(ReceiverRig.sound(160), position: (1 << 60) - 1)
    rig.append(ReceiverRig.sound(160), position: .max)
    rig.append(ReceiverRig.sound(160), position: .min)
    #expect(rig.pulls(4).allSatisfy { $0.frame.kind == .played })
    #expect(rig.receiver.lifetime.resyncs == 1)
    #expect(rig.receiver.lifetime.lost == 0)
    #expect(rig.lawsHold)
  }

  @Test func theLastPieceWaitsForFlush() throws {
    let rig = try ReceiverRig(start: 0)
    rig.append(ReceiverRig.sound(80))
    #expect(rig.pull().frame.kind == .silence)
    rig.receiver.flush(at: rig.now)
    rig.receiver.flush(at: rig.now)
    let frame = rig.pull()
    #expect(frame.bytes == ReceiverRig.sound(80) + [UInt8](repeating: 0xFF, count: 80))
    #expect(rig.receiver.lifetime.received == 1)
  }

  @Test func starvationHoldsThePositionAndFadesOut() throws {
    let rig = try ReceiverRig(.plain(.l16), start: 20)
    let tone = (0..<480).map { Int16(8000 * sin(Double($0) * 2 * .pi * 400 / 8000)) }
    let bytes = ReceiverRig.encode(tone, .l16)
    rig.append(Array(bytes[0..<320]))
    let first = rig.pulls(6)
    #expect(first.map(\.frame.kind) == [.played, .starved, .starved, .starved, .starved, .starved])
    // The tone goes on, without a step, and fades; then there is nothing.
    let joined = first.flatMap(\.pcm)
    for i in 1..<joined.count { #expect(abs(Int(joined[i]) - Int(joined[i - 1])) < 2700) }
    #expect(first[1].pcm.contains { abs(Int($0)) > 7000 })
    #expect(first[5].pcm == [Int16](repeating: 0, count: 160))
    rig.append(Array(bytes[320...]))
    // Nothing jumps where the sound goes on; after 5 ms it is what was sent.
    let rest = rig.pulls(2)
    #expect(rest.map(\.frame.kind) == [.stretched, .played])
    #expect(rest[0].bytes.isEmpty && !rest[0].frame.untouched)
    #expect(rest.flatMap(\.pcm)[40...] == tone[200...])
    #expect(abs(Int(rest[0].pcm[0])) < 500)
    #expect(rig.receiver.lifetime.starved == 5)
  }

  @Test func secondsAtOnceAreCutToTheGreatestDelay() throws {
    let rig = try ReceiverRig(start: 40, max: 200)
    rig.append(ReceiverRig.sound(320))
    #expect(rig.pull().frame.kind == .played)
    #expect(rig.append(ReceiverRig.sound(8000 * 3)) == .overflow)
    #expect(rig.receiver.now.buffered <= 200_000)
    #expect(rig.receiver.lifetime.received == 152)
    #expect(rig.receiver.lifetime.discarded >= 140)
    let frames = rig.pulls(3)
    #expect(frames[0].frame.kind == .concealed && frames[1].frame.kind == .played)
    #expect(rig.lawsHold)
  }

  @Test(arguments: [Encoding.mulaw, .alaw, .l16, .l16Network], [8000, 16_000, 24_000] as [Int32])
  func everyEncodingAndRate(encoding: Encoding, rate: Int32) throws {
    let rig = try ReceiverRig(.plain(encoding), clock: rate, rate: rate, start: 0)
    let pcm = (0..<Int(rate) / 10).map { Int16(truncatingIfNeeded: $0 * 37) }
    let bytes = ReceiverRig.encode(pcm, encoding)
    // Odd cuts, also through the middle of a sample.
    var at = 0
    for size in [1, 2, 3, 500, bytes.count] {
      let end = min(at + size, bytes.count)
      rig.append(Array(bytes[at..<end]))
      at = end
    }
    let frames = rig.pulls(5)
    #expect(frames.flatMap(\.bytes) == bytes)
    #expect(frames.flatMap(\.pcm) == ReceiverRig.decode(bytes, encoding))
  }

  @Test func twoChannelsStayTogether() throws {
    let rig = try ReceiverRig(.plain(.l16), channels: 2, start: 0)
    let pcm = (0..<640).map { Int16($0) }
    rig.append(ReceiverRig.encode(pcm, .l16))
    #expect(rig.receiver.samplesPerPull == 320)
    #expect(rig.pulls(2).flatMap(\.pcm) == pcm)
  }

  @Test func nothingArrivesAndNothingBreaks() throws {
    let rig = try ReceiverRig()
    rig.append([])
    rig.receiver.flush(at: rig.now)
    #expect(rig.pulls(100).allSatisfy { $0.frame == ReceiverFrame(.silence) && $0.pcm.allSatisfy { $0 == 0 } })
    #expect(rig.lawsHold)
  }
}
