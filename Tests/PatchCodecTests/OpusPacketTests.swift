import PatchBase
import PatchCodec
import Testing

@Suite struct OpusPacketTests {
  func fault(_ packet: [UInt8]) -> Fault? {
    PatchCodecTests.fault { () throws(Fault) in try structure(packet) }
  }

  /// RFC 6716, table 2: all 32 configurations.
  @Test func theFirstByteNamesModeBandwidthAndLength() throws {
    for toc in 0..<32 {
      let packet = try structure([UInt8(toc << 3), 0, 0])
      let (mode, bandwidth): (OpusPacket.Mode, OpusBandwidth) =
        switch toc {
        case 0..<4: (.silk, .narrowband)
        case 4..<8: (.silk, .mediumband)
        case 8..<12: (.silk, .wideband)
        case 12..<14: (.hybrid, .superwideband)
        case 14..<16: (.hybrid, .fullband)
        case 16..<20: (.celt, .narrowband)
        case 20..<24: (.celt, .wideband)
        case 24..<28: (.celt, .superwideband)
        default: (.celt, .fullband)
        }
      let silk = [480, 960, 1920, 2880]
      let celt = [120, 240, 480, 960]
      let length = toc < 12 ? silk[toc % 4] : toc < 16 ? silk[toc % 2] : celt[toc % 4]
      #expect(packet.mode == mode && packet.bandwidth == bandwidth && packet.samplesPerFrame48k == length)
      #expect(packet.channels == 1 && packet.frames == 1)
      #expect(try structure([UInt8(toc << 3 | 4), 0]).channels == 2)
    }
  }

  @Test func refusesWhatIsNoPacket() throws {
    let bad: [[UInt8]] = [
      [],
      [0x79, 1],  // two equal frames in an odd number of bytes
      [0x7A],  // two frames, no length
      [0x7A, 0xFF],  // a length cut in half
      [0x7A, 200, 1],  // a frame beyond the end
      [0x7B],  // code 3 without its count
      [0x7B, 0],  // no frames
      [0x7B, 49],  // more than 48
      [0x1B, 3] + [UInt8](repeating: 0, count: 9),  // 3 · 60 ms
      [0x7B, 0x41, 255, 255],  // padding beyond the end
      [0x7B, 0xC2, 0, 250],  // a length beyond the end
      [0x78] + [UInt8](repeating: 0, count: 1276),  // a frame above 1275 bytes
    ]
    var decoder = try OpusDecoder(sampleRate: 48_000, channels: 2)
    for packet in bad {
      #expect(fault(packet) == .malformed, "\(packet.prefix(4))")
      #expect(PatchCodecTests.fault { () throws(Fault) in try decoder.frame(packet) } == .malformed)
      #expect(PatchCodecTests.fault { () throws(Fault) in try decoder.recovered(packet, 960).1 } == .malformed)
    }
  }

  @Test func aRefusedPacketLeavesTheDecoderAsItWas() throws {
    let sound = Sounds.voice(rate: 16_000, samples: 16_000)
    let packets = try OpusTrip(sound, OpusEncoderSettings(sampleRate: 16_000, bitrate: 24_000), frame: 200).packets
    var one = try OpusDecoder(sampleRate: 16_000)
    var other = try OpusDecoder(sampleRate: 16_000)
    for packet in packets {
      _ = PatchCodecTests.fault { () throws(Fault) in try other.frame([0x7B, 0]) }
      _ = PatchCodecTests.fault { () throws(Fault) in try other.recovered([], 320).1 }
      #expect(try one.frame(packet) == other.frame(packet))
    }
  }

  /// Whatever comes, a decoder answers with sound of the announced length or with a refusal.
  @Test func noBytesHarmADecoder() throws {
    var random = Lottery(seed: 7)
    let sound = Sounds.voice(rate: 48_000, samples: 48_000)
    var settings = OpusEncoderSettings(bitrate: 32_000)
    settings.fec = true
    settings.expectedLoss = 10
    let real = try OpusTrip(sound, settings, frame: 200).packets
    var decoder = try OpusDecoder(sampleRate: 48_000, channels: 2)
    for round in 0..<1500 {
      var packet: [UInt8]
      if round % 2 == 0 {
        packet = (0..<Int.random(in: 0...90, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      } else {
        packet = real[Int.random(in: 0..<real.count, using: &random)]
        for _ in 0...Int.random(in: 0...3, using: &random) {
          packet[Int.random(in: 0..<packet.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        packet.removeLast(Int.random(in: 0..<packet.count, using: &random) / 4)
      }
      let about = try? structure(packet)
      do {
        let heard = try decoder.frame(packet)
        #expect(heard.count == 2 * about!.samples48k)
      } catch { #expect(error == .malformed && about == nil) }
      if round % 7 == 0, about != nil { _ = try decoder.recovered(packet, 960) }
      if round % 11 == 0 { _ = try decoder.concealed(480) }
    }
  }
}
