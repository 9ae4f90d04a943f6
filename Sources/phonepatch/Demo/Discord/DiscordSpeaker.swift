import NIOCore
import PatchBase
import PatchCodec
import PatchEngine
import PatchLab
import PatchServer
import Synchronization

/// A person in the Lab's Discord with our own voice connection: says what it is given, keeps what each of the others says.
final class DiscordSpeaker: Sendable {
  private let speaker: ChannelSpeaker
  private let ears: Ears
  private let start = Mutex<NIODeadline?>(nil)

  init(_ user: UInt64, guild: UInt64, lab: DiscordLab, authority: String?) throws {
    let ears = Ears()
    self.ears = ears
    speaker = try ChannelSpeaker(user, guild: guild, lab: lab, authority: authority) { ears.take($0) }
  }

  var group: DiscordGroup? { ears.notes.withLock { $0.group } }
  /// When it began to say its track.
  var began: NIODeadline? { start.withLock { $0 } }
  /// What came from somebody.
  func ear(_ user: UInt64) -> DiscordEar.Track { ears.notes.withLock { $0.heard[user] } ?? DiscordEar.Track() }

  func join(_ channel: UInt64) { speaker.join(channel) }

  /// Says a track of μ-law at 8 kHz; silent frames are not sent.
  func say(_ track: [UInt8]) async throws {
    var settings = OpusEncoderSettings(sampleRate: 8000, bitrate: 32_000)
    settings.signal = .voice
    var encoder = try OpusEncoder(settings)
    let begin = ContinuousClock.now
    start.withLock { $0 = .now() }
    var packet = [UInt8](repeating: 0, count: OpusPacket.maxBytes)
    for index in 0..<track.count / 160 {
      let codes = track[index * 160..<(index + 1) * 160]
      if codes.contains(where: { $0 != 0xFF }) {
        let pcm = PhoneSound.decode(Array(codes))
        var room = packet.mutableSpan
        let length = try encoder.encode(pcm.span, into: &room)
        speaker.send(Array(packet[..<length]))
      }
      try await Task.sleep(until: begin + .milliseconds(20 * (index + 1)), clock: .continuous)
    }
  }

  func stop() async { _ = await speaker.stop() }

  /// What it is told, and what that sounds like.
  private final class Ears: @unchecked Sendable {
    struct Notes {
      /// At 8 kHz, by user, on the clock of the sender's packets.
      var heard: [UInt64: DiscordEar.Track] = [:]
      var stamps: [UInt64: UInt32] = [:]
      var group: DiscordGroup?
    }

    final class Ear {
      var decoder: OpusDecoder
      init() throws(Fault) { decoder = try OpusDecoder(sampleRate: 8000) }
    }

    let notes = Mutex(Notes())
    /// Used on the connection's loop only.
    private var decoders: [UInt64: Ear] = [:]

    func take(_ report: DiscordVoiceReport) {
      switch report {
      case .media(let media, let packet): hear(media, packet)
      case .group(let group): notes.withLock { $0.group = group }
      case .signal, .event: break
      }
    }

    private func hear(_ media: VoiceMedia, _ packet: [UInt8]) {
      if decoders[media.user] == nil { decoders[media.user] = try? Ear() }
      guard let ear = decoders[media.user] else { return }
      var pcm = [Int16](repeating: 0, count: 960)
      var room = pcm.mutableSpan
      guard let count = try? ear.decoder.decode(packet.span, into: &room) else { return }
      notes.withLock { notes in
        if notes.heard[media.user] == nil {
          notes.heard[media.user] = DiscordEar.Track()
          notes.stamps[media.user] = media.timestamp
        }
        // Six samples of the 48 kHz clock are one of ours; at most ten minutes.
        let at = Int(media.timestamp &- (notes.stamps[media.user] ?? 0)) / 6
        guard at < 4_800_000 else { return }
        notes.heard[media.user]?.lay(pcm[..<count], at: at)
      }
    }
  }
}
