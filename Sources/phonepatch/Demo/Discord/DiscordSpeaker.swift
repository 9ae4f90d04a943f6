import NIOCore
import PatchBase
import PatchCodec
import PatchEngine
import PatchLab
import PatchServer
import Synchronization

/// A person in the Lab's Discord with our own voice connection: says what it is given, keeps what each of the others says.
final class DiscordSpeaker: Sendable {
  private struct Notes {
    /// At 8 kHz, by user, on the clock of the sender's packets.
    var heard: [UInt64: DiscordEar.Track] = [:]
    var stamps: [UInt64: UInt32] = [:]
    var began: NIODeadline?
    var group: DiscordGroup?
  }

  let user: UInt64
  private let guild: UInt64
  private let lab: DiscordLab
  private let notes = Mutex(Notes())
  private let holder = Mutex<DiscordVoice?>(nil)
  private let ears = Ears()

  /// Decoders, used on the connection's loop only.
  private final class Ears: @unchecked Sendable {
    var decoders: [UInt64: Ear] = [:]

    final class Ear {
      var decoder: OpusDecoder
      init() throws(Fault) { decoder = try OpusDecoder(sampleRate: 8000) }
    }
  }

  init(_ user: UInt64, guild: UInt64, lab: DiscordLab, authority: String?) throws {
    self.user = user
    self.guild = guild
    self.lab = lab
    let voice = try DiscordVoice(
      VoiceSessionSettings(user: user, seed: .random(in: 0...UInt64.max)), trusting: authority
    ) { [weak self] in self?.take($0) }
    holder.withLock { $0 = voice }
  }

  var voice: DiscordVoice? { holder.withLock { $0 } }
  var group: DiscordGroup? { notes.withLock { $0.group } }
  /// When it began to say its track.
  var began: NIODeadline? { notes.withLock { $0.began } }
  /// What came from somebody.
  func ear(_ user: UInt64) -> DiscordEar.Track { notes.withLock { $0.heard[user] } ?? DiscordEar.Track() }

  /// Says a track of μ-law at 8 kHz; silent frames are not sent.
  func say(_ track: [UInt8]) async throws {
    var settings = OpusEncoderSettings(sampleRate: 8000, bitrate: 32_000)
    settings.signal = .voice
    var encoder = try OpusEncoder(settings)
    let begin = ContinuousClock.now
    notes.withLock { $0.began = .now() }
    var packet = [UInt8](repeating: 0, count: OpusPacket.maxBytes)
    for index in 0..<track.count / 160 {
      let codes = track[index * 160..<(index + 1) * 160]
      if codes.contains(where: { $0 != 0xFF }) {
        let pcm = PhoneSound.decode(Array(codes))
        var room = packet.mutableSpan
        let length = try encoder.encode(pcm.span, into: &room)
        voice?.send(Array(packet[..<length]))
      }
      try await Task.sleep(until: begin + .milliseconds(20 * (index + 1)), clock: .continuous)
    }
  }

  func stop() async { await voice?.stop() }

  private func take(_ report: DiscordVoiceReport) {
    switch report {
    case .signal(_, let channel):
      guard let channel else { return lab.leave(user, guild: guild) }
      guard let seat = lab.enter(user, channel: channel, guild: guild) else { return }
      voice?.state(session: seat.session, channel: seat.channel)
      voice?.server(endpoint: seat.endpoint, token: seat.token)
    case .media(let media, let packet): hear(media, packet)
    case .event: break
    case .group(let group): notes.withLock { $0.group = group }
    }
  }

  private func hear(_ media: VoiceMedia, _ packet: [UInt8]) {
    if ears.decoders[media.user] == nil { ears.decoders[media.user] = try? Ears.Ear() }
    guard let ear = ears.decoders[media.user] else { return }
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
