/// Voice for people, from Swift.
extension DiscordLab {
  /// A person goes into a voice channel: where its voice client is to connect. Nil: not allowed.
  public func enter(_ user: UInt64, channel: UInt64, guild: UInt64) -> VoiceInvitation? {
    world.connect(Snowflake(user), to: Snowflake(channel), in: Snowflake(guild)).map {
      VoiceInvitation(session: $0.sessionID, token: $0.token, endpoint: $0.endpoint, channel: $0.channel.raw)
    }
  }

  /// A person leaves voice.
  public func leave(_ user: UInt64, guild: UInt64) { world.disconnect(Snowflake(user), in: Snowflake(guild)) }

  /// Lets something go wrong in voice, or changes it.
  public func perform(_ intervention: VoiceIntervention) async { await voice.perform(intervention) }

  /// What the voice servers saw.
  public func voiceReport() async -> VoiceReport { await voice.report() }
}
