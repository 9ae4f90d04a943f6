/// Making and looking at people and places.
enum WorldControl {
  static let all: [ControlRoute] = [
    ControlRoute("GET", "/state") { call in call.world.with { $0.summary } },
    ControlRoute("POST", "/users") { call in
      let name = try call.text("name")
      let guild = try call.optionalID("guild")
      let id = call.world.addUser(name: name)
      if let guild { call.world.join(id, guild) }
      return ["id": id.json]
    },
    ControlRoute("POST", "/bots") { call in
      let bot = call.world.addBot(name: try call.text("name"))
      if let guild = try call.optionalID("guild") {
        let permissions = call.body["permissions"].permissions ?? [.manageChannels, .moveMembers]
        call.world.with { $0.join(bot.user, guild, permissions: permissions) }
      }
      return ["id": bot.user.json, "application_id": bot.application.json, "token": .string(bot.token)]
    },
    ControlRoute("POST", "/guilds") { call in ["id": call.world.addGuild(name: try call.text("name")).json] },
    ControlRoute("PUT", "/guilds/{guild}/members/{user}") { call in
      let (guild, user) = (try call.id("guild"), try call.id("user"))
      let permissions = call.body["permissions"].permissions ?? []
      call.world.with { $0.join(user, guild, permissions: permissions) }
      return [:]
    },
    ControlRoute("PATCH", "/guilds/{guild}/members/{user}") { call in
      let (guild, user) = (try call.id("guild"), try call.id("user"))
      let body = call.body
      call.world.with { state in
        state.updateMember(user, in: guild) { member in
          if let roles = body["roles"].array { member.roles = Set(roles.compactMap(\.snowflake)) }
          if let mute = body["mute"].bool { member.mute = mute }
          if let deaf = body["deaf"].bool { member.deaf = deaf }
          if body.has("nick") { member.nick = body["nick"].string }
        }
      }
      return [:]
    },
    ControlRoute("DELETE", "/guilds/{guild}/members/{user}") { call in
      let (guild, user) = (try call.id("guild"), try call.id("user"))
      call.world.with { $0.expel(user, from: guild) }
      return [:]
    },
    ControlRoute("POST", "/guilds/{guild}/channels") { call in
      let guild = try call.id("guild")
      let name = try call.text("name")
      let kind = call.body["kind"].string.map { ChannelKind(name: $0) } ?? .text
      guard let kind else { throw ControlFailure(400, "kind is text, voice, stage or category") }
      let options = call.body
      return call.world.with { $0.addChannel(name: name, kind: kind, in: guild, options: options).json }
    },
    ControlRoute("PATCH", "/channels/{channel}") { call in
      let (id, options) = (try call.id("channel"), call.body)
      guard let channel = call.world.with({ $0.updateChannel(id, options) }) else {
        throw ControlFailure(404, "unknown channel")
      }
      return channel.json
    },
    ControlRoute("DELETE", "/channels/{channel}") { call in
      let id = try call.id("channel")
      guard let gone = call.world.with({ $0.deleteChannel(id) }) else { throw ControlFailure(404, "unknown channel") }
      return gone.json
    },
    ControlRoute("GET", "/channels/{channel}/messages") { call in
      let id = try call.id("channel")
      return call.world.with { .array(($0.messages[id] ?? []).map(\.json)) }
    },
    ControlRoute("POST", "/guilds/{guild}/roles") { call in
      let (guild, options) = (try call.id("guild"), call.body)
      return call.world.with { $0.addRole(options, in: guild).json }
    },
    ControlRoute("PATCH", "/guilds/{guild}/roles/{role}") { call in
      let (guild, role, options) = (try call.id("guild"), try call.id("role"), call.body)
      guard let changed = call.world.with({ $0.updateRole(role, options, in: guild) }) else {
        throw ControlFailure(404, "unknown role")
      }
      return changed.json
    },
    ControlRoute("DELETE", "/guilds/{guild}/roles/{role}") { call in
      let (guild, role) = (try call.id("guild"), try call.id("role"))
      call.world.with { $0.deleteRole(role, in: guild) }
      return [:]
    },
    ControlRoute("GET", "/bots/{bot}/commands") { call in
      let id = try call.id("bot")
      return call.world.with { .array(($0.application(bot: id)?.commands ?? []).map(\.json)) }
    },
  ]
}

extension WorldState {
  /// What there is, without any secret.
  var summary: JSONValue {
    let guilds = guilds.values.sorted { $0.id < $1.id }.map { guild -> JSONValue in
      let stays = guild.voiceStates.values.sorted { $0.user < $1.user }
      return [
        "id": guild.id.json, "name": .string(guild.name), "owner": guild.owner.json,
        "channels": .array(guild.sortedChannels.map(\.guildJSON)), "roles": .array(guild.sortedRoles.map(\.json)),
        "members": .array(guild.members.keys.sorted().compactMap { users[$0].map(guild.member) }),
        "voice": .array(
          stays.map { stay in
            [
              "user": stay.user.json, "channel": stay.channel.json, "self_mute": .bool(stay.selfMute),
              "self_deaf": .bool(stay.selfDeaf), "suppress": .bool(stay.suppress), "live": .bool(stay.isLive),
              "endpoint": .init(stay.seat?.endpoint), "generation": .init(stay.generation),
            ]
          }),
      ]
    }
    let bots = applications.values.sorted { $0.id < $1.id }.map { bot -> JSONValue in
      let open = sessions.values.filter { $0.application == bot.id }
      return [
        "id": bot.user.json, "name": .string(bot.name), "commands": .array(bot.commands.map(\.json)),
        "connected": .bool(open.contains { $0.peer != nil }), "sessions": .init(open.count),
        "identifies": .init(1000 - bot.identifiesLeft), "sequence": .init(open.map(\.sequence).max() ?? 0),
      ]
    }
    return ["guilds": .array(guilds), "bots": .array(bots)]
  }
}
