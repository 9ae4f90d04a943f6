import Foundation
import PatchAudio
import PatchBase
import PatchCodec
import PatchEngine
import Testing

@Suite struct ReceiverOpusTests {
  /// Something like speech at 48 kHz, cut into packets of `milliseconds`.
  func packets(_ count: Int, milliseconds: Int = 20, fec: Bool = false) throws -> [[UInt8]] {
    var settings = OpusEncoderSettings(sampleRate: 48_000, channels: 1)
    settings.application = .voip
    settings.bitrate = 24_000
    settings.fec = fec
    settings.expectedLoss = fec ? 20 : 0
    var encoder = try OpusEncoder(settings)
    let samples = 48 * milliseconds
    return try (0..<count).map { n in
      let pcm = (0..<samples).map { i -> Int16 in
        let t = Double(n * samples + i) / 48_000
        let voice = (1...10).reduce(0.0) { $0 + sin(2 * .pi * 140 * Double($1) * t) / Double($1) }
        return Int16(6000 * voice * (0.6 + 0.4 * sin(2 * .pi * 3 * t)))
      }
      var packet = [UInt8](repeating: 0, count: 4000)
      var span = packet.mutableSpan
      let length = try encoder.encode(pcm.span, into: &span)
      return Array(packet.prefix(length))
    }
  }

  func decode(_ packets: [[UInt8]], rate: Int32, channels: Int = 1) throws -> [Int16] {
    var decoder = try OpusDecoder(sampleRate: rate, channels: channels)
    var result: [Int16] = []
    for packet in packets {
      var pcm = [Int16](repeating: 0, count: 5760 * channels)
      var span = pcm.mutableSpan
      let samples = try decoder.decode(packet.span, into: &span)
      result += pcm.prefix(samples * channels)
    }
    return result
  }

  @Test(arguments: [8000, 12_000, 16_000, 24_000, 48_000] as [Int32], [1, 2])
  func aCleanStreamIsWhatTheDecoderMakesOfIt(rate: Int32, channels: Int) throws {
    let sent = try packets(20)
    let rig = try ReceiverRig(.opus, .datagram, rate: rate, channels: channels, start: 20)
    var pcm: [Int16] = []
    for (n, packet) in sent.enumerated() {
      #expect(rig.insert(UInt16(65_530) &+ UInt16(n), UInt32(n * 960) &- 2000, packet) == .queued)
      let pull = rig.pull()
      #expect(pull.frame == ReceiverFrame(.played, untouched: true, byteCount: packet.count))
      #expect(pull.bytes == packet)
      pcm += pull.pcm
    }
    #expect(try pcm == decode(sent, rate: rate, channels: channels))
    #expect(rig.lawsHold)
  }

  @Test(arguments: [10, 40, 60]) func packetsOfOtherLengths(milliseconds: Int) throws {
    let sent = try packets(30, milliseconds: milliseconds)
    let rig = try ReceiverRig(.opus, .datagram, start: 60, max: 5000)
    for (n, packet) in sent.prefix(30).enumerated() {
      rig.insert(UInt16(n), UInt32(n * milliseconds * 48), packet)
    }
    let frames = rig.pulls(30 * milliseconds / 20)
    #expect(frames.allSatisfy { $0.frame.kind == .played && !$0.frame.untouched })
    #expect(try frames.flatMap(\.pcm) == decode(sent, rate: 8000))
    #expect(rig.receiver.lifetime.taken == 30)
    #expect(rig.lawsHold)
  }

  @Test func aLostPacketIsRecoveredFromTheNext() throws {
    let sent = try packets(40, fec: true)
    let rig = try ReceiverRig(.opus, .datagram, rate: 16_000, start: 40)
    var kinds: [ReceiverFrame.Kind] = []
    var invented: [Int16] = []
    for (n, packet) in sent.enumerated() {
      if n % 10 != 5 { rig.insert(UInt16(n), UInt32(n * 960), packet) }
      let pull = rig.pull()
      kinds.append(pull.frame.kind)
      if pull.frame.kind == .concealed { invented += pull.pcm }
    }
    let counts = rig.receiver.lifetime
    #expect(counts.lost == 4 && counts.concealed == 4)
    #expect(counts.recovered >= 3)
    #expect(invented.contains { abs(Int($0)) > 3000 })
    #expect(counts.played == counts.taken)
    #expect(rig.lawsHold)
  }

  @Test func theEndOfTalkFadesIntoSilence() throws {
    let sent = try packets(10)
    let rig = try ReceiverRig(.opus, .datagram, start: 20)
    for (n, packet) in sent.enumerated() {
      rig.insert(UInt16(n), UInt32(n * 960), packet)
      _ = rig.pull()
    }
    let after = rig.pulls(32)
    #expect(after.map(\.frame.kind) == Array(repeating: .concealed, count: 20) + Array(repeating: .silence, count: 12))
    let pcm = after.flatMap(\.pcm)
    for i in 1..<pcm.count { #expect(abs(Int(pcm[i]) - Int(pcm[i - 1])) < 8000) }
    #expect(after.suffix(4).allSatisfy { $0.pcm.allSatisfy { $0 == 0 } })
  }

  @Test func aPauseInTheTimestampsIsKept() throws {
    let sent = try packets(4)
    let rig = try ReceiverRig(.opus, .datagram, start: 40)
    for n in 0..<2 { rig.insert(UInt16(n), UInt32(n * 960), sent[n]) }
    for n in 2..<4 { rig.insert(UInt16(n), UInt32((n + 3) * 960), sent[n]) }
    #expect(rig.pulls(7).map(\.frame.kind) == [.played, .played, .silence, .silence, .silence, .played, .played])
    #expect(rig.lawsHold)
  }

  @Test func garbageIsRejectedOrConcealedAndNeverWorse() throws {
    let sent = try packets(10, fec: true)
    for seed: UInt64 in 0..<40 {
      let rig = try ReceiverRig(.opus, .datagram, rate: 48_000, channels: 2, start: 20)
      var state = seed
      func random(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
      }
      for n in 0..<100 {
        var packet = sent[random(10)]
        for _ in 0..<random(4) { packet[random(packet.count)] = UInt8(random(256)) }
        packet = Array(packet.prefix(random(packet.count + 1)))
        if random(5) > 0 { rig.insert(UInt16(n + random(3)), UInt32(n * 960 + random(2) * random(9000)), packet) }
        _ = rig.pull()
        #expect(rig.lawsHold)
      }
    }
  }

  @Test func aStreamOfSamplesIsNotForOpus() throws {
    let rig = try ReceiverRig(.opus, .stream)
    #expect(rig.append([1, 2, 3]) == .rejected)
    rig.receiver.flush(at: rig.now)
    #expect(rig.pull().frame.kind == .silence)
    #expect(rig.lawsHold)
  }
}
