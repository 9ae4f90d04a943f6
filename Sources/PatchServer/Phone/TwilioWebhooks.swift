import HTTPTypes
import Hummingbird
import Logging
import NIOConcurrencyHelpers
import PatchNet

/// The addresses that the telephone network calls.
struct TwilioWebhooks: Sendable {
  let gate: WebhookGate
  let calls: CallRegistry
  let grants: StreamGrants
  let handlers: CallHandlers
  let outbound: OutboundCalls
  let lines: NumberLines
  let waiting: WaitingCalls
  let routes: RouteBook
  let policy: CallPolicy
  let bot: NIOLockedValueBox<DiscordBot?>
  let retries: IdempotencyCache
  let readiness: Readiness
  let events: EventLog
  let logger: Logger

  func add(to router: Router<BasicRequestContext>) {
    for method in [HTTPRequest.Method.post, .get] {
      router.on("/twilio/voice", method: method) { request, _ in await signed(request, voice) }
      router.on("/twilio/stream-ended", method: method) { request, _ in await signed(request, streamEnded) }
      router.on("/twilio/status", method: method) { request, _ in await signed(request, status) }
      router.on("/twilio/linked", method: method) { request, _ in await signed(request, linked) }
      router.on("/twilio/menu/**", method: method) { request, _ in await signed(request, pressed) }
      // The name that other software gives it.
      router.on("/webhook/voice", method: method) { request, _ in await signed(request, voice) }
      // Of calls that we made; they carry our id.
      router.on("/twilio/outbound/:id", method: method) { request, _ in await signed(request, answered) }
      router.on("/twilio/status/:id", method: method) { request, _ in await signed(request, status) }
      router.on("/twilio/machine/:id", method: method) { request, _ in await signed(request, machine) }
    }
    // A media address without a WebSocket upgrade; real upgrades never come here.
    router.get("/twilio/media/**") { _, _ in WebhookAnswer.refused(.forbidden, "WebSocket only").response }
  }

  private func signed(
    _ request: Request, _ next: @escaping @Sendable (SignedRequest) async -> WebhookAnswer
  ) async -> Response {
    switch await gate.open(request) {
    case .refused(let answer): return answer.response
    case .signed(let request):
      guard let token = request.idempotencyToken else { return await next(request).response }
      let key = request.path + "\n" + token
      return await retries.answer(for: key) { await next(request) }.response
    }
  }

  /// What to do with a call?
  @Sendable private func voice(_ signed: SignedRequest) async -> WebhookAnswer { await voice(signed, routed: false) }

  /// The same for a call that heard what its route has to say.
  @Sendable private func linked(_ signed: SignedRequest) async -> WebhookAnswer { await voice(signed, routed: true) }

  private func voice(_ signed: SignedRequest, routed isRouted: Bool) async -> WebhookAnswer {
    guard let request = VoiceRequest(fields: signed.fields) else { return .refused(.badRequest, "no CallSid") }
    guard readiness.isReady else { return .refused(.serviceUnavailable, "draining") }
    guard !calls.wasOver(request.callSid) else {
      events.record(.callRefused, ["reason": "the call is over", "provider_id": .string(request.callSid)])
      return .twiml(TwiML { Hangup() }.xml)
    }
    // As the first verb it is the only answer that costs nothing.
    guard !policy.isBlocked(request.from) else {
      events.record(.callRefused, ["reason": "blocked caller", "from": .string(MaskedNumber.of(request.from))])
      return .twiml(TwiML { Reject() }.xml)
    }
    // A call that an earlier process had, sent here again by its number's fallback.
    if let call = calls.call(providerID: request.callSid), call.legs == 0,
      let lost = grants.returning(callID: call.id), calls.comesBack(call.id)
    {
      return back(call, lost)
    }
    // Nobody here asked for it.
    if request.value("Direction")?.hasPrefix("outbound") == true, calls.call(providerID: request.callSid) == nil {
      events.record(.callRefused, ["reason": "unknown outbound call", "provider_id": .string(request.callSid)])
      return .twiml(TwiML { Hangup() }.xml)
    }
    if !isRouted, let answer = routed(request) { return answer }
    if let line = lines.record(request.to), line.incoming.answer == .reject {
      events.record(.callRefused, ["reason": "closed number", "to": .string(MaskedNumber.of(request.to))])
      return .twiml(TwiML { Reject() }.xml)
    }
    if let line = lines.record(request.to), line.channel != nil || line.room != nil,
      line.channel == nil || bot.withLockedValue({ $0 != nil })
    {
      return wait(request, line)
    }
    // Where a bot rules or numbers are linked, one that is linked nowhere has nobody to answer it.
    guard (bot.withLockedValue({ $0 == nil }) && lines.isEmpty) || handlers.names(request.to) else {
      events.record(.callRefused, ["reason": "unlinked number", "to": .string(MaskedNumber.of(request.to))])
      return .twiml(TwiML { Reject() }.xml)
    }
    let handler = handlers.handler(for: request.to)
    guard let call = calls.begin(request, handler: handler.name) else {
      events.record(
        .callRefused,
        ["reason": "too many calls", "provider_id": .string(request.callSid)], level: .warning)
      return .twiml(TwiML { Reject(.busy) }.xml)
    }
    do {
      let twiml = try await handler.answer(call, request)
      if call.state == .incoming { calls.advance(call.id, to: .answered) }
      events.record(.callAnswered, call: call.id, ["handler": .string(handler.name)])
      return .twiml(twiml.xml)
    } catch {
      logger.error("call handler failed", error: error, metadata: ["call_id": .string(call.id)])
      calls.end(call.id, reason: "handler failed")
      return .refused(.internalServerError, "call handler failed")
    }
  }

  /// A call for a voice channel or a room: the caller waits alone until somebody answers.
  private func wait(_ request: VoiceRequest, _ line: NumberRecord) -> WebhookAnswer {
    let place = line.channel.flatMap { UInt64($0) }
    guard let room = place == nil ? line.room : UInt64(line.owner).map(ChannelLine.room) else {
      return .twiml(TwiML { Reject() }.xml)
    }
    let handler = place == nil ? "room" : "discord"
    let known = calls.call(providerID: request.callSid) != nil
    guard let call = calls.begin(request, handler: handler, owner: line.owner, waits: true) else {
      return .twiml(TwiML { Reject(.busy) }.xml)
    }
    calls.enter(call.id, room: room)
    if call.state == .incoming { calls.advance(call.id, to: .answered) }
    if !known {
      events.record(.callAnswered, call: call.id, ["handler": .string(handler)])
      waiting.begin(calls.call(call.id) ?? call, line.incoming)
      if let place, let bot = bot.withLockedValue({ $0 }), calls.call(call.id)?.isWaiting == true {
        Task { await bot.announce(call, channel: place) }
      }
    }
    return .twiml(outbound.connect(call, room: room).xml)
  }

  /// Somebody answered a call of ours.
  @Sendable private func answered(_ signed: SignedRequest) async -> WebhookAnswer {
    guard let request = VoiceRequest(fields: signed.fields) else { return .refused(.badRequest, "no CallSid") }
    guard let call = ours(signed, request) else { return .twiml(TwiML { Hangup() }.xml) }
    calls.advance(call.id, to: .answered)
    events.record(.callAnswered, call: call.id, ["handler": .string(call.handler)])
    return .twiml(outbound.connect(call, room: call.room ?? call.id).xml)
  }

  /// What the network thinks of who answered.
  @Sendable private func machine(_ signed: SignedRequest) async -> WebhookAnswer {
    guard let request = VoiceRequest(fields: signed.fields) else { return .refused(.badRequest, "no CallSid") }
    if let call = ours(signed, request) {
      let by = String((request.value("AnsweredBy") ?? "").prefix(30))
      events.record(.callMachine, call: call.id, ["answered_by": .string(by)])
    }
    return .twiml(TwiML {}.xml)
  }

  /// The call that the address names. It may be that only this request tells its id at the network.
  private func ours(_ signed: SignedRequest, _ request: VoiceRequest) -> Call? {
    let id = signed.path.split(separator: "/").last.map(String.init) ?? ""
    guard let call = calls.call(id), call.direction == .outbound else { return nil }
    if call.providerID.isEmpty { calls.placed(id, as: request.callSid) }
    return calls.call(providerID: request.callSid).flatMap { $0.id == id ? $0 : nil }
  }

  /// The stream is over and the call still lives: when it broke, it comes back to its room; when our side ended it, the
  /// call ends too.
  @Sendable private func streamEnded(_ signed: SignedRequest) async -> WebhookAnswer {
    guard let request = VoiceRequest(fields: signed.fields) else { return .refused(.badRequest, "no CallSid") }
    if let call = calls.call(providerID: request.callSid), call.legs == 0 {
      if request.value("CallStatus") != "completed", let lost = grants.returning(callID: call.id),
        calls.comesBack(call.id)
      {
        return back(call, lost)
      }
      grants.revoke(callID: call.id)
      calls.end(call.id, reason: "stream over")
    }
    return .twiml(TwiML { Hangup() }.xml)
  }

  private func back(_ call: Call, _ lost: StreamGrants.Grant) -> WebhookAnswer {
    events.record(.callReturned, call: call.id, ["reason": .string(lost.reason ?? "")], level: .warning)
    // Nobody of this process knows that they wait.
    if call.isWaiting, lost.reason == Adoption.reason, let line = lines.record(call.to) {
      waiting.begin(call, line.incoming)
      if let channel = line.channel.flatMap({ UInt64($0) }), let bot = bot.withLockedValue({ $0 }) {
        Task { await bot.announce(call, channel: channel) }
      }
    }
    return .twiml(outbound.connect(call, room: lost.room).xml)
  }

  /// The network tells how a call fares. Callbacks come in any order, so only an end counts.
  @Sendable private func status(_ signed: SignedRequest) async -> WebhookAnswer {
    guard let request = VoiceRequest(fields: signed.fields) else { return .refused(.badRequest, "no CallSid") }
    let status = String((request.value("CallStatus") ?? "").prefix(20))
    let isOver = ["completed", "busy", "failed", "no-answer", "canceled"].contains(status)
    if isOver { calls.isOver(request.callSid) }
    if let call = ours(signed, request) ?? calls.call(providerID: request.callSid) {
      if let number = request.value("SequenceNumber").flatMap({ Int($0) }), call.direction == .outbound {
        // An older one that was overtaken says nothing new.
        guard calls.isNewest(call.id, callback: number) else { return .twiml(TwiML {}.xml) }
      }
      if status == "ringing", call.state == .placing { calls.advance(call.id, to: .ringing) }
      if status == "in-progress", call.answered == nil { calls.advance(call.id, to: .answered) }
      events.record(.callStatus, call: call.id, ["status": .string(status)])
      if isOver, call.legs == 0 {
        grants.revoke(callID: call.id)
        calls.end(call.id, reason: status)
      }
    }
    return .twiml(TwiML {}.xml)
  }
}
