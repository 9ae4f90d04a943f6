/// The right to one connection to a voice server.
struct VoiceSeat: Sendable, Equatable {
  let guild: Snowflake
  let channel: Snowflake
  let channelKind: ChannelKind
  let user: Snowflake
  /// Both as the client was told; neither may be logged.
  let sessionID: String
  let token: String
  /// Host and port, as the client was told.
  let endpoint: String
  /// Grows with each seat of that user in that guild.
  let generation: Int
  var maySpeak = true
  var mute = false
  var deaf = false
  var selfMute = false
  var selfDeaf = false

  /// The same right, whatever the flags.
  func isSameRight(as other: VoiceSeat) -> Bool {
    guild == other.guild && user == other.user && generation == other.generation
  }
}
