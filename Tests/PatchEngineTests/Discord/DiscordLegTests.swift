import PatchAudio
import PatchBase
import PatchCodec
import PatchEngine
import Testing

/// A Discord channel in a Room: every speaker decoded alone, mixed, tapped; what it hears as Opus packets.
@Suite struct DiscordLegTests {
  @Test(arguments: [8000, 48_000] as [Int32])
  func aSpeakerIsHeardInTheRoom(rate: Int32) throws {
    let channel = try Channel(rate: rate)
    let speaker = try Speaker(user: 7, frequency: 440)
    for _ in 0..<50 {
      try channel.say(speaker)
      try channel.run()
    }
    let heard = channel.heard
    // 40 ms in the jitter buffer, the codec's own delay, and then a steady tone.
    let steady = Array(heard[(heard.count / 2)...])
    #expect(frequency(steady, rate) > 430 && frequency(steady, rate) < 450)
    #expect(level(steady) > 5000 && level(steady) < 9000)
    #expect(channel.events.contains { $0.kind == .speakerStarted && $0.value == 7 })
    let counts = try channel.room.statistics(channel.leg).inbound
    #expect(counts.received == 50 && counts.concealed == 0 && counts.rejected == 0)
    for _ in 0..<30 { try channel.run() }
    #expect(channel.events.contains { $0.kind == .speakerStopped && $0.value == 7 })
    #expect(level(Array(channel.heard.suffix(Int(rate) / 10))) == 0)
  }

  @Test func speakersAreMixedAndTappedAlone() throws {
    let channel = try Channel(rate: 8000, taps: true)
    let (low, high) = (try Speaker(user: 1, frequency: 300), try Speaker(user: 2, frequency: 1100))
    for tick in 0..<60 {
      try channel.say(low)
      if tick >= 20, tick < 40 { try channel.say(high) }
      try channel.run()
    }
    let (first, second) = (channel.taps[1, default: []], channel.taps[2, default: []])
    // From the first packet on there is a frame in every tick, silence too, and the Room's clock tells where.
    #expect(channel.positions[1] == 0)
    #expect(first.count == 60 * 160)
    #expect(channel.positions[2] == 20 * 160)
    #expect(second.count == 40 * 160)
    #expect(abs(frequency(Array(first.suffix(4000)), 8000) - 300) < 10)
    #expect(abs(frequency(Array(second[1600..<3000]), 8000) - 1100) < 30)
    #expect(level(Array(second.suffix(1600))) < 30)
    #expect(level(Array(second.prefix(160))) == 0)
    // What the Room hears is their sum.
    for i in 0..<first.count {
      let sum = Int(first[i]) + (i >= 3200 ? Int(second[i - 3200]) : 0)
      #expect(Int(channel.heard[i]) == sum)
    }
  }

  @Test func oneWhoIsSilentMakesWay() throws {
    let channel = try Channel(rate: 8000, speakers: 2)
    let speakers = try (1...4).map { try Speaker(user: UInt64($0), frequency: 200 * Double($0)) }
    for _ in 0..<20 {
      for speaker in speakers[0..<3] { try channel.say(speaker) }
      try channel.run()
    }
    // Two decoders, three who speak: the third is counted and told.
    #expect(try channel.room.statistics(channel.leg).crowded == 20)
    #expect(channel.events.filter { $0.kind == .crowded }.reduce(0) { $0 + $1.value } == 20)
    for _ in 0..<60 {
      try channel.say(speakers[0])
      try channel.run()
    }
    for _ in 0..<40 {
      try channel.say(speakers[0])
      try channel.say(speakers[3])
      try channel.run()
    }
    let counts = try channel.room.statistics(channel.leg)
    #expect(counts.crowded == 20)
    #expect(counts.speakers == 2)
    #expect(counts.inbound.received == 20 * 2 + 60 + 80)
    #expect(abs(frequency(Array(channel.heard.suffix(160)), 8000) - 500) < 400)
  }

  @Test(arguments: [8000, 48_000] as [Int32])
  func theChannelHearsTheRoom(rate: Int32) throws {
    let channel = try Channel(rate: rate)
    let samples = Int(rate) / 50
    for tick in 0..<100 {
      if tick < 50 { try channel.play(tone(500, rate, tick * samples, samples)) }
      try channel.run()
    }
    let sound = channel.packets.filter { $0 != [0xF8, 0xFF, 0xFE] }
    // Every frame with sound and the one that fades it out, the gate's hangover, five of silence, then nothing.
    #expect(sound.count == 51 + 15)
    #expect(channel.packets.count == 51 + 15 + 5)
    #expect(channel.packets.suffix(5).allSatisfy { $0 == [0xF8, 0xFF, 0xFE] })
    var decoder = try OpusDecoder(sampleRate: 48_000)
    var heard: [Int16] = []
    for packet in sound.prefix(50) {
      var pcm = [Int16](repeating: 0, count: 960)
      var room = pcm.mutableSpan
      #expect(try decoder.decode(packet.span, into: &room) == 960)
      heard += pcm
    }
    #expect(abs(frequency(Array(heard.suffix(19_200)), 48_000) - 500) < 10)
  }

  @Test func whatIsSofterThanTheGateIsNotSent() throws {
    let channel = try Channel(rate: 8000)
    for tick in 0..<50 {
      try channel.play(tone(500, 8000, tick * 160, 160, amplitude: 20))
      try channel.run()
    }
    #expect(channel.packets.isEmpty)
    let all = try Channel(rate: 8000, gate: nil)
    for tick in 0..<50 {
      try all.play(tone(500, 8000, tick * 160, 160, amplitude: 20))
      try all.run()
    }
    #expect(all.packets.count >= 49)
  }

  /// A packet that is lost in between comes back from the copy that the next one carries.
  @Test func redundancyIsUsed() throws {
    let channel = try Channel(rate: 8000)
    let speaker = try Speaker(user: 9, frequency: 200, fec: true)
    for tick in 0..<100 {
      let packet = try speaker.next()
      if tick % 10 != 5 { try channel.give(speaker, packet) }
      try channel.run()
    }
    let counts = try channel.room.statistics(channel.leg).inbound
    #expect(counts.lost == 10)
    #expect(counts.recovered >= 4)
    #expect(channel.events.filter { $0.kind == .lost && $0.extra == 9 }.reduce(0) { $0 + $1.value } >= 9)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let channel = try Channel(rate: 8000)
    #expect(throws: Fault.state) { try channel.room.setSpeakerTaps(channel.leg, true) }
    #expect(throws: Fault.state) { try channel.packet(to: channel.pcm, [0xF8, 0xFF, 0xFE]) }
    #expect(throws: Fault.argument) { try channel.packet(to: SlotID(rawValue: 99), [0xF8]) }
    try channel.packet(to: channel.leg, [])
    try channel.packet(to: channel.leg, [0x03, 0])
    try channel.run()
    #expect(try channel.room.statistics(channel.leg).inbound.rejected == 2)
    var settings = LegSettings(.discord)
    settings.speakers = 65
    #expect(throws: Fault.argument) { _ = try Leg(settings, roomRate: 8000) }
    #expect(throws: Fault.argument) { _ = try Leg(LegSettings(.discord), startMessage: [1].span, roomRate: 8000) }
  }
}

/// A Room with a Discord leg and a PCM leg that speaks to it and hears it.
final class Channel {
  var room: Room
  let leg: SlotID
  let pcm: SlotID
  var heard: [Int16] = []
  var packets: [[UInt8]] = []
  var taps: [UInt64: [Int16]] = [:]
  var positions: [UInt64: UInt64] = [:]
  var events: [RoomEvent] = []
  private(set) var now: UInt64 = 5_000_000

  init(rate: Int32, speakers: Int = 16, taps: Bool = false, gate: Int? = -60) throws {
    room = try Room(RoomSettings(sampleRate: rate))
    var settings = LegSettings(.discord)
    settings.speakers = speakers
    settings.speakerTaps = taps
    settings.gate = gate
    var box = Box(try Leg(settings, roomRate: rate))
    leg = try room.add(&box)
    var other = Box(try Leg(LegSettings(.pcm, format: AudioFormat(.l16, sampleRate: rate)), roomRate: rate))
    pcm = try room.add(&other)
    if taps { try room.setSpeakerTaps(leg, true) }
  }

  func say(_ speaker: Speaker) throws { try give(speaker, speaker.next()) }

  func give(_ speaker: Speaker, _ packet: Speaker.Packet) throws {
    try room.packet(
      leg,
      VoiceMedia(
        user: speaker.user, ssrc: UInt32(speaker.user), sequence: packet.sequence, timestamp: packet.timestamp),
      packet.opus.span, at: Ticks(microseconds: now))
  }

  func packet(to id: SlotID, _ opus: [UInt8]) throws {
    try room.packet(
      id, VoiceMedia(user: 1, ssrc: 1, sequence: 1, timestamp: 1), opus.span, at: Ticks(microseconds: now))
  }

  func play(_ sound: [Int16]) throws {
    let bytes = sound.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    #expect(try room.write(pcm, item: 1, bytes.span) == bytes.count)
  }

  /// One tick.
  func run() throws {
    _ = room.tick(at: Ticks(microseconds: now))
    var buffer = [UInt8](repeating: 0, count: 8192)
    polling: while true {
      var out = buffer.mutableSpan
      let output = try room.poll(into: &out)
      switch output {
      case .wait: break polling
      case .audio(_, let length): heard += samples(buffer[..<length])
      case .packet(let id, let length):
        #expect(id == leg)
        packets.append(Array(buffer[..<length]))
      case .speaker(let id, let user, let length, let position):
        #expect(id == leg)
        if positions[user] == nil { positions[user] = position }
        #expect(position == positions[user]! + UInt64(taps[user, default: []].count))
        taps[user, default: []] += samples(buffer[..<length])
      case .event(let event, _): events.append(event)
      case .message, .tap, .record: Issue.record("nobody asked for that")
      }
    }
    now += 20_000
  }

  private func samples(_ bytes: ArraySlice<UInt8>) -> [Int16] {
    let bytes = Array(bytes)
    return stride(from: 0, to: bytes.count, by: 2).map {
      Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
    }
  }
}

/// Somebody in a channel: a tone at 48 kHz as Opus packets of 20 ms.
final class Speaker {
  struct Packet {
    var sequence: UInt16
    var timestamp: UInt32
    var opus: [UInt8]
  }

  let user: UInt64
  private let frequency: Double
  private let isVoice: Bool
  private var encoder: OpusEncoder
  private var count = 0

  init(user: UInt64, frequency: Double, fec: Bool = false) throws {
    self.user = user
    self.frequency = frequency
    isVoice = fec
    var settings = OpusEncoderSettings(bitrate: fec ? 24_000 : 64_000)
    settings.fec = fec
    settings.expectedLoss = fec ? 30 : 0
    encoder = try OpusEncoder(settings)
  }

  func next() throws -> Packet {
    let pcm = isVoice ? voice(count * 960, 960) : tone(frequency, 48_000, count * 960, 960)
    var bytes = [UInt8](repeating: 0, count: 1276)
    var room = bytes.mutableSpan
    let length = try encoder.encode(pcm.span, into: &room)
    defer { count += 1 }
    return Packet(
      sequence: UInt16(truncatingIfNeeded: 65_500 + count),
      timestamp: UInt32(truncatingIfNeeded: 0xFFFF_F000 + count * 960),
      opus: Array(bytes[..<length]))
  }
}

/// Something like a voice at 48 kHz: only for that does libopus pay for redundancy.
private func voice(_ start: Int, _ count: Int) -> [Int16] {
  (start..<start + count).map { i in
    let t = Double(i) / 48_000
    let sum = (1...10).reduce(0.0) { $0 + sine(140 * Double($1) * t) / Double($1) }
    return Int16(6000 * sum * (0.6 + 0.4 * sine(3 * t)))
  }
}

func tone(_ frequency: Double, _ rate: Int32, _ start: Int, _ count: Int, amplitude: Double = 10_000) -> [Int16] {
  // A sine by rotation, so that no maths library is needed; its start is folded into the angle.
  (start..<start + count).map { Int16(amplitude * sine(Double($0) * frequency / Double(rate))) }
}

/// sin(2π·x).
private func sine(_ x: Double) -> Double {
  let turn = x - x.rounded(.down)
  let half = turn < 0.5 ? turn : turn - 0.5
  let t = half * 2 * 3.141592653589793
  // Bhāskara's approximation: a clean enough tone.
  let s = 16 * t * (3.141592653589793 - t) / (49.34802200544679 - 4 * t * (3.141592653589793 - t))
  return turn < 0.5 ? s : -s
}

/// Crossings of zero, upwards, a second.
func frequency(_ pcm: [Int16], _ rate: Int32) -> Double {
  var crossings = 0
  for i in 1..<pcm.count where pcm[i - 1] < 0 && pcm[i] >= 0 { crossings += 1 }
  return Double(crossings) * Double(rate) / Double(pcm.count)
}

func level(_ pcm: [Int16]) -> Double {
  (pcm.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(max(pcm.count, 1))).squareRoot()
}
