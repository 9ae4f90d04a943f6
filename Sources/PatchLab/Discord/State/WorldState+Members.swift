/// Roles and members.
extension WorldState {
  mutating func addRole(_ options: JSONValue, in guild: Snowflake) -> LabRole {
    let everyone = guilds[guild]?.roles[guild]?.permissions ?? []
    var role = LabRole(
      id: mint.next(), name: options["name"].string ?? "new role",
      permissions: options["permissions"].permissions ?? everyone, position: 1)
    Self.apply(options, to: &role)
    guilds[guild]?.roles[role.id] = role
    dispatch("GUILD_ROLE_CREATE", ["guild_id": guild.json, "role": role.json], guild: guild, intent: .guilds)
    return role
  }

  mutating func updateRole(_ id: Snowflake, _ options: JSONValue, in guild: Snowflake) -> LabRole? {
    guard var role = guilds[guild]?.roles[id] else { return nil }
    if let name = options["name"].string { role.name = name }
    if let permissions = options["permissions"].permissions { role.permissions = permissions }
    Self.apply(options, to: &role)
    guilds[guild]?.roles[id] = role
    dispatch("GUILD_ROLE_UPDATE", ["guild_id": guild.json, "role": role.json], guild: guild, intent: .guilds)
    refreshVoice(in: guild)
    return role
  }

  mutating func deleteRole(_ id: Snowflake, in guild: Snowflake) {
    guilds[guild]?.roles[id] = nil
    for user in guilds[guild]?.members.keys.sorted() ?? [] { guilds[guild]?.members[user]?.roles.remove(id) }
    dispatch("GUILD_ROLE_DELETE", ["guild_id": guild.json, "role_id": id.json], guild: guild, intent: .guilds)
    refreshVoice(in: guild)
  }

  /// Changes a member and tells: those who asked for members, and the member itself if it is a bot.
  mutating func updateMember(_ user: Snowflake, in guild: Snowflake, _ change: (inout LabMember) -> Void) {
    guard var member = guilds[guild]?.members[user], let account = users[user] else { return }
    let old = member
    change(&member)
    guard member != old else { return }
    guilds[guild]?.members[user] = member
    guard let place = guilds[guild] else { return }
    let json = place.member(account).merging(["guild_id": guild.json])
    for id in sessions.keys.sorted() {
      guard let session = sessions[id], session.covers(guild), place.members[session.user] != nil,
        session.intents.contains(.members) || session.user == user
      else { continue }
      sessions[id]?.dispatch("GUILD_MEMBER_UPDATE", json)
    }
    refreshVoice(in: guild)
    if member.mute != old.mute || member.deaf != old.deaf { tellVoiceState(user, in: guild) }
  }

  /// Takes a user out of a guild.
  mutating func expel(_ user: Snowflake, from guild: Snowflake) {
    guard let account = users[user], guilds[guild]?.members[user] != nil else { return }
    endVoice(user, in: guild, .kicked)
    if account.isBot { dispatch("GUILD_DELETE", ["id": guild.json], to: user, guild: guild) }
    guilds[guild]?.members[user] = nil
    dispatch(
      "GUILD_MEMBER_REMOVE", ["guild_id": guild.json, "user": account.json], guild: guild, intent: .members)
  }

  private static func apply(_ options: JSONValue, to role: inout LabRole) {
    if let color = options["color"].int { role.color = color }
    if let hoist = options["hoist"].bool { role.hoist = hoist }
    if let mentionable = options["mentionable"].bool { role.mentionable = mentionable }
    if let position = options["position"].int { role.position = position }
  }
}
