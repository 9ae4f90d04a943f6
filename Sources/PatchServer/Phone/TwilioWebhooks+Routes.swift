import HTTPTypes
import PatchNet

/// Calls that the book of routes has something to say about.
extension TwilioWebhooks {
  /// Nil when no route fits.
  func routed(_ request: VoiceRequest) -> WebhookAnswer? {
    guard let (index, route) = routes.route(request) else { return nil }
    switch route.step.then {
    case .reject, .busy:
      events.record(
        .callRefused, ["reason": .string("route: " + route.name), "to": .string(MaskedNumber.of(request.to))])
      return .twiml(TwiML { Reject(route.step.then == .busy ? .busy : .rejected) }.xml)
    case .linked:
      guard !route.step.words.isEmpty else { return nil }
      return .twiml(TwiML { route.step.words + [Redirect(outbound.address.webhook("/twilio/linked")).element] }.xml)
    case .hangUp, .room, .menu: break
    }
    guard let call = calls.begin(request, handler: "route") else { return .twiml(TwiML { Reject(.busy) }.xml) }
    if call.state == .incoming { calls.advance(call.id, to: .answered) }
    events.record(.callAnswered, call: call.id, ["handler": "route", "route": .string(route.name)])
    return answer(call, route.step, "\(index)")
  }

  /// A caller pressed a key, another one, or none: `/twilio/menu/INDEX/KEYS?tries=N`.
  @Sendable func pressed(_ signed: SignedRequest) async -> WebhookAnswer {
    guard let request = VoiceRequest(fields: signed.fields) else { return .refused(.badRequest, "no CallSid") }
    let parts = signed.path.split(separator: "/").dropFirst(2)
    guard let call = calls.call(providerID: request.callSid), let index = parts.first.flatMap({ Int($0) }),
      let step = routes.step(index, parts.dropFirst().first ?? ""), case .menu(let menu) = step.then
    else { return .twiml(TwiML { Hangup() }.xml) }
    let place = parts.joined(separator: "/")
    let digits = request.value("Digits") ?? ""
    if digits.count == 1, let key = digits.first, let next = menu.keys[key] {
      return answer(call, next, place + (parts.count == 1 ? "/" : "") + RouteBook.name(key))
    }
    let tries = request.value("tries").flatMap { Int($0) } ?? 1
    if tries < menu.tries { return answer(call, step, place, tries: tries + 1) }
    return answer(call, menu.otherwise, place)
  }

  private func answer(_ call: Call, _ step: RouteStep, _ place: String, tries: Int = 1) -> WebhookAnswer {
    switch step.then {
    case .menu(let menu):
      // Nobody may hear of it when the caller hangs up here: like a stream that never comes, the call ends by itself.
      _ = grants.issue(callID: call.id, callSid: call.providerID, room: "menu")
      let action = outbound.address.webhook("/twilio/menu/\(place)?tries=\(tries)")
      return .twiml(TwiML { Gather(action: action, timeout: menu.seconds) { step.words } }.xml)
    case .room(let room):
      calls.enter(call.id, room: room)
      let connect = outbound.connect(call, room: room)
      return .twiml(TwiML { step.words + connect.verbs }.xml)
    case .hangUp, .linked, .reject, .busy:
      grants.revoke(callID: call.id)
      calls.end(call.id, reason: "route")
      return .twiml(TwiML { step.words + [Hangup().element] }.xml)
    }
  }
}
