import NIOCore

/// What users do with applications.
extension WorldState {
  /// Begins an interaction and tells the bot.
  mutating func begin(
    _ kind: LabInteraction.Kind, application: LabApplication, user: Snowflake, channel: LabChannel, data: JSONValue,
    source: LabMessage? = nil, cause: Snowflake? = nil, now: NIODeadline
  ) -> LabInteraction {
    let interaction = LabInteraction(
      id: mint.next(), token: "aW50ZXJhY3Rpb246" + opaque(160), application: application.id, kind: kind, user: user,
      guild: channel.guild, channel: channel.id, data: data, source: source?.id, cause: cause, begun: now)
    interactions[interaction.id] = interaction
    var json: JSONValue = [
      "id": interaction.id.json, "application_id": application.id.json, "type": .init(kind.rawValue), "data": data,
      "token": .string(interaction.token), "version": 1, "channel_id": channel.id.json, "channel": channel.json,
      "locale": "en-US", "entitlements": [], "attachment_size_limit": 10_485_760, "authorizing_integration_owners": [:],
      "context": channel.guild == nil ? 1 : 0,
    ]
    if let source { json["message"] = source.json }
    guard let account = users[user] else { return interaction }
    if let id = channel.guild, let guild = guilds[id] {
      json["guild_id"] = id.json
      json["guild"] = ["id": id.json, "locale": "en-US", "features": []]
      json["guild_locale"] = "en-US"
      json["app_permissions"] = guild.permissions(of: application.user, in: channel).json
      json["authorizing_integration_owners"] = ["0": id.json]
      json["member"] = guild.member(account).merging(["permissions": guild.permissions(of: user, in: channel).json])
    } else {
      json["user"] = account.json
      json["app_permissions"] = Permissions.all.json
    }
    dispatch("INTERACTION_CREATE", json, to: application.user, guild: channel.guild)
    return interaction
  }

  /// What a message says about the interaction that it answers.
  func metadata(_ interaction: LabInteraction) -> JSONValue {
    var json: JSONValue = [
      "id": interaction.id.json, "type": .init(interaction.kind.rawValue),
      "user": users[interaction.user]?.json ?? .null,
      "authorizing_integration_owners": interaction.guild.map { ["0": $0.json] } ?? [:],
    ]
    switch interaction.kind {
    case .command, .autocomplete: json["name"] = interaction.data["name"]
    case .component: json["interacted_message_id"] = .init(interaction.source)
    case .modal:
      json["triggering_interaction_metadata"] = interaction.cause.flatMap { interactions[$0] }.map(metadata) ?? .null
    }
    return json
  }

  /// The interaction whose token is in the path, as long as that lives.
  func interaction(token: String, application: Snowflake, now: NIODeadline) throws(DiscordFailure) -> LabInteraction {
    guard let found = interactions.values.first(where: { $0.token == token && $0.application == application }) else {
      throw .unknownWebhook
    }
    guard now - found.begun < LabInteraction.lifetime else { throw .badWebhookToken }
    return found
  }

  /// Options of kinds 6 to 9 are ids; what is behind them comes along.
  func resolved(_ options: [JSONValue], in guild: LabGuild?) -> JSONValue {
    var found: JSONValue = [:]
    func look(_ options: [JSONValue]) {
      for option in options {
        if let inner = option["options"].array { look(inner) }
        guard let kind = option["type"].int, (6...9).contains(kind), let id = option["value"].snowflake else {
          continue
        }
        if kind == 6 || kind == 9, let user = users[id] {
          found["users"][id.description] = user.json
          if let guild, guild.members[id] != nil {
            found["members"][id.description] = guild.memberCore(user).merging([
              "permissions": guild.permissions(of: id).json
            ])
          }
        }
        if kind == 7, let guild, let channel = guild.channels[id] {
          found["channels"][id.description] = [
            "id": id.json, "type": .init(channel.kind.rawValue), "name": .string(channel.name),
            "permissions": guild.permissions(of: id, in: channel).json, "guild_id": guild.id.json,
            "parent_id": .init(channel.parent), "position": .init(channel.position), "flags": 0,
            "last_message_id": .init(channel.lastMessage), "nsfw": false, "topic": .init(channel.topic),
            "rate_limit_per_user": 0,
          ]
        }
        if kind == 8 || kind == 9, let role = guild?.roles[id] { found["roles"][id.description] = role.json }
      }
    }
    look(options)
    return found
  }
}
