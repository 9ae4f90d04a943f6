/// Roles, and who has them.
enum RoleRoutes {
  static let all: [DiscordRoute] = [
    DiscordRoute("GET", "/guilds/{guild}/roles") { (call, state) throws(DiscordFailure) in
      LabReply(200, .array(try state.guild(call).sortedRoles.map(\.json)))
    },
    DiscordRoute("POST", "/guilds/{guild}/roles") { (call, state) throws(DiscordFailure) in
      let guild = try state.guild(call, [.manageRoles])
      _ = try call.string("name", 0...100)
      return LabReply(200, state.addRole(call.body, in: guild.id).json)
    },
    DiscordRoute("GET", "/guilds/{guild}/roles/{role}") { (call, state) throws(DiscordFailure) in
      LabReply(200, try role(call, state).json)
    },
    DiscordRoute("PATCH", "/guilds/{guild}/roles/{role}") { (call, state) throws(DiscordFailure) in
      let guild = try state.guild(call, [.manageRoles])
      let changed = state.updateRole(try role(call, state).id, call.body, in: guild.id)
      guard let changed else { throw .unknownRole }
      return LabReply(200, changed.json)
    },
    DiscordRoute("DELETE", "/guilds/{guild}/roles/{role}") { (call, state) throws(DiscordFailure) in
      let guild = try state.guild(call, [.manageRoles])
      let role = try role(call, state)
      guard role.id != guild.id, role.bot == nil else {
        throw DiscordFailure(status: 400, code: 50028, message: "Invalid Role")
      }
      state.deleteRole(role.id, in: guild.id)
      return LabReply(204)
    },
    DiscordRoute("PUT", "/guilds/{guild}/members/{user}/roles/{role}") { (call, state) throws(DiscordFailure) in
      try give(true, call, &state)
    },
    DiscordRoute("DELETE", "/guilds/{guild}/members/{user}/roles/{role}") { (call, state) throws(DiscordFailure) in
      try give(false, call, &state)
    },
  ]

  private static func role(_ call: DiscordCall, _ state: WorldState) throws(DiscordFailure) -> LabRole {
    guard let role = try state.guild(call).roles[try call.id("role")] else { throw .unknownRole }
    return role
  }

  private static func give(_ given: Bool, _ call: DiscordCall, _ state: inout WorldState) throws(DiscordFailure)
    -> LabReply
  {
    let guild = try state.guild(call, [.manageRoles])
    let role = try role(call, state)
    let user = try call.id("user")
    guard guild.members[user] != nil else { throw .unknownMember }
    state.updateMember(user, in: guild.id) { member in
      if given { member.roles.insert(role.id) } else { member.roles.remove(role.id) }
    }
    return LabReply(204)
  }
}
