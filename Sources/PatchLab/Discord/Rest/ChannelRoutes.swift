/// Channels and who may do what in them.
enum ChannelRoutes {
  static let all: [DiscordRoute] = [
    DiscordRoute("GET", "/guilds/{guild}/channels") { (call, state) throws(DiscordFailure) in
      LabReply(200, .array(try state.guild(call).sortedChannels.map(\.json)))
    },
    DiscordRoute("POST", "/guilds/{guild}/channels") { (call, state) throws(DiscordFailure) in
      let guild = try state.guild(call, [.manageChannels])
      guard let name = try call.string("name", 1...100) else { throw .required("name") }
      guard let kind = ChannelKind(rawValue: call.body["type"].int ?? 0), kind != .direct else {
        throw .form("type", "BASE_TYPE_CHOICES", "Value must be one of (0, 2, 4, 13).")
      }
      try check(call)
      guard guild.channels.count < 500 else {
        throw DiscordFailure(status: 400, code: 30013, message: "Maximum number of guild channels reached (500)")
      }
      return LabReply(201, state.addChannel(name: name, kind: kind, in: guild.id, options: call.body).json)
    },
    DiscordRoute("GET", "/channels/{channel}") { (call, state) throws(DiscordFailure) in
      LabReply(200, try state.channel(call).json)
    },
    DiscordRoute("PATCH", "/channels/{channel}", limit: .init(5, per: 5)) { (call, state) throws(DiscordFailure) in
      let channel = try state.channel(call, [.manageChannels])
      _ = try call.string("name", 1...100)
      try check(call)
      guard let changed = state.updateChannel(channel.id, call.body) else { throw .unknownChannel }
      return LabReply(200, changed.json)
    },
    DiscordRoute("DELETE", "/channels/{channel}") { (call, state) throws(DiscordFailure) in
      let channel = try state.channel(call, [.manageChannels])
      guard let gone = state.deleteChannel(channel.id) else { throw .unknownChannel }
      return LabReply(200, gone.json)
    },
    DiscordRoute("PUT", "/channels/{channel}/permissions/{overwrite}") { (call, state) throws(DiscordFailure) in
      let channel = try state.channel(call, [.manageRoles])
      let id = try call.id("overwrite")
      guard let made = Overwrite(call.body.merging(["id": id.json])) else { throw .required("type") }
      try set(channel.overwrites.filter { $0.id != id } + [made], channel, &state)
      return LabReply(204)
    },
    DiscordRoute("DELETE", "/channels/{channel}/permissions/{overwrite}") { (call, state) throws(DiscordFailure) in
      let channel = try state.channel(call, [.manageRoles])
      let id = try call.id("overwrite")
      guard channel.overwrites.contains(where: { $0.id == id }) else {
        throw .unknown(10009, "Overwrite")
      }
      try set(channel.overwrites.filter { $0.id != id }, channel, &state)
      return LabReply(204)
    },
    DiscordRoute("PUT", "/channels/{channel}/voice-status", limit: .init(5, per: 10)) {
      (call, state) throws(DiscordFailure) in
      let channel = try state.channel(call, [.setVoiceStatus])
      guard channel.kind == .voice, let guild = channel.guild else {
        throw DiscordFailure(status: 400, code: 50024, message: "Cannot execute action on this channel type")
      }
      // Who is not in the channel has to be one who manages it.
      if state.guilds[guild]?.voiceStates[call.user]?.channel != channel.id {
        _ = try state.channel(call, [.manageChannels])
      }
      let status = try call.string("status", 0...500)
      state.setStatus(status?.isEmpty == true ? nil : status, of: channel.id)
      return LabReply(204)
    },
    DiscordRoute("POST", "/channels/{channel}/send-soundboard-sound") { (call, state) throws(DiscordFailure) in
      _ = try state.channel(call, [.speak])
      return LabReply(204)
    },
  ]

  private static func check(_ call: DiscordCall) throws(DiscordFailure) {
    _ = try call.string("topic", 0...1024)
    if let limit = call.body["user_limit"].int, !(0...10_000).contains(limit) {
      throw .form("user_limit", "NUMBER_TYPE_MAX", "int value should be less than or equal to 99.")
    }
    if let bitrate = call.body["bitrate"].int, !(8000...384_000).contains(bitrate) {
      throw .form("bitrate", "NUMBER_TYPE_MAX", "int value should be less than or equal to 384000.")
    }
  }

  private static func set(
    _ overwrites: [Overwrite], _ channel: LabChannel, _ state: inout WorldState
  ) throws(DiscordFailure) {
    guard state.updateChannel(channel.id, ["permission_overwrites": .array(overwrites.map(\.json))]) != nil else {
      throw .unknownChannel
    }
  }
}
