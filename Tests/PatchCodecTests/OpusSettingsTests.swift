import PatchBase
import PatchCodec
import Testing

@Suite struct OpusSettingsTests {
  func settings(_ change: (inout OpusEncoderSettings) -> Void) -> OpusEncoderSettings {
    var settings = OpusEncoderSettings(sampleRate: 48_000, bitrate: 32_000)
    change(&settings)
    return settings
  }

  /// Each setting, given at create or set later, is what libopus reports back.
  @Test(
    arguments: [
      { $0.application = .audio }, { $0.application = .lowDelay }, { $0.bitrate = 9000 }, { $0.rateMode = .constant },
      { $0.rateMode = .variable }, { $0.complexity = 0 }, { $0.complexity = 10 }, { $0.fec = true },
      { $0.expectedLoss = 37 }, { $0.dtx = true }, { $0.maxBandwidth = .narrowband }, { $0.maxBandwidth = .wideband },
      { $0.signal = .voice }, { $0.signal = .music },
    ] as [@Sendable (inout OpusEncoderSettings) -> Void])
  func isWhatLibopusReports(change: @Sendable (inout OpusEncoderSettings) -> Void) throws {
    let wanted = settings(change)
    #expect(wanted != settings { _ in }, "the case changes something")
    let made = try OpusEncoder(wanted)
    #expect(made.reported == wanted)

    var later = try OpusEncoder(OpusEncoderSettings(application: wanted.application))
    try later.setBitrate(wanted.bitrate)
    try later.setRateMode(wanted.rateMode)
    try later.setComplexity(wanted.complexity)
    try later.setFEC(wanted.fec)
    try later.setExpectedLoss(wanted.expectedLoss)
    try later.setDTX(wanted.dtx)
    try later.setMaxBandwidth(wanted.maxBandwidth)
    try later.setSignal(wanted.signal)
    #expect(later.reported == wanted)
  }

  func lengths(_ settings: OpusEncoderSettings) throws -> [Int] {
    let sound = Sounds.voice(rate: Int(settings.sampleRate), samples: Int(settings.sampleRate) * 2)
    return try OpusTrip(sound, settings, frame: 200).packets.map(\.count)
  }

  @Test func theBitRateIsKept() throws {
    for bitrate: Int32 in [12_000, 24_000, 64_000] {
      var constant = OpusEncoderSettings(bitrate: bitrate)
      constant.rateMode = .constant
      #expect(Set(try lengths(constant)) == [Int(bitrate) / 8 / 50])
    }
    var variable = OpusEncoderSettings(bitrate: 24_000)
    variable.rateMode = .variable
    #expect(Set(try lengths(variable)).count > 10)
  }

  @Test func theBandwidthIsWhatThePacketsSay() throws {
    let sound = Sounds.noise(samples: 48_000)
    for bandwidth in [OpusBandwidth.narrowband, .wideband, .superwideband, .fullband] {
      let forced = settings { $0.bandwidth = bandwidth }
      for packet in try OpusTrip(sound, forced, frame: 200).packets {
        #expect(try structure(packet).bandwidth == bandwidth)
      }
    }
    let limited = settings {
      $0.bitrate = 96_000
      $0.maxBandwidth = .wideband
    }
    for packet in try OpusTrip(sound, limited, frame: 200).packets {
      #expect(try structure(packet).bandwidth.rawValue <= OpusBandwidth.wideband.rawValue)
    }
    var encoder = try OpusEncoder(settings { $0.bandwidth = .narrowband })
    #expect(try structure(try encoder.packet(Array(sound[..<960]))).bandwidth == .narrowband)
    try encoder.setBandwidth(.fullband)
    for _ in 0..<5 { _ = try encoder.packet(Array(sound[..<960])) }
    #expect(try structure(try encoder.packet(Array(sound[..<960]))).bandwidth == .fullband)
  }

  @Test func lowDelayIsLowDelay() throws {
    let voip = try OpusEncoder(settings { _ in })
    let low = try OpusEncoder(settings { $0.application = .lowDelay })
    #expect(voip.lookahead == 312)
    #expect(low.lookahead == 120)
    let trip = try OpusTrip(
      Sounds.voice(rate: 48_000, samples: 9600), settings { $0.application = .lowDelay }, frame: 50)
    #expect(try trip.packets.allSatisfy { try structure($0).mode == .celt })
  }

  @Test func channelsAreCoded() throws {
    let stereo = OpusEncoderSettings(channels: 2, bitrate: 96_000)
    let sound = Sounds.tone(440, rate: 48_000, samples: 48_000, channels: 2)
    #expect(try structure(try OpusTrip(sound, stereo, frame: 200).packets[20]).channels == 2)
    let mono = OpusEncoderSettings(bitrate: 24_000)
    #expect(try structure(try OpusTrip(sound, mono, frame: 200).packets[20]).channels == 1)
  }

  /// Two seconds of a voice, then two of silence.
  @Test func dtxShrinksThePacketsOfSilence() throws {
    for rate: Int32 in [8000, 48_000] {
      var settings = OpusEncoderSettings(sampleRate: rate, bitrate: 24_000)
      let quiet = [Int16](repeating: 0, count: Int(rate) * 2)
      let sound = Sounds.voice(rate: Int(rate), samples: Int(rate) * 2) + quiet
      let plain = try OpusTrip(sound, settings, frame: 200).packets
      settings.dtx = true
      let dtx = try OpusTrip(sound, settings, frame: 200).packets
      let small = dtx[150...].filter { $0.count <= 2 }.count
      #expect(small > 40, "of 50 silent packets")
      #expect(plain[150...].allSatisfy { $0.count > 2 })
      #expect(dtx[..<90].filter { $0.count <= 2 }.count < 20)
    }
  }

  @Test func noPacketIsLongerThanAsked() throws {
    let capped = settings {
      $0.bitrate = 256_000
      $0.maxPacket = 100
    }
    #expect(try lengths(capped).allSatisfy { $0 <= 100 })
    #expect(try lengths(settings { $0.bitrate = 256_000 }).contains { $0 > 100 })
  }

  /// libopus shapes a packet by the room it is given; ours does not depend on the caller's buffer.
  @Test func theRoomDoesNotShapeThePacket() throws {
    let sound = Sounds.noise(samples: 960)
    let loud = settings { $0.bitrate = 510_000 }
    var one = try OpusEncoder(loud)
    var other = try OpusEncoder(loud)
    #expect(one.needed(samples: 960) == 1276)
    #expect(one.needed(samples: 2880) == OpusPacket.maxBytes)
    for _ in 0..<5 {
      let wide = try one.packet(sound)
      var exact = [UInt8](repeating: 0, count: 1276)
      var span = exact.mutableSpan
      let length = try other.encode(sound.span, into: &span)
      #expect(Array(exact[..<length]) == wide)
    }
    var tight = [UInt8](repeating: 7, count: 1275)
    var span = tight.mutableSpan
    var found: Fault?
    do { _ = try other.encode(sound.span, into: &span) } catch { found = error }
    #expect(found == .noSpace(needed: 0) && found?.needed == 1276)
    #expect(tight.allSatisfy { $0 == 7 })
  }

  @Test func refusesWhatItCannotTake() throws {
    let wrong: [(inout OpusEncoderSettings) -> Void] = [
      { $0.sampleRate = 44_100 }, { $0.sampleRate = 0 }, { $0.sampleRate = -8000 }, { $0.channels = 0 },
      { $0.channels = 3 }, { $0.channels = .max }, { $0.bitrate = 0 }, { $0.bitrate = -1 }, { $0.bitrate = 512_001 },
      { $0.complexity = 11 }, { $0.complexity = -1 }, { $0.expectedLoss = 101 }, { $0.expectedLoss = -1 },
      { $0.maxPacket = 2 }, { $0.maxPacket = OpusPacket.maxBytes + 1 },
    ]
    for change in wrong {
      let given = settings(change)
      #expect(fault { () throws(Fault) in try OpusEncoder(given) } == .argument, "\(given)")
    }
    var encoder = try OpusEncoder(settings { _ in })
    for samples in [0, 1, 119, 121, 480 + 1, 1440, 3840, 4800, 5760, 48_000] {
      let sound = [Int16](repeating: 0, count: samples)
      #expect(fault { () throws(Fault) in try encoder.packet(sound) } == .argument, "\(samples)")
    }
    #expect(fault { () throws(Fault) in try encoder.setComplexity(11) } == .argument)
    #expect(fault { () throws(Fault) in try encoder.setBitrate(100) } == .argument)
    #expect(encoder.reported == settings { _ in }, "a refused value changes nothing")
    for (rate, channels) in [(44_100, 1), (0, 1), (48_000, 0), (48_000, 3), (8000, -1)] as [(Int32, Int)] {
      #expect(fault { () throws(Fault) in try OpusDecoder(sampleRate: rate, channels: channels) } == .argument)
    }
  }
}
