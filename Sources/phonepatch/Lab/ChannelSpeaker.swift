import PatchEngine
import PatchLab
import PatchServer
import Synchronization

/// Somebody in a voice channel of the Lab, with our own voice connection: sends what it is given, and counts what it hears.
final class ChannelSpeaker: Sendable {
  private let user: UInt64
  private let guild: UInt64
  private let lab: DiscordLab
  private let holder = Mutex<DiscordVoice?>(nil)

  init(_ user: UInt64, guild: UInt64, channel: UInt64, lab: DiscordLab, authority: String?) throws {
    self.user = user
    self.guild = guild
    self.lab = lab
    let voice = try DiscordVoice(
      VoiceSessionSettings(user: user, seed: .random(in: 0...UInt64.max)), trusting: authority
    ) { [weak self] in self?.take($0) }
    holder.withLock { $0 = voice }
    voice.join(guild: guild, channel: channel)
  }

  private var voice: DiscordVoice? { holder.withLock { $0 } }

  /// Before the channel has keys it is dropped.
  func send(_ packet: [UInt8]) { voice?.send(packet) }

  /// Leaves at once. What it sent, what it heard of others, and what of that could not be opened: JSON.
  func stop() async -> String {
    let counts = await voice?.statistics() ?? VoiceStatistics()
    await voice?.stop()
    let lost = counts.lost
    let unopened = lost.transport + lost.malformed + lost.badFrame + lost.replayed + lost.unauthenticated
    return """
      {"guild":"\(guild)","user":"\(user)","sent":\(counts.sent),"heard":\(counts.heard),"unopened":\(unopened)}
      """
  }

  private func take(_ report: DiscordVoiceReport) {
    guard case .signal(_, let channel) = report else { return }
    guard let channel else { return lab.leave(user, guild: guild) }
    guard let seat = lab.enter(user, channel: channel, guild: guild) else { return }
    voice?.state(session: seat.session, channel: seat.channel)
    voice?.server(endpoint: seat.endpoint, token: seat.token)
  }
}
