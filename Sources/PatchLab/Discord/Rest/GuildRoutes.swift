/// Guilds as a whole.
enum GuildRoutes {
  static let all: [DiscordRoute] =
    [
      DiscordRoute("GET", "/guilds/{guild}") { (call, state) throws(DiscordFailure) in
        let guild = try state.guild(call)
        var json = guild.json
        if call.flag("with_counts") {
          json["approximate_member_count"] = .init(guild.members.count)
          json["approximate_presence_count"] = .init(guild.members.count)
        }
        return LabReply(200, json)
      },
      DiscordRoute("GET", "/guilds/{guild}/preview") { (call, state) throws(DiscordFailure) in
        LabReply(200, try state.guild(call).json)
      },
      DiscordRoute("GET", "/guilds/{guild}/threads/active") { (call, state) throws(DiscordFailure) in
        _ = try state.guild(call)
        return LabReply(200, ["threads": [], "members": []])
      },
      DiscordRoute("GET", "/guilds/{guild}/regions") { (call, state) throws(DiscordFailure) in
        _ = try state.guild(call)
        return LabReply(
          200,
          [["id": "lab", "name": "Lab", "optimal": true, "deprecated": false, "custom": false]])
      },
      DiscordRoute("GET", "/guilds/{guild}/soundboard-sounds") { (call, state) throws(DiscordFailure) in
        _ = try state.guild(call)
        return LabReply(200, ["items": []])
      },
      DiscordRoute("DELETE", "/users/@me/guilds/{guild}") { (call, state) throws(DiscordFailure) in
        let guild = try state.guild(call)
        state.endVoice(call.user, in: guild.id, .kicked)
        state.dispatch("GUILD_DELETE", ["id": guild.id.json], to: call.user, guild: guild.id)
        state.guilds[guild.id]?.members[call.user] = nil
        return LabReply(204)
      },
    ]
    + ["emojis", "stickers", "webhooks", "invites", "integrations", "scheduled-events"].map { name in
      // What the Lab has none of.
      DiscordRoute("GET", "/guilds/{guild}/\(name)") { (call, state) throws(DiscordFailure) in
        _ = try state.guild(call)
        return LabReply(200, [])
      }
    }
}
