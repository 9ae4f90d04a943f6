import Foundation
import PatchAudio
import PatchBase
import PatchCodec
import PatchEngine
import Testing

@Suite struct ReceiverPacketTests {
  @Test func numbersWrapUnnoticed() throws {
    let rig = try ReceiverRig(.plain(.alaw), .datagram, start: 20)
    var sequence: UInt16 = 65_530
    var timestamp: UInt32 = .max - 800
    let frames = (0..<20).map { ReceiverRig.sound(160, seed: UInt64($0)) }
    var heard: [[UInt8]] = []
    for frame in frames {
      #expect(rig.insert(sequence, timestamp, frame) == .queued)
      sequence &+= 1
      timestamp &+= 160
      heard.append(rig.pull().bytes)
    }
    #expect(heard == frames)
    let counts = rig.receiver.lifetime
    #expect(counts.played == 20 && counts.lost == 0 && counts.resyncs == 0 && counts.silence == 0)
  }

  @Test(arguments: [40, 80, 240, 320, 480]) func packetsOfOtherLengthsAreJoinedAndCut(size: Int) throws {
    let rig = try ReceiverRig(.plain(.mulaw), .datagram, start: 60)
    let sound = ReceiverRig.sound(4800)
    var pcm: [Int16] = []
    var sent = 0
    var tick = 0
    while sent < sound.count {
      while sent < sound.count, sent < (tick + 4) * 160 {
        let packet = Array(sound[sent..<min(sent + size, sound.count)])
        #expect(rig.insert(UInt16(sent / size), UInt32(sent), packet) == .queued)
        sent += packet.count
      }
      let pull = rig.pull()
      if pull.frame.kind != .silence { pcm += pull.pcm }
      #expect(!pull.frame.untouched)
      tick += 1
    }
    while rig.receiver.now.queued > 0 { pcm += rig.pull().pcm }
    #expect(Array(pcm.prefix(4000)) == Array(ReceiverRig.decode(sound).prefix(4000)))
    #expect(rig.receiver.lifetime.lost == 0)
    #expect(rig.lawsHold)
  }

  @Test func aLostFrameIsBridgedWithoutAStep() throws {
    let rig = try ReceiverRig(.plain(.l16), .datagram, start: 40)
    let tone = (0..<160 * 5).map { Int16(10_000 * sin(Double($0) * 2 * .pi * 317 / 8000)) }
    let bytes = ReceiverRig.encode(tone, .l16)
    for n in [0, 1, 3, 4] { rig.insert(UInt16(n), UInt32(n * 160), Array(bytes[n * 320..<(n + 1) * 320])) }
    let frames = rig.pulls(5)
    #expect(frames.map(\.frame.kind) == [.played, .played, .concealed, .played, .played])
    for n in [0, 1, 3, 4] { #expect(frames[n].pcm == Array(tone[n * 160..<(n + 1) * 160])) }
    let all = frames.flatMap(\.pcm)
    for i in 1..<all.count { #expect(abs(Int(all[i]) - Int(all[i - 1])) < 2900) }
    #expect(frames[2].pcm.contains { abs(Int($0)) > 3000 }, "invented, not silent")
    #expect(rig.receiver.lifetime.recovered == 0)
  }

  @Test func whatIsNoPacketIsRejected() throws {
    let rig = try ReceiverRig(.plain(.l16), .datagram)
    #expect(rig.insert(1, 0, []) == .rejected)
    #expect(rig.insert(1, 0, [1, 2, 3]) == .rejected)
    #expect(rig.insert(1, 0, [UInt8](repeating: 0, count: 962)) == .rejected)
    #expect(rig.receiver.lifetime.rejected == 3)
    #expect(rig.lawsHold)
    // And none of them counted as the first packet.
    #expect(rig.insert(40_000, 0, [UInt8](repeating: 0, count: 320)) == .queued)
  }

  @Test func twoChannelsAndTooLittleRoom() throws {
    let rig = try ReceiverRig(.plain(.l16), .datagram, channels: 2, start: 0)
    rig.insert(1, 0, ReceiverRig.encode((0..<320).map { Int16($0) }, .l16))
    var pcm = [Int16](repeating: 0, count: 319)
    var span = pcm.mutableSpan
    do {
      _ = try rig.receiver.pull(at: rig.now, into: &span)
      Issue.record("319 is too little")
    } catch {
      #expect(error == .noSpace(needed: 0) && error.needed == 320)
    }
    #expect(rig.receiver.lifetime.pulls == 0)
    #expect(rig.pull().pcm == (0..<320).map { Int16($0) })
  }

  @Test func statisticsOfThreeKindsAndReset() throws {
    let rig = try ReceiverRig(.plain(.mulaw), .datagram, start: 20)
    for n: UInt16 in 0..<5 { rig.insert(n, UInt32(n) * 160, ReceiverRig.sound(160)) }
    _ = rig.pulls(2)
    #expect(rig.receiver.interval().played == 2)
    _ = rig.pull()
    let interval = rig.receiver.interval()
    #expect(interval.played == 1 && interval.received == 0)
    #expect(rig.receiver.lifetime.played == 3)
    #expect(rig.receiver.now.queued == 2 && rig.receiver.now.buffered == 40_000)
    rig.receiver.reset()
    #expect(rig.receiver.lifetime == JitterCounts())
    #expect(rig.receiver.interval() == JitterCounts())
    #expect(rig.pull().frame == ReceiverFrame(.silence))
    rig.insert(9, 0, ReceiverRig.sound(160))
    #expect(rig.pull().bytes == ReceiverRig.sound(160))
  }

  @Test func settingsOutOfRangeAreRefused() {
    let settings = [
      ReceiverSettings(coding: .plain(.mulaw), clockRate: 7999, transport: .stream),
      ReceiverSettings(coding: .plain(.mulaw), clockRate: 8001, transport: .stream),
      ReceiverSettings(coding: .plain(.mulaw), channels: 3, transport: .stream),
      ReceiverSettings(coding: .plain(.mulaw), channels: 0, transport: .stream),
      ReceiverSettings(coding: .plain(.mulaw), sampleRate: 96_000, transport: .stream),
      ReceiverSettings(coding: .opus, sampleRate: 44_100, transport: .datagram),
      ReceiverSettings(coding: .plain(.mulaw), transport: .stream, minDelay: 600),
    ]
    for s in settings { #expect(throws: Fault.argument) { _ = try Receiver(s) } }
  }
}
