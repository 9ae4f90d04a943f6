import Foundation
import NIOCore
import PatchCodec
import Testing

@testable import PatchLab
@testable import PatchServer

/// What becomes of sound between telephones and a Discord channel: tones in, tones out, through real sockets.
@Suite(.timeLimit(.minutes(4)), .serialized) struct ToneTests {
  /// One caller's line, which says a tone or silence at each frame of a common clock, and what it heard.
  private struct Phone: Sendable {
    let call: Int
    let socket: TestSocket

    func say(_ index: Int, _ codes: [UInt8]) {
      socket.text(
        #"{"event":"media","sequenceNumber":"\#(index + 2)","media":{"track":"inbound","chunk":"\#(index + 1)","#
          + #""timestamp":"\#(index * 20)","payload":"\#(Data(codes).base64EncodedString())"},"#
          + #""streamSid":"\#(TestCarrier.streamSid(call))"}"#)
    }
  }

  private struct Scene: Sendable {
    let stage: BotStage
    let phones: [Phone]
    let talkers: [DiscordTalker]
    let bot: UInt64

    /// Everybody says 20 ms at a time, on one clock: phones always, as telephones do, talkers while they have a tone.
    func play(_ frames: Int, from first: Int, hertz: @Sendable (_ source: Int, _ frame: Int) -> Double?, level: Double)
      async throws
    {
      let encoders = talkers.map { _ in ToneEncoder() }
      let begin = NIODeadline.now()
      for frame in 0..<frames {
        for (index, phone) in phones.enumerated() {
          let tone = hertz(index, frame).map { Self.tone($0, 8000, 160, from: frame * 160, level) }
          phone.say(first + frame, tone.map(PhoneSound.encode) ?? [UInt8](repeating: 0xFF, count: 160))
        }
        for (index, talker) in talkers.enumerated() {
          guard let tone = hertz(phones.count + index, frame) else { continue }
          talker.voice.send(encoders[index].encode(Self.tone(tone, 48_000, 960, from: frame * 960, level)))
        }
        let left = begin + .milliseconds(20 * Int64(frame + 1)) - .now()
        if left.nanoseconds > 0 { try await Task.sleep(nanoseconds: UInt64(left.nanoseconds)) }
      }
    }

    static func tone(_ hertz: Double, _ rate: Double, _ count: Int, from first: Int, _ level: Double) -> [Int16] {
      (0..<count).map { Int16((level * sin(2 * .pi * hertz * Double(first + $0) / rate)).rounded()) }
    }
  }

  private final class ToneEncoder {
    private var encoder: OpusEncoder

    init() {
      var settings = OpusEncoderSettings(bitrate: 64_000)
      settings.complexity = 5
      encoder = try! OpusEncoder(settings)
    }

    func encode(_ pcm: [Int16]) -> [UInt8] {
      var packet = [UInt8](repeating: 0, count: OpusPacket.maxBytes)
      var span = packet.mutableSpan
      let length = (try? encoder.encode(pcm.span, into: &span)) ?? 0
      return Array(packet.prefix(length))
    }
  }

  /// Callers who were let in, people in the channel, and the bot between them, with prompts that nobody hears.
  private static func withScene(phones: Int, talkers: Int, _ body: @Sendable (Scene) async throws -> Void) async throws
  {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path + "/en", withIntermediateDirectories: true)
    for name in PromptName.allCases {
      try Data(repeating: 0xFF, count: 160).write(to: URL(fileURLWithPath: "\(folder.path)/en/\(name.rawValue).ul"))
    }
    try await withBotStage {
      $0.prompts.folder = folder.path
    } _: { (stage: BotStage) async throws in
      var record = NumberRecord(number: Bridge.number, owner: stage.guild.description)
      record.channel = stage.voice.description
      record.incoming = IncomingRule(answer: .auto, callers: ["+14155555310"])
      stage.bridge.server.parts.lines.put(record)
      let people = (0..<talkers).map {
        DiscordTalker("talker-\($0)", in: stage.guild, of: stage.discord, seed: UInt64($0), keepsSound: true)
      }
      for person in people { person.join(stage.voice) }
      var lines: [Phone] = []
      for call in 1...phones {
        lines.append(Phone(call: call, socket: try await stage.bridge.carrier.leg(call: call, to: Bridge.number)))
        #expect(await stage.bridge.carrier.started(call: call))
      }
      #expect(try await reach(60) { people.allSatisfy { $0.group?.members.count == talkers + 1 } })
      let room = ChannelLine.room(stage.guild.raw)
      #expect(
        try await reach(20) {
          await stage.bridge.server.roomStatistics().contains {
            $0.name == room && $0.legs.count == phones && $0.channels.count == 1
          }
        })
      // The keys of the newest member are in use, and what there was to be said is said.
      try await Task.sleep(for: .seconds(2))
      try await body(Scene(stage: stage, phones: lines, talkers: people, bot: stage.bot.raw))
      for person in people { await person.stop() }
      for line in lines { line.socket.connection.close() }
    }
    withExtendedLifetime(folder) {}
  }

  /// The amplitude of a tone in some sound, and what else is in it, by projection on sine and cosine.
  private static func measure(_ pcm: ArraySlice<Int16>, _ hertz: Double, rate: Double) -> (tone: Double, rest: Double) {
    guard pcm.count > 100 else { return (0, 0) }
    let turn = 2 * Double.pi * hertz / rate
    // Whole periods only, nearly.
    let count = Int((Double(pcm.count) * hertz / rate).rounded(.down) * rate / hertz)
    let sound = pcm.prefix(count)
    var (a, b, power) = (0.0, 0.0, 0.0)
    for (index, sample) in sound.enumerated() {
      let value = Double(sample)
      a += value * cos(turn * Double(index))
      b += value * sin(turn * Double(index))
      power += value * value
    }
    let tone = 2 * (a * a + b * b).squareRoot() / Double(count)
    return (tone, max(power / Double(count) - tone * tone / 2, 0).squareRoot())
  }

  /// What a person in the channel heard of the bot, decoded, with the time of each packet.
  private static func decoded(_ talker: DiscordTalker, _ bot: UInt64) throws -> [(at: NIODeadline, pcm: [Int16])] {
    var decoder = try OpusDecoder(sampleRate: 48_000)
    return try (talker.now.packets[bot] ?? []).map { packet in
      var pcm = [Int16](repeating: 0, count: 960)
      var span = pcm.mutableSpan
      let samples = try decoder.decode(packet.opus.span, into: &span)
      return (packet.at, Array(pcm.prefix(samples)))
    }
  }

  /// The level of a tone in the middle one of the frames: where a buffer grew or shrank, the tone's phase jumps.
  private static func level(_ pcm: ArraySlice<Int16>, _ hertz: Double, rate: Double) -> Double {
    let frame = Int(rate) / 50
    let levels = stride(from: pcm.startIndex, through: pcm.endIndex - frame, by: frame).map {
      measure(pcm[$0..<$0 + frame], hertz, rate: rate).tone
    }
    return levels.isEmpty ? 0 : levels.sorted()[levels.count / 2]
  }

  private static func decibels(_ ratio: Double) -> Double { 20 * log10(max(ratio, 1e-9)) }

  @Test func aToneCrossesBothWaysCleanAndSoon() async throws {
    try await Self.withScene(phones: 1, talkers: 2) { try await Self.crossing($0) }
  }

  @Test func thirtyThreeTakeTurnsAndNobodyHearsThemselves() async throws {
    try await Self.withScene(phones: 8, talkers: 25) { try await Self.turns($0) }
  }

  private static func crossing(_ scene: Scene) async throws {
    let level = 8000.0
    let begin = NIODeadline.now()
    // A second of silence, then all of them for two seconds: the caller 1 kHz, the others 400 and 700 Hz.
    let tones = [1000.0, 400, 700]
    try await scene.play(150, from: 0, hertz: { $1 < 50 ? nil : tones[$0] }, level: level)
    try await Task.sleep(for: .milliseconds(400))

    for talker in scene.talkers {
      let heard = try decoded(talker, scene.bot)
      let onset = try #require(heard.first { $0.pcm.contains { abs(Int($0)) > Int(level / 2) } })
      // From mouth to ear: a frame's sound was said in the 20 ms before it was sent.
      let delay = onset.at - (begin + .milliseconds(50 * 20)) + .milliseconds(20)
      #expect(delay < .milliseconds(150), "\(delay.nanoseconds / 1_000_000) ms")
      let pcm = heard.filter { $0.at > onset.at + .milliseconds(500) }.prefix(60).flatMap(\.pcm)
      let (tone, rest) = measure(pcm[...], 1000, rate: 48_000)
      #expect(abs(decibels(tone / level)) < 1.5)
      #expect(decibels(tone / 2.0.squareRoot() / rest) >= 30, "\(decibels(tone / 2.0.squareRoot() / rest)) dB")
      // What the channel itself says does not come back to it.
      for own in [400.0, 700] { #expect(decibels(measure(pcm[...], own, rate: 48_000).tone / level) <= -40) }
    }
    let heard = Heard(scene.phones[0].socket).frames.flatMap(PhoneSound.decode)
    let onset = try #require(heard.firstIndex { abs(Int($0)) > Int(level / 2) })
    let sound = heard.dropFirst(onset + 4000).prefix(8000)
    for tone in [400.0, 700] { #expect(abs(decibels(measure(sound, tone, rate: 8000).tone / level)) < 1.5) }
    #expect(sound.allSatisfy { abs(Int($0)) < 32_000 })
    #expect(decibels(measure(sound, 1000, rate: 8000).tone / level) <= -40)
  }

  private static func turns(_ scene: Scene) async throws {
    let level = 32_768 * pow(10, -40.0 / 20)
    let turn = 50
    let sources = scene.phones.count + scene.talkers.count
    // Each a multiple of 50 Hz, which a frame of 20 ms tells apart, and far from those before and behind. The callers have
    // the low ones: behind silence, Opus at 8 kHz takes a soft high tone for noise for a while, and makes it softer.
    let hertz: @Sendable (Int) -> Double = { source in
      source < 8 ? 400 + 50 * Double(source * 3 % 8) : 800 + 50 * Double((source - 8) * 7 % 25)
    }
    let before = scene.phones.map { Heard($0.socket).frames.count }
    let begin = NIODeadline.now()
    // Four fifths of a second each, and a pause.
    try await scene.play(
      sources * turn, from: 0, hertz: { $1 / turn == $0 && $1 % turn < 40 ? hertz($0) : nil }, level: level)
    try await Task.sleep(for: .milliseconds(400))

    for (ear, phone) in scene.phones.enumerated() {
      let frames = Heard(phone.socket).frames.map(PhoneSound.decode)
      // Where each is heard at its level: a server that was kept waiting sent a frame less here or there.
      let whole = (0..<sources).map { source in
        frames.indices.filter { index in
          abs(index - before[ear] - source * turn - 20) < 60
            && abs(decibels(measure(frames[index][...], hertz(source), rate: 8000).tone / level)) <= 0.5
        }
      }
      for source in 0..<sources where source != ear {
        #expect(whole[source].count >= 20, "phone \(ear) hears source \(source) in \(whole[source].count) frames of 40")
      }
      let end = ear == 0 ? before[ear] - 4 : try #require(whole[ear - 1].last)
      let start = try #require(whole[ear + 1].first)
      let own = frames[(end + 4)..<(start - 4)]
      #expect(own.count >= 36)
      #expect(
        own.allSatisfy {
          decibels(measure($0[...], hertz(ear), rate: 8000).tone / level) <= -60
        }, "phone \(ear) hears itself")
    }
    for (ear, talker) in scene.talkers.enumerated() {
      let packets = try decoded(talker, scene.bot)
      for source in 0..<sources {
        let start = begin + .milliseconds(Int64(20 * (source * turn + 18)))
        let sound = packets.filter { $0.at >= start && $0.at < start + .milliseconds(400) }.flatMap(\.pcm)
        let heard = decibels(Self.level(sound[...], hertz(source), rate: 48_000) / level)
        if source < scene.phones.count {
          #expect(abs(heard) <= 1.5, "talker \(ear) hears phone \(source) at \(heard) dB")
        } else {
          // Whoever speaks in the channel is heard there by Discord's own ways, and never once more from us.
          #expect(
            sound.allSatisfy { $0 == 0 } || heard <= -60, "talker \(ear) hears \(source) from the bot at \(heard) dB")
        }
      }
    }
  }
}
