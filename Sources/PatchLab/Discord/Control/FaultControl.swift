import NIOCore

/// Letting things go wrong.
enum FaultControl {
  static let all: [ControlRoute] = [
    ControlRoute("POST", "/faults/gateway") { call in
      let bot = try call.id("bot")
      let world = call.world
      switch try call.text("kind") {
      case "close": world.disconnectGateway(bot, GatewayClose(code: UInt16(clamping: call.body["code"].int ?? 4000)))
      case "drop": world.dropGateway(bot)
      case "reconnect": world.askToReconnect(bot)
      case "invalid": world.invalidateSession(bot, resumable: call.body["resumable"].bool ?? false)
      case "heartbeat": world.askForHeartbeat(bot)
      case "silence": world.ignoreHeartbeats(bot, count: call.body["count"].int ?? 1)
      default: throw ControlFailure(400, "kind is close, drop, reconnect, invalid, heartbeat or silence")
      }
      return [:]
    },
    ControlRoute("POST", "/faults/rest") { call in
      let fault = try request(call)
      call.world.with { $0.faults.requests.append(fault) }
      return [:]
    },
    ControlRoute("DELETE", "/faults") { call in
      call.world.with { $0.faults = DiscordFaults() }
      return [:]
    },
    ControlRoute("POST", "/faults/voice-server") { call in
      let guild = try call.id("guild")
      let gap = call.span("gap", 0)
      // For a while there is none.
      if gap > .zero {
        call.world.with { $0.loseVoiceServer(guild) }
        try await Task.sleep(nanoseconds: UInt64(gap.nanoseconds))
      }
      call.world.moveVoiceServer(guild: guild, to: call.body["endpoint"].string)
      return [:]
    },
    ControlRoute("PUT", "/limits") { call in
      let body = call.body
      call.world.with { state in
        if let global = body["global_per_second"].int { state.limiter.global = .init(max(global, 1), per: 1) }
        if let window = body["resume_window"].double { state.resumeWindow = .span(window) }
      }
      return [:]
    },
  ]

  private static func request(_ call: ControlCall) throws -> DiscordFaults.Request {
    let kind: DiscordFaults.Request.Kind
    switch try call.text("kind") {
    case "limited":
      kind = .limited(seconds: call.body["retry_after"].double ?? 1, scope: call.body["scope"].string ?? "user")
    case "status": kind = .status(min(max(call.body["status"].int ?? 503, 400), 599))
    case "slow": kind = .slow(call.span("seconds", 1))
    default: throw ControlFailure(400, "kind is limited, status or slow")
    }
    return DiscordFaults.Request(
      method: call.body["method"].string, path: call.body["path"].string ?? "",
      count: min(max(call.body["count"].int ?? 1, 1), 100_000), kind: kind)
  }
}
