import HTTPTypes
import NIOCore

/// Discord's REST, version 10.
struct RestServer: Sendable {
  private let world: DiscordWorld
  private let routes: [DiscordRoute]

  init(_ world: DiscordWorld) {
    self.world = world
    routes =
      SessionRoutes.all + CommandRoutes.all + InteractionRoutes.all + WebhookRoutes.all + ChannelRoutes.all
      + MessageRoutes.all + GuildRoutes.all + RoleRoutes.all + MemberRoutes.all + VoiceRoutes.all
  }

  func answer(_ request: LabRequest) async -> LabReply {
    var reply: LabReply
    switch world.with({ $0.faults.take(request.method, request.path) }) {
    case .limited(let seconds, let scope)?: reply = Self.limited(seconds, scope)
    case .status(let status)?:
      reply = LabReply(status, ["message": .string("\(status): Lab fault"), "code": 0])
    case .slow(let time)?:
      try? await Task.sleep(nanoseconds: UInt64(time.nanoseconds))
      reply = world.with { handle(request, &$0) }
    case nil: reply = world.with { handle(request, &$0) }
    }
    // Clients take a 429 without this for a ban by the proxy in front of Discord.
    reply.fields.append(("Via", "1.1 google"))
    return reply
  }

  private func handle(_ request: LabRequest, _ state: inout WorldState) -> LabReply {
    guard let path = Self.path(request.path) else { return DiscordFailure.notFound.reply }
    var found: (route: DiscordRoute, parameters: [String: String])?
    var isElsewhere = false
    for route in routes {
      guard let parameters = route.match(path) else { continue }
      isElsewhere = true
      guard route.method == request.method else { continue }
      found = (route, parameters)
      break
    }
    guard let (route, parameters) = found else {
      return (isElsewhere ? DiscordFailure.wrongMethod : .notFound).reply
    }
    let application = Self.token(request).flatMap { state.application(token: $0) }
    let caller = application.map { "\($0.id)" } ?? "address"
    if state.limiter.isShutOut(caller: caller, invalid: false, now: request.at) { return Self.limited(600, "global") }
    if route.access == .bot, application == nil {
      _ = state.limiter.isShutOut(caller: caller, invalid: true, now: request.at)
      return DiscordFailure.unauthorized.reply
    }
    let verdict = route.rule.map { rule in
      state.limiter.take(
        route: "\(route.method) \(route.template)", rule: rule, major: route.major(parameters), caller: caller,
        counted: route.access == .bot, now: request.at)
    }
    var reply: LabReply
    if let verdict, let wait = verdict.retryAfter {
      reply = Self.limited(wait, verdict.scope, told: false)
    } else {
      reply = Self.run(route, request, parameters, application, &state)
    }
    reply.fields += verdict?.fields ?? []
    if [401, 403, 429].contains(reply.status) {
      _ = state.limiter.isShutOut(caller: caller, invalid: true, now: request.at)
    }
    return reply
  }

  private static func run(
    _ route: DiscordRoute, _ request: LabRequest, _ parameters: [String: String], _ application: LabApplication?,
    _ state: inout WorldState
  ) -> LabReply {
    guard let body = request.json else { return DiscordFailure.notJSON.reply }
    let call = DiscordCall(request: request, parameters: parameters, body: body, application: application)
    do throws(DiscordFailure) {
      return try route.handler(call, &state)
    } catch {
      return error.reply
    }
  }

  /// - Parameter told: whether the headers say the scope; a counted verdict says it itself.
  private static func limited(_ seconds: Double, _ scope: String, told: Bool = true) -> LabReply {
    var reply = LabReply(
      429,
      [
        "message": "You are being rate limited.", "retry_after": .number((seconds * 1000).rounded(.up) / 1000),
        "global": .bool(scope == "global"),
      ])
    guard told else { return reply }
    reply.fields = [("Retry-After", String(Int(seconds.rounded(.up)))), ("X-RateLimit-Scope", scope)]
    if scope == "global" {
      reply.fields.append(("X-RateLimit-Global", "true"))
    } else {
      reply.fields.append(("X-RateLimit-Reset-After", RateLimiter.Verdict.seconds(seconds)))
    }
    return reply
  }

  /// The path below `/api` and the version.
  private static func path(_ path: String) -> [Substring]? {
    var segments = path.split(separator: "/")[...]
    guard segments.popFirst() == "api" else { return nil }
    if let first = segments.first, first.hasPrefix("v"), let version = Int(first.dropFirst()) {
      guard version == 10 || version == 9 else { return nil }
      segments.removeFirst()
    }
    return Array(segments)
  }

  private static func token(_ request: LabRequest) -> String? {
    guard let field = request.fields[.authorization], field.hasPrefix("Bot ") else { return nil }
    return String(field.dropFirst(4))
  }
}
