/// Messages in channels.
enum MessageRoutes {
  private static let base = "/channels/{channel}/messages"

  static let all: [DiscordRoute] = [
    DiscordRoute("GET", base, limit: .init(5, per: 1)) { (call, state) throws(DiscordFailure) in
      let channel = try state.channel(call, [.readHistory])
      return LabReply(200, .array(page(state.messages[channel.id] ?? [], call).map(\.json)))
    },
    DiscordRoute("POST", base, limit: .init(5, per: 5)) { (call, state) throws(DiscordFailure) in
      let channel = try state.channel(call, [.sendMessages])
      guard channel.kind.hasMessages else { throw .noMessagesHere }
      guard let author = state.users[call.user] else { throw .unknownUser }
      let message = try state.compose(call.body, author: author, channel: channel)
      state.post(message)
      return LabReply(200, message.json)
    },
    DiscordRoute("GET", base + "/{message}") { (call, state) throws(DiscordFailure) in
      LabReply(200, try find(call, state).json)
    },
    DiscordRoute("PATCH", base + "/{message}", limit: .init(5, per: 5)) { (call, state) throws(DiscordFailure) in
      var message = try find(call, state)
      guard message.author.id == call.user else { throw .notAuthor }
      try state.write(call.body, into: &message)
      state.replace(message)
      return LabReply(200, try find(call, state).json)
    },
    DiscordRoute("DELETE", base + "/{message}", limit: .init(5, per: 1)) { (call, state) throws(DiscordFailure) in
      let message = try find(call, state)
      if message.author.id != call.user { _ = try state.channel(call, [.manageMessages]) }
      state.erase(message)
      return LabReply(204)
    },
    DiscordRoute("POST", base + "/bulk-delete", limit: .init(1, per: 1)) { (call, state) throws(DiscordFailure) in
      let channel = try state.channel(call, [.manageMessages])
      for id in call.body["messages"].array ?? [] {
        guard let id = id.snowflake, let message = state.message(id, in: channel.id) else { continue }
        state.erase(message)
      }
      return LabReply(204)
    },
    DiscordRoute("PUT", base + "/{message}/reactions/{emoji}/@me", limit: .init(1, per: 0.25)) {
      (call, state) throws(DiscordFailure) in
      _ = try state.channel(call, [.addReactions])
      _ = try find(call, state)
      return LabReply(204)
    },
    DiscordRoute("POST", "/channels/{channel}/typing") { (call, state) throws(DiscordFailure) in
      _ = try state.channel(call, [.sendMessages])
      return LabReply(204)
    },
  ]

  private static func find(_ call: DiscordCall, _ state: WorldState) throws(DiscordFailure) -> LabMessage {
    let channel = try state.channel(call)
    guard let message = state.message(try call.id("message"), in: channel.id), !message.isEphemeral else {
      throw .unknownMessage
    }
    return message
  }

  /// The newest first.
  private static func page(_ all: [LabMessage], _ call: DiscordCall) -> [LabMessage] {
    let limit = min(max(Int(call.request.query["limit"] ?? "") ?? 50, 1), 100)
    var found = all.filter { !$0.isEphemeral }
    if let before = call.request.query["before"].flatMap({ Snowflake($0) }) { found = found.filter { $0.id < before } }
    if let after = call.request.query["after"].flatMap({ Snowflake($0) }) {
      return found.filter { $0.id > after }.prefix(limit).reversed()
    }
    return found.suffix(limit).reversed()
  }
}
