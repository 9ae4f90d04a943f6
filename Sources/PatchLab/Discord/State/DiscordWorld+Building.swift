/// Making people and places, from Swift.
extension DiscordWorld {
  func addUser(name: String) -> Snowflake { with { $0.addUser(name: name, isBot: false) } }

  /// - Returns: the token is the bot's secret.
  func addBot(name: String, privileged: Intents = .privileged) -> (
    application: Snowflake, user: Snowflake, token: String
  ) {
    with { $0.addBot(name: name, privileged: privileged) }
  }

  /// An empty guild, with a user of its own as the owner.
  func addGuild(name: String) -> Snowflake { with { $0.addGuild(name: name) } }

  func join(_ user: Snowflake, _ guild: Snowflake) { with { $0.join(user, guild) } }

  func addChannel(name: String, kind: ChannelKind, in guild: Snowflake, status: String? = nil) -> Snowflake {
    with { $0.addChannel(name: name, kind: kind, in: guild, options: .null).id }
  }

  func deleteChannel(_ channel: Snowflake) { with { _ = $0.deleteChannel(channel) } }
}

extension WorldState {
  mutating func addUser(name: String, isBot: Bool) -> Snowflake {
    let id = mint.next()
    users[id] = LabUser(id: id, name: name, isBot: isBot)
    return id
  }

  mutating func addBot(name: String, privileged: Intents) -> (application: Snowflake, user: Snowflake, token: String) {
    let id = addUser(name: name, isBot: true)
    let owner = addUser(name: "\(name)-owner", isBot: false)
    // The first part tells whose it is, and some clients read it.
    let head = Base64Text.encode(Array(String(id.raw).utf8))
    let token = "\(head).\(opaque(6)).\(opaque(38))"
    applications[id] = LabApplication(
      id: id, user: id, name: name, owner: owner, token: token, privileged: privileged)
    return (id, id, token)
  }

  mutating func addGuild(name: String) -> Snowflake {
    let owner = addUser(name: "owner", isBot: false)
    let id = mint.next()
    var guild = LabGuild(id: id, name: name, owner: owner)
    guild.roles[id] = LabRole(id: id, name: "@everyone", permissions: .everyone, position: 0)
    guild.members[owner] = LabMember(user: owner)
    guilds[id] = guild
    return id
  }

  /// A bot gets a role of its own with `permissions`, and the guild.
  mutating func join(_ user: Snowflake, _ guild: Snowflake, permissions: Permissions = []) {
    guard let account = users[user], guilds[guild]?.members[user] == nil else { return }
    var member = LabMember(user: user)
    if account.isBot {
      let role = LabRole(
        id: mint.next(), name: account.name, permissions: permissions, position: guilds[guild]?.roles.count ?? 1,
        bot: user)
      guilds[guild]?.roles[role.id] = role
      member.roles = [role.id]
    }
    guilds[guild]?.members[user] = member
    guard let joined = guilds[guild] else { return }
    if account.isBot { dispatch("GUILD_CREATE", guildCreate(joined, for: user), to: user, guild: guild) }
    dispatch(
      "GUILD_MEMBER_ADD", joined.member(account).merging(["guild_id": guild.json]), guild: guild, intent: .members)
  }

  /// What a bot learns of a guild when it comes.
  func guildCreate(_ guild: LabGuild, for user: Snowflake, everyone: Bool = true) -> JSONValue {
    let voice = guild.voiceStates.values.sorted { $0.user < $1.user }
    // Without the intent, and in big guilds, only those in voice and oneself are told.
    let told = guild.members.keys.filter { everyone || $0 == user || guild.voiceStates[$0] != nil }
    return guild.json.merging([
      "joined_at": "2025-01-01T00:00:00.000000+00:00", "large": .bool(guild.members.count > 250), "unavailable": false,
      "member_count": .init(guild.members.count),
      "voice_states": .array(
        voice.compactMap { state in
          users[state.user].map { guild.voiceJSON(state, user: $0).without("guild_id", "member") }
        }),
      "members": .array(told.sorted().compactMap { users[$0].map(guild.member) }),
      "channels": .array(guild.sortedChannels.map(\.guildJSON)), "threads": [], "presences": [],
      "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [], "activity_instances": [],
      "embedded_activities": [],
    ])
  }
}
