/// Who one is, and where the gateway is.
enum SessionRoutes {
  static let all: [DiscordRoute] = [
    DiscordRoute("GET", "/gateway", access: .anybody) { _, state in LabReply(200, ["url": .string(state.gatewayURL)]) },
    DiscordRoute("GET", "/gateway/bot") { call, state in
      let left = call.application.flatMap { state.applications[$0.id]?.identifiesLeft } ?? 0
      return LabReply(
        200,
        [
          "url": .string(state.gatewayURL), "shards": 1,
          "session_start_limit": [
            "total": 1000, "remaining": .init(left), "reset_after": 86_400_000, "max_concurrency": 1,
          ],
        ])
    },
    DiscordRoute("GET", "/users/@me") { call, state in LabReply(200, state.users[call.user]?.selfJSON) },
    DiscordRoute("PATCH", "/users/@me", limit: .init(2, per: 3600)) { (call, state) throws(DiscordFailure) in
      if let name = try call.string("username", 2...32) { state.users[call.user]?.name = name }
      return LabReply(200, state.users[call.user]?.selfJSON)
    },
    DiscordRoute("GET", "/users/@me/guilds") { call, state in
      let guilds = state.guilds.values.filter { $0.members[call.user] != nil }.sorted { $0.id < $1.id }
      let told: [JSONValue] = guilds.map { guild in
        [
          "id": guild.id.json, "name": .string(guild.name), "icon": .null, "banner": .null,
          "owner": .bool(guild.owner == call.user), "permissions": guild.permissions(of: call.user).json,
          "features": [],
        ]
      }
      return LabReply(200, .array(told))
    },
    DiscordRoute("POST", "/users/@me/channels") { (call, state) throws(DiscordFailure) in
      guard let other = call.body["recipient_id"].snowflake, other != call.user else { throw .required("recipient_id") }
      guard let channel = state.conversation(call.user, other) else { throw .unknownUser }
      var json = channel.json
      json["recipients"] = .array(channel.recipients.filter { $0.id != call.user }.map(\.json))
      return LabReply(200, json)
    },
    DiscordRoute("GET", "/users/{user}") { (call, state) throws(DiscordFailure) in
      guard let user = state.users[try call.id("user")] else { throw .unknownUser }
      return LabReply(200, user.json)
    },
    DiscordRoute("GET", "/oauth2/applications/@me") { call, state in own(call, state) },
    DiscordRoute("GET", "/applications/@me") { call, state in own(call, state) },
    DiscordRoute("GET", "/voice/regions") { _, _ in
      LabReply(
        200,
        [["id": "lab", "name": "Lab", "optimal": true, "deprecated": false, "custom": false, "vip": false]])
    },
    DiscordRoute("GET", "/soundboard-default-sounds") { _, _ in LabReply(200, []) },
    DiscordRoute("GET", "/sticker-packs") { _, _ in LabReply(200, ["sticker_packs": []]) },
    DiscordRoute("GET", "/applications/{application}/emojis") { (call, state) throws(DiscordFailure) in
      _ = try state.application(call)
      return LabReply(200, ["items": []])
    },
    DiscordRoute("GET", "/applications/{application}/skus") { _, _ in LabReply(200, []) },
    DiscordRoute("GET", "/applications/{application}/entitlements") { _, _ in LabReply(200, []) },
  ]

  private static func own(_ call: DiscordCall, _ state: WorldState) -> LabReply {
    guard let application = call.application else { return LabReply.notFound }
    let flags =
      (application.privileged.contains(.presences) ? 1 << 13 : 0)
      | (application.privileged.contains(.members) ? 1 << 15 : 0)
      | (application.privileged.contains(.content) ? 1 << 19 : 0)
    return LabReply(
      200,
      [
        "id": application.id.json, "name": .string(application.name), "icon": .null, "description": "", "summary": "",
        "bot_public": true, "bot_require_code_grant": false, "verify_key": .string(String(repeating: "0", count: 64)),
        "owner": state.users[application.owner]?.json ?? .null, "team": .null, "flags": .init(flags),
        "bot": state.users[application.user]?.json ?? .null, "rpc_origins": [], "hook": true,
        "integration_types_config": ["0": [:]], "approximate_guild_count": .init(state.guilds.count),
        "redirect_uris": [], "interactions_endpoint_url": .null, "role_connections_verification_url": .null,
      ])
  }
}
