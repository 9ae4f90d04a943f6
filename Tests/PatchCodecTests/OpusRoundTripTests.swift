import PatchBase
import PatchCodec
import Testing

/// One stream there and back.
struct OpusTrip {
  var packets: [[UInt8]] = []
  var heard: [Int16] = []
  var delay = 0
  var rangesAgree = true

  static let frames = [25, 50, 100, 200, 400, 600]  // tenths of a millisecond
  static let rates: [Int32] = [8000, 12_000, 16_000, 24_000, 48_000]

  init(_ sound: [Int16], _ settings: OpusEncoderSettings, frame: Int) throws {
    var encoder = try OpusEncoder(settings)
    var decoder = try OpusDecoder(sampleRate: settings.sampleRate, channels: settings.channels)
    delay = encoder.lookahead * settings.channels
    let length = Int(settings.sampleRate) * frame / 10_000 * settings.channels
    for start in stride(from: 0, through: sound.count - length, by: length) {
      let packet = try encoder.packet(Array(sound[start..<start + length]))
      heard += try decoder.frame(packet)
      rangesAgree = rangesAgree && encoder.finalRange == decoder.finalRange
      packets.append(packet)
    }
  }
}

/// A span of a temporary does not live long enough: this binds the bytes first.
func structure(_ packet: [UInt8]) throws(Fault) -> OpusPacket { try OpusPacket(packet.span) }

extension OpusEncoder {
  mutating func packet(_ pcm: [Int16]) throws(Fault) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: OpusPacket.maxBytes)
    var span = bytes.mutableSpan
    let length = try encode(pcm.span, into: &span)
    return Array(bytes[..<length])
  }
}

extension OpusDecoder {
  mutating func frame(_ packet: [UInt8]) throws(Fault) -> [Int16] {
    var pcm = [Int16](repeating: 0, count: 5760 * channels)
    var span = pcm.mutableSpan
    let samples = try decode(packet.span, into: &span)
    return Array(pcm[..<(samples * channels)])
  }

  mutating func concealed(_ samples: Int) throws(Fault) -> [Int16] {
    var pcm = [Int16](repeating: 0, count: samples * channels)
    var span = pcm.mutableSpan
    try conceal(samples: samples, into: &span)
    return pcm
  }

  mutating func recovered(_ next: [UInt8], _ samples: Int) throws(Fault) -> (Bool, [Int16]) {
    var pcm = [Int16](repeating: 0, count: samples * channels)
    var span = pcm.mutableSpan
    let found = try recover(from: next.span, samples: samples, into: &span)
    return (found, pcm)
  }
}

@Suite struct OpusRoundTripTests {
  /// Every rate, channel count and length of frame: a tone comes back, in step, and both range coders agree.
  @Test(arguments: OpusTrip.rates, [1, 2]) func everyShapeComesBack(rate: Int32, channels: Int) throws {
    let sound = Sounds.tone(440, rate: Int(rate), samples: Int(rate) * 6 / 10, channels: channels)
    for frame in OpusTrip.frames {
      for application in [OpusEncoderSettings.Application.voip, .audio, .lowDelay] {
        var settings = OpusEncoderSettings(
          sampleRate: rate, channels: channels, application: application, bitrate: 96_000)
        settings.complexity = 3
        let trip = try OpusTrip(sound, settings, frame: frame)
        #expect(trip.packets.count == 6000 / frame)
        #expect(trip.heard.count == sound.count)
        #expect(trip.rangesAgree)
        let ratio = Sounds.ratio(sound, trip.heard, delay: trip.delay)
        #expect(ratio > 14, "\(application) \(frame)")
        for packet in trip.packets {
          let about = try structure(packet)
          #expect(about.samples48k == 48 * frame / 10)
        }
      }
    }
  }

  /// One packet decodes to any rate and channel count, and tells the same about itself.
  @Test func anyPacketDecodesToAnyShape() throws {
    let sound = Sounds.voice(rate: 48_000, samples: 48_000)
    let trip = try OpusTrip(sound, OpusEncoderSettings(bitrate: 24_000), frame: 200)
    for rate in OpusTrip.rates {
      for channels in [1, 2] {
        var decoder = try OpusDecoder(sampleRate: rate, channels: channels)
        var heard: [Int16] = []
        for packet in trip.packets { heard += try decoder.frame(packet) }
        #expect(heard.count == Int(rate) * channels)
        #expect(abs(Sounds.rms(heard) / Sounds.rms(sound) - 1) < 0.2)
        if channels == 2 {
          #expect(stride(from: 0, to: heard.count, by: 2).allSatisfy { abs(Int(heard[$0]) - Int(heard[$0 + 1])) <= 1 })
        }
      }
    }
  }

  /// Up to 120 ms in one packet: six 20 ms frames of code 3 (RFC 6716, 3.2.5).
  @Test func decodesUpTo120Milliseconds() throws {
    let settings = OpusEncoderSettings(sampleRate: 16_000, bitrate: 24_000)
    let trip = try OpusTrip(Sounds.voice(rate: 16_000, samples: 16_000), settings, frame: 200)
    let six = trip.packets[10..<16]
    let toc = six.first![0]
    try #require(six.allSatisfy { $0[0] == toc && $0.count < 252 })
    var joined: [UInt8] = [toc | 3, 0x80 | 6]
    for packet in six.dropLast() { joined.append(UInt8(packet.count - 1)) }
    for packet in six { joined += packet.dropFirst() }
    let about = try structure(joined)
    #expect(about.frames == 6 && about.samples48k == 5760)
    var one = try OpusDecoder(sampleRate: 16_000)
    var other = try OpusDecoder(sampleRate: 16_000)
    var apart: [Int16] = []
    for packet in six { apart += try one.frame(packet) }
    #expect(try other.frame(joined) == apart)

    var small = [Int16](repeating: 3, count: 1919)
    var span = small.mutableSpan
    var found: Fault?
    do { _ = try other.decode(joined.span, into: &span) } catch { found = error }
    #expect(found == .noSpace(needed: 0) && found?.needed == 1920)
    #expect(small.allSatisfy { $0 == 3 })
  }

  @Test func resetForgets() throws {
    var settings = OpusEncoderSettings(sampleRate: 16_000, bitrate: 24_000)
    settings.fec = true
    settings.expectedLoss = 20
    let sound = Sounds.voice(rate: 16_000, samples: 3200)
    var encoder = try OpusEncoder(settings)
    var decoder = try OpusDecoder(sampleRate: 16_000)
    var rounds: [[[UInt8]]] = []
    var heard: [[Int16]] = []
    for _ in 0..<2 {
      rounds.append([])
      heard.append([])
      for start in stride(from: 0, to: 3200, by: 320) {
        let packet = try encoder.packet(Array(sound[start..<start + 320]))
        rounds[rounds.count - 1].append(packet)
        heard[heard.count - 1] += try decoder.frame(packet)
      }
      try encoder.reset()
      try decoder.reset()
    }
    #expect(rounds[0] == rounds[1])
    #expect(heard[0] == heard[1])
    var kept = settings
    kept.bitrate = encoder.reported.bitrate
    #expect(encoder.reported == kept, "the settings stay")
  }
}
