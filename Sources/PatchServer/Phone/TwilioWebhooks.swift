import HTTPTypes
import Hummingbird
import Logging
import PatchNet

/// The addresses that the telephone network calls.
struct TwilioWebhooks: Sendable {
  let gate: WebhookGate
  let calls: CallRegistry
  let grants: StreamGrants
  let handlers: CallHandlers
  let retries: IdempotencyCache
  let readiness: Readiness
  let events: EventLog
  let logger: Logger

  func add(to router: Router<BasicRequestContext>) {
    for method in [HTTPRequest.Method.post, .get] {
      router.on("/twilio/voice", method: method) { request, _ in await signed(request, voice) }
      router.on("/twilio/stream-ended", method: method) { request, _ in await signed(request, streamEnded) }
      router.on("/twilio/status", method: method) { request, _ in await signed(request, status) }
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
  @Sendable private func voice(_ signed: SignedRequest) async -> WebhookAnswer {
    guard let request = VoiceRequest(fields: signed.fields) else { return .refused(.badRequest, "no CallSid") }
    guard readiness.isReady else { return .refused(.serviceUnavailable, "draining") }
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

  /// The stream is over and the call still lives: our side ended it, so the call ends too.
  @Sendable private func streamEnded(_ signed: SignedRequest) async -> WebhookAnswer {
    guard let request = VoiceRequest(fields: signed.fields) else { return .refused(.badRequest, "no CallSid") }
    if let call = calls.call(providerID: request.callSid), call.legs == 0 {
      grants.revoke(callID: call.id)
      calls.end(call.id, reason: "stream over")
    }
    return .twiml(TwiML { Hangup() }.xml)
  }

  /// The network tells how a call fares. Callbacks come in any order, so only an end counts.
  @Sendable private func status(_ signed: SignedRequest) async -> WebhookAnswer {
    guard let request = VoiceRequest(fields: signed.fields) else { return .refused(.badRequest, "no CallSid") }
    let status = String((request.value("CallStatus") ?? "").prefix(20))
    if let call = calls.call(providerID: request.callSid) {
      events.record(.callStatus, call: call.id, ["status": .string(status)])
      if ["completed", "busy", "failed", "no-answer", "canceled"].contains(status), call.legs == 0 {
        grants.revoke(callID: call.id)
        calls.end(call.id, reason: status)
      }
    }
    return .twiml(TwiML {}.xml)
  }
}
