/// Voice, from Swift: what simulated people do, and what the voice servers ask.
extension DiscordWorld {
  func setVoiceRegion(_ region: any VoiceRegion) { with { $0.region = region } }

  /// A person comes into a voice channel, or goes to another. Nil: not allowed.
  func connect(_ user: Snowflake, to channel: Snowflake, in guild: Snowflake, selfMute: Bool = false) -> VoiceSeat? {
    with { $0.requestVoice(user, in: guild, channel: channel, selfMute: selfMute) }
  }

  /// A person leaves, or (`ending`) is made to.
  func disconnect(_ user: Snowflake, in guild: Snowflake, _ ending: VoiceEnding = .left) {
    with { $0.endVoice(user, in: guild, ending) }
  }

  /// A moderator moves somebody.
  @discardableResult
  func move(_ user: Snowflake, to channel: Snowflake, in guild: Snowflake) -> Bool {
    with { $0.moveVoice(user, in: guild, to: channel) }
  }

  func moveVoiceServer(guild: Snowflake, to endpoint: String? = nil) {
    with { $0.moveVoiceServer(guild, to: endpoint) }
  }

  func seat(guild: Snowflake, user: Snowflake) -> VoiceSeat? { with { $0.guilds[guild]?.voiceStates[user]?.seat } }

  func admit(
    guild: Snowflake, user: Snowflake, session: String, token: String, endpoint: String? = nil
  ) throws(VoiceRefusal) -> VoiceSeat {
    try with { (state) throws(VoiceRefusal) in
      try state.admit(guild: guild, user: user, session: session, token: token, endpoint: endpoint)
    }
  }

  /// Told when a connection stands, and when it is gone for good.
  func voiceIsLive(_ seat: VoiceSeat, _ live: Bool) {
    with { state in
      guard state.guilds[seat.guild]?.voiceStates[seat.user]?.generation == seat.generation else { return }
      state.guilds[seat.guild]?.voiceStates[seat.user]?.isLive = live
    }
  }
}
