/// Writing, changing and deleting messages.
extension WorldState {
  func message(_ id: Snowflake, in channel: Snowflake) -> LabMessage? {
    messages[channel]?.last { $0.id == id }
  }

  /// A message as `body` has it, checked as Discord checks. Not posted yet.
  mutating func compose(
    _ body: JSONValue, author: LabUser, channel: LabChannel, path: String = ""
  ) throws(DiscordFailure) -> LabMessage {
    var message = LabMessage(id: mint.next(), channel: channel.id, guild: channel.guild, author: author)
    try write(body, into: &message, path: path)
    message.flags = (body["flags"].int ?? 0) & LabMessage.settable
    message.nonce = body["nonce"]
    message.tts = body["tts"].bool ?? false
    if let replied = body["message_reference"]["message_id"].snowflake {
      guard self.message(replied, in: channel.id) != nil else {
        throw .form("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
      }
      message.kind = 19
      message.reference = [
        "type": 0, "message_id": replied.json, "channel_id": channel.id.json, "guild_id": .init(channel.guild),
      ]
    }
    guard !message.isEmpty else { throw .emptyMessage }
    return message
  }

  /// Puts what `body` says into a message; what it does not say stays.
  mutating func write(_ body: JSONValue, into message: inout LabMessage, path: String = "") throws(DiscordFailure) {
    if body.has("content") {
      let content = body["content"].string ?? ""
      guard content.unicodeScalars.count <= 2000 else {
        throw .form(path + "content", "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length.")
      }
      message.content = content
      message.mentions = content.split(separator: "<@").dropFirst().compactMap { piece in
        Snowflake(piece.drop { $0 == "!" }.prefix { $0.isNumber }).flatMap { users[$0] }
      }
    }
    if body.has("embeds") {
      guard (body["embeds"].array?.count ?? 0) <= 10 else {
        throw .form(path + "embeds", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
      }
      message.embeds = .array(
        (body["embeds"].array ?? []).map { $0.merging(["type": $0["type"].isNull ? "rich" : $0["type"]]) })
    }
    if body.has("components") {
      let components = body["components"].array ?? []
      try ComponentRules.check(components, isModern: (body["flags"].int ?? message.flags) & 1 << 15 != 0, path: path)
      var count: Int64 = 0
      message.components = .array(components.map { ComponentRules.numbered($0, &count) })
    }
    if let attachments = body["attachments"].array {
      message.attachments = .array(
        attachments.map { attachment in
          let id = mint.next()
          let name = attachment["filename"].string ?? "file"
          return [
            "id": id.json, "filename": .string(name), "size": 0, "url": "https://127.0.0.1/attachments/\(id)",
            "proxy_url": "https://127.0.0.1/attachments/\(id)",
          ]
        })
    }
  }

  /// Puts a message where it belongs and tells those who may know.
  mutating func post(_ message: LabMessage) {
    messages[message.channel, default: []].append(message)
    if (messages[message.channel]?.count ?? 0) > 2000 { messages[message.channel]?.removeFirst() }
    if let guild = message.guild {
      if !message.isEphemeral { guilds[guild]?.channels[message.channel]?.lastMessage = message.id }
    } else {
      direct[message.channel]?.lastMessage = message.id
    }
    tell("MESSAGE_CREATE", message)
  }

  /// Replaces a message and tells.
  mutating func replace(_ message: LabMessage, edited: Bool = true) {
    guard let index = messages[message.channel]?.lastIndex(where: { $0.id == message.id }) else { return }
    var message = message
    if edited { message.edited = mint.next().timestamp }
    messages[message.channel]?[index] = message
    tell("MESSAGE_UPDATE", message)
  }

  mutating func erase(_ message: LabMessage) {
    messages[message.channel]?.removeAll { $0.id == message.id }
    guard !message.isEphemeral else { return }
    var json: JSONValue = ["id": message.id.json, "channel_id": message.channel.json]
    if let guild = message.guild {
      json["guild_id"] = guild.json
      dispatch("MESSAGE_DELETE", json, guild: guild, intent: .messages)
    } else {
      for user in direct[message.channel]?.recipients ?? [] {
        dispatch("MESSAGE_DELETE", json, to: user.id, guild: nil)
      }
    }
  }

  private mutating func tell(_ event: String, _ message: LabMessage) {
    guard let guild = message.guild else {
      for user in direct[message.channel]?.recipients ?? [] { dispatch(event, message.json, to: user.id, guild: nil) }
      return
    }
    guard let place = guilds[guild], let channel = place.channels[message.channel] else { return }
    for id in sessions.keys.sorted() {
      guard let session = sessions[id], session.intents.contains(.messages), session.covers(guild),
        place.permissions(of: session.user, in: channel).contains(.viewChannel)
      else { continue }
      if message.isEphemeral, message.application != session.application { continue }
      // Without the intent a bot reads its own words, and those that name it.
      let reads =
        session.intents.contains(.content) || message.author.id == session.user
        || message.mentions.contains { $0.id == session.user }
      var json = reads ? message.json : message.redacted
      json["guild_id"] = guild.json
      if place.members[message.author.id] != nil { json["member"] = place.memberCore(message.author) }
      sessions[id]?.dispatch(event, json)
    }
  }
}

extension LabMessage {
  fileprivate var isEmpty: Bool {
    content.isEmpty && [embeds, components, attachments].allSatisfy { $0.array?.isEmpty ?? true }
  }
}
