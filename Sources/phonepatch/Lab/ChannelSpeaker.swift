import PatchEngine
import PatchLab
import PatchServer
import Synchronization

/// Somebody in a voice channel of the Lab, with our own voice connection: sends what it is given, and counts what it hears.
final class ChannelSpeaker: Sendable {
  private let user: UInt64
  private let guild: UInt64
  private let holder = Mutex<DiscordVoice?>(nil)

  /// - Parameter report: told everything but where it is to sit, on the connection's event loop.
  init(
    _ user: UInt64, guild: UInt64, lab: DiscordLab, authority: String?,
    report: @escaping @Sendable (DiscordVoiceReport) -> Void = { _ in }
  ) throws {
    self.user = user
    self.guild = guild
    let voice = try DiscordVoice(
      VoiceSessionSettings(user: user, seed: .random(in: 0...UInt64.max)), trusting: authority
    ) { [weak self] told in
      guard case .signal(_, let channel) = told else { return report(told) }
      lab.seat(user, guild: guild, channel: channel, for: self?.voice)
    }
    holder.withLock { $0 = voice }
  }

  private var voice: DiscordVoice? { holder.withLock { $0 } }

  func join(_ channel: UInt64) { voice?.join(guild: guild, channel: channel) }

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
}
