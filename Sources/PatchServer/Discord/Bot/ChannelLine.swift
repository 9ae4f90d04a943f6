/// The bot's place in one server: the voice channel it is in, and the room that the phone shares with it.
struct ChannelLine: Sendable {
  let guild: UInt64
  var channel: UInt64
  let bridge: DiscordBridge
  var room: String { Self.room(guild) }

  static func room(_ guild: UInt64) -> String { "discord-\(guild)" }
}
