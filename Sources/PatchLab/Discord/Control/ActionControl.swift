import NIOCore

/// Acting as a user. What an application has to answer waits `wait` seconds for the answer (default 5, 0 does not wait).
enum ActionControl {
  static let all: [ControlRoute] = [
    ControlRoute("POST", "/commands") { call in
      let id = try call.world.run(
        try call.text("command"), call.body["options"].object ?? [:], as: try call.id("user"),
        in: try call.id("channel"), bot: try call.optionalID("bot"))
      return try await outcome(id, call)
    },
    ControlRoute("POST", "/completions") { call in
      let id = try call.world.complete(
        try call.text("command"), call.body["options"].object ?? [:], typing: try call.text("typing"),
        as: try call.id("user"), in: try call.id("channel"), bot: try call.optionalID("bot"))
      return try await outcome(id, call)
    },
    ControlRoute("POST", "/components") { call in
      let id = try call.world.press(
        try call.text("custom_id"), on: try call.id("message"), in: try call.id("channel"), as: try call.id("user"),
        values: call.body["values"].array?.compactMap(\.string) ?? [])
      return try await outcome(id, call)
    },
    ControlRoute("POST", "/modals") { call in
      let values = (call.body["values"].object ?? [:]).compactMapValues(\.string)
      return try await outcome(try call.world.submit(try call.id("interaction"), values), call)
    },
    ControlRoute("GET", "/interactions/{interaction}") { call in
      try await call.world.outcome(of: try call.id("interaction"), atMost: .span(Double(call.query["wait"] ?? "") ?? 0))
    },
    ControlRoute("POST", "/messages") { call in
      let id = try call.world.say(try call.text("content"), as: try call.id("user"), in: try call.id("channel"))
      return ["id": id.json]
    },
    ControlRoute("PUT", "/guilds/{guild}/voice/{user}") { call in
      let (guild, user, channel) = (try call.id("guild"), try call.id("user"), try call.id("channel"))
      let (mute, deaf) = (call.body["self_mute"].bool ?? false, call.body["self_deaf"].bool ?? false)
      // A person goes there; a bot, or anybody with `moved`, is moved.
      let isMoved = call.body["moved"] == true || call.world.with { $0.users[user]?.isBot ?? false }
      if isMoved {
        guard call.world.move(user, to: channel, in: guild) else { throw ControlFailure(409, "nobody there to move") }
        return [:]
      }
      let seat = call.world.with {
        $0.requestVoice(user, in: guild, channel: channel, selfMute: mute, selfDeaf: deaf)
      }
      guard let seat else { throw ControlFailure(403, "that user cannot connect there") }
      return [
        "session_id": .string(seat.sessionID), "token": .string(seat.token), "endpoint": .string(seat.endpoint),
        "guild_id": guild.json, "channel_id": channel.json, "user_id": user.json,
      ]
    },
    ControlRoute("DELETE", "/guilds/{guild}/voice/{user}") { call in
      let (guild, user) = (try call.id("guild"), try call.id("user"))
      let isBot = call.world.with { $0.users[user]?.isBot ?? false }
      call.world.disconnect(user, in: guild, isBot ? .kicked : .left)
      return [:]
    },
  ]

  private static func outcome(_ id: Snowflake, _ call: ControlCall) async throws -> JSONValue {
    try await call.world.outcome(of: id, atMost: call.span("wait", 5))
  }
}
