import PatchLab
import PatchServer

extension DiscordLab {
  /// The main gateway's part of a voice connection, for a person: a seat in the channel it asks for; nil leaves.
  func seat(_ user: UInt64, guild: UInt64, channel: UInt64?, for voice: DiscordVoice?) {
    guard let channel else { return leave(user, guild: guild) }
    guard let seat = enter(user, channel: channel, guild: guild) else { return }
    voice?.state(session: seat.session, channel: seat.channel)
    voice?.server(endpoint: seat.endpoint, token: seat.token)
  }
}
