import Testing

@testable import PatchLab

@Suite struct PermissionTests {
  private func bench(_ overwrites: [Overwrite], roles: [Permissions] = []) -> (LabGuild, LabChannel, Snowflake) {
    let bench = DiscordBench()
    return bench.world.with { state in
      var guild = state.guilds[bench.guild]!
      for permissions in roles {
        let role = LabRole(id: state.mint.next(), name: "r", permissions: permissions, position: 1)
        guild.roles[role.id] = role
        guild.members[bench.person]?.roles.insert(role.id)
      }
      var channel = guild.channels[bench.voice]!
      channel.overwrites = overwrites.map { overwrite in
        // 0 stands for everybody, 1 for the member, 2 for the first role.
        let ids = [bench.guild, bench.person] + (guild.members[bench.person]?.roles.sorted() ?? [])
        let id = ids[Int(overwrite.id.raw)]
        return Overwrite(id: id, isMember: overwrite.isMember, allow: overwrite.allow, deny: overwrite.deny)
      }
      return (guild, channel, bench.person)
    }
  }

  @Test func everybodyMayConnectAndSpeak() {
    let (guild, channel, person) = bench([])
    #expect(guild.permissions(of: person, in: channel).isSuperset(of: [.connect, .speak, .viewChannel]))
    #expect(!guild.permissions(of: person, in: channel).contains(.moveMembers))
  }

  @Test func memberBeatsRoleBeatsEverybody() {
    let everybody = Overwrite(id: Snowflake(0), isMember: false, deny: [.connect])
    var (guild, channel, person) = bench([everybody])
    #expect(!guild.permissions(of: person, in: channel).contains(.connect))
    #expect(!guild.permissions(of: person, in: channel).contains(.speak), "who cannot connect cannot speak")
    let role = Overwrite(id: Snowflake(2), isMember: false, allow: [.connect])
    (guild, channel, person) = bench([everybody, role], roles: [[]])
    #expect(guild.permissions(of: person, in: channel).contains(.connect))
    let member = Overwrite(id: Snowflake(1), isMember: true, deny: [.connect])
    (guild, channel, person) = bench([everybody, role, member], roles: [[]])
    #expect(!guild.permissions(of: person, in: channel).contains(.connect))
  }

  @Test func whatCannotBeSeenCannotBeUsed() {
    let (guild, channel, person) = bench([Overwrite(id: Snowflake(0), isMember: false, deny: [.viewChannel])])
    #expect(guild.permissions(of: person, in: channel).isEmpty)
  }

  @Test func administratorsAndOwnersMayAll() {
    let deny = Overwrite(id: Snowflake(1), isMember: true, deny: .all)
    let (guild, channel, person) = bench([deny], roles: [[.administrator]])
    #expect(guild.permissions(of: person, in: channel) == .all)
    #expect(guild.permissions(of: guild.owner, in: channel) == .all)
    #expect(guild.permissions(of: Snowflake(5), in: channel).isEmpty, "a stranger may nothing")
  }
}
