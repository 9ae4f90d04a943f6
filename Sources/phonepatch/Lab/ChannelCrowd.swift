import PatchCodec
import PatchEngine
import PatchLab
import PatchNet

/// People in voice channels of the Lab who speak all the time. What they say is encoded once; each packet is sealed for its
/// channel as anybody's is.
final class ChannelCrowd: Sendable {
  private let speakers: [ChannelSpeaker]
  private let talking: Task<Void, Never>

  /// The first so many people of each guild, in its first voice channel.
  init(_ cast: DiscordCast, speakers count: Int, lab: DiscordLab, authority: String?, say file: String?) throws {
    let packets = try Self.packets(try file.map { try Speech(file: $0) } ?? Self.installed)
    var speakers: [ChannelSpeaker] = []
    for guild in cast.guilds {
      guard let place = UInt64(guild.id),
        let channel = guild.channels.first(where: { $0.kind == "voice" }).flatMap({ UInt64($0.id) })
      else { continue }
      for person in guild.people.prefix(count) {
        guard let user = UInt64(person.id) else { continue }
        let speaker = try ChannelSpeaker(user, guild: place, lab: lab, authority: authority)
        speaker.join(channel)
        speakers.append(speaker)
      }
    }
    self.speakers = speakers
    talking = Task { [speakers] in await Self.talk(speakers, packets) }
  }

  /// Ends all of it, and tells what came of it: one line of JSON.
  func stop() async -> String {
    talking.cancel()
    await talking.value
    var told: [String] = []
    for speaker in speakers { told.append(await speaker.stop()) }
    return "{\"speakers\":[\(told.joined(separator: ","))]}"
  }

  /// Everybody at a time and a place in the speech of their own; whoever is late goes on from there.
  private static func talk(_ speakers: [ChannelSpeaker], _ packets: [[UInt8]]) async {
    let begin = ContinuousClock.now
    var tick = 0
    while !Task.isCancelled {
      for slot in 0..<min(20, speakers.count) {
        let due = begin + .milliseconds(20 * tick + slot)
        if (try? await Task.sleep(until: due, tolerance: .zero, clock: .continuous)) == nil { return }
        for index in stride(from: slot, to: speakers.count, by: 20) {
          speakers[index].send(packets[(tick + 37 * index) % packets.count])
        }
      }
      tick += 1
    }
  }

  private static var installed: Speech {
    let found = (try? SpeechLibrary.find()) ?? Murmur.speech()
    return Speech(name: "speech", sound: found.flatMap(\.sound))
  }

  /// As a client of Discord's sends it: 48 kHz.
  private static func packets(_ speech: Speech) throws -> [[UInt8]] {
    var encoder = try OpusEncoder(OpusEncoderSettings(sampleRate: 48_000, bitrate: 64_000))
    var resampler = try Resampler(from: 8000, to: 48_000)
    var packet = [UInt8](repeating: 0, count: OpusPacket.maxBytes)
    var wide = [Int16](repeating: 0, count: 960)
    var packets: [[UInt8]] = []
    for index in 0..<speech.sound.count / 160 {
      let pcm = PhoneSound.decode(Array(speech.sound[index * 160..<(index + 1) * 160]))
      var target = wide.mutableSpan
      _ = try resampler.process(pcm.span, into: &target)
      var room = packet.mutableSpan
      let length = try encoder.encode(wide.span, into: &room)
      packets.append(Array(packet[..<length]))
    }
    guard !packets.isEmpty else { throw Complaint("there is nothing to say: the sound is shorter than 20 ms") }
    return packets
  }
}
