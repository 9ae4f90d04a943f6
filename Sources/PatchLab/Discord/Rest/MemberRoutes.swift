/// Members: looking them up, moving, muting and naming them.
enum MemberRoutes {
  private static let base = "/guilds/{guild}/members"

  static let all: [DiscordRoute] = [
    DiscordRoute("GET", base) { (call, state) throws(DiscordFailure) in
      guard call.application?.privileged.contains(.members) == true else { throw .missingAccess }
      let guild = try state.guild(call)
      let after = call.request.query["after"].flatMap { Snowflake($0) } ?? Snowflake(0)
      let limit = min(max(Int(call.request.query["limit"] ?? "") ?? 1, 1), 1000)
      let found = guild.members.keys.filter { $0 > after }.sorted().prefix(limit)
      return LabReply(200, .array(found.compactMap { state.users[$0].map(guild.member) }))
    },
    DiscordRoute("GET", base + "/search") { (call, state) throws(DiscordFailure) in
      let guild = try state.guild(call)
      let start = (call.request.query["query"] ?? "").lowercased()
      let found = guild.members.keys.sorted().compactMap { state.users[$0] }
        .filter {
          $0.name.lowercased().hasPrefix(start) || (guild.members[$0.id]?.nick ?? "").lowercased().hasPrefix(start)
        }
      return LabReply(200, .array(found.prefix(Int(call.request.query["limit"] ?? "") ?? 1).map(guild.member)))
    },
    DiscordRoute("GET", base + "/{user}") { (call, state) throws(DiscordFailure) in
      let guild = try state.guild(call)
      return try member(guild, try call.id("user"), state)
    },
    DiscordRoute("PATCH", base + "/{user}") { (call, state) throws(DiscordFailure) in try change(call, &state) },
    DiscordRoute("DELETE", base + "/{user}") { (call, state) throws(DiscordFailure) in
      let guild = try state.guild(call, [.kickMembers])
      let user = try call.id("user")
      guard guild.members[user] != nil else { throw .unknownMember }
      guard guild.owner != user else { throw .missingPermissions }
      state.expel(user, from: guild.id)
      return LabReply(204)
    },
  ]

  private static func member(_ guild: LabGuild, _ user: Snowflake, _ state: WorldState) throws(DiscordFailure)
    -> LabReply
  {
    guard guild.members[user] != nil, let account = state.users[user] else { throw .unknownMember }
    return LabReply(200, guild.member(account))
  }

  private static func change(_ call: DiscordCall, _ state: inout WorldState) throws(DiscordFailure) -> LabReply {
    let guild = try state.guild(call)
    let user = try call.id("user")
    guard guild.members[user] != nil else { throw .unknownMember }
    let held = guild.permissions(of: call.user)
    let body = call.body
    let inVoice = guild.voiceStates[user] != nil
    for (name, needed) in [
      ("mute", Permissions.muteMembers), ("deaf", .deafenMembers), ("channel_id", .moveMembers),
      ("roles", .manageRoles),
      ("nick", user == call.user ? .changeNickname : .manageNicknames),
    ] where body.has(name) {
      guard held.contains(needed) else { throw .missingPermissions }
    }
    // Only those who are in voice can be moved and muted.
    if body.has("mute") || body.has("deaf") || body.has("channel_id"), !inVoice { throw .notConnected }
    let nick = try call.string("nick", 0...32)
    if body.has("channel_id") {
      if let target = body["channel_id"].snowflake {
        guard let channel = guild.channels[target] else { throw .unknownChannel }
        guard guild.permissions(of: call.user, in: channel).contains(.connect) else { throw .missingPermissions }
        guard state.moveVoice(user, in: guild.id, to: target) else {
          throw DiscordFailure(status: 400, code: 50024, message: "Cannot execute action on this channel type")
        }
      } else {
        state.endVoice(user, in: guild.id, .kicked)
      }
    }
    let roles = body["roles"].array.map { Set($0.compactMap(\.snowflake)) }
    state.updateMember(user, in: guild.id) { member in
      if let mute = body["mute"].bool { member.mute = mute }
      if let deaf = body["deaf"].bool { member.deaf = deaf }
      if body.has("nick") { member.nick = nick?.isEmpty == true ? nil : nick }
      if let roles { member.roles = roles }
    }
    guard let now = state.guilds[guild.id] else { throw .unknownGuild }
    return try Self.member(now, user, state)
  }
}
