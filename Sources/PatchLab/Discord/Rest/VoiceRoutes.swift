/// Who is where in voice, and stages.
enum VoiceRoutes {
  static let all: [DiscordRoute] = [
    DiscordRoute("GET", "/guilds/{guild}/voice-states/{user}") { (call, state) throws(DiscordFailure) in
      let guild = try state.guild(call)
      let user = try call.id("user")
      guard let stay = guild.voiceStates[user], let account = state.users[user] else { throw .unknownVoiceState }
      return LabReply(200, guild.voiceJSON(stay, user: account))
    },
    DiscordRoute("PATCH", "/guilds/{guild}/voice-states/{user}") { (call, state) throws(DiscordFailure) in
      let guild = try state.guild(call)
      let user = try call.id("user")
      guard let stay = guild.voiceStates[user] else { throw .unknownVoiceState }
      guard let channel = guild.channels[stay.channel], channel.kind == .stage else {
        throw DiscordFailure(status: 400, code: 50024, message: "Cannot execute action on this channel type")
      }
      let held = guild.permissions(of: call.user, in: channel)
      if let suppress = call.body["suppress"].bool {
        // Anybody may step down; speaking is a moderator's to give.
        guard held.contains(.muteMembers) || (user == call.user && suppress) else { throw .missingPermissions }
        state.guilds[guild.id]?.voiceStates[user]?.suppress = suppress
      }
      if call.body.has("request_to_speak_timestamp") {
        guard user == call.user, held.contains(.requestToSpeak) else { throw .missingPermissions }
        state.guilds[guild.id]?.voiceStates[user]?.requestToSpeak = call.body["request_to_speak_timestamp"].string
      }
      state.refreshVoice(in: guild.id)
      state.tellVoiceState(user, in: guild.id)
      return LabReply(204)
    },
    DiscordRoute("POST", "/stage-instances") { (call, state) throws(DiscordFailure) in
      guard let id = call.body["channel_id"].snowflake, let channel = state.channel(id), channel.kind == .stage,
        let guild = channel.guild
      else { throw .unknownChannel }
      guard state.guilds[guild]?.permissions(of: call.user, in: channel).contains(.manageChannels) == true else {
        throw .missingPermissions
      }
      return LabReply(
        200,
        [
          "id": state.mint.next().json, "guild_id": guild.json, "channel_id": id.json, "topic": call.body["topic"],
          "privacy_level": 2, "discoverable_disabled": true, "guild_scheduled_event_id": .null,
        ])
    },
  ]
}
