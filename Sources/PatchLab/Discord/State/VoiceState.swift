/// Where a user is in voice, and how.
struct VoiceState: Sendable, Equatable {
  let guild: Snowflake
  var channel: Snowflake
  let user: Snowflake
  /// Of this stay, not of the gateway's session: a client has to take it from here.
  var sessionID: String
  /// The gateway session through which a bot came; it leaves with it.
  var gatewaySession: String?
  var selfMute = false
  var selfDeaf = false
  /// In the audience: may not speak.
  var suppress = false
  var requestToSpeak: String?
  /// Grows with every new right to a voice connection.
  var generation = 0
  var seat: VoiceSeat?
  /// The voice server has this user's connection.
  var isLive = false
}
