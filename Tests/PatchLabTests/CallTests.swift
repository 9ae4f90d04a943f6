import PatchNet
import Synchronization
import Testing

@testable import PatchLab

/// What the TwiML verbs do, against a scripted application on loopback.
@Suite struct CallTests {
  static let token = "12345"

  /// Requests in the order they came.
  final class Hooks: Sendable {
    private let all = Mutex<[ScriptedServer.Hook]>([])
    func add(_ hook: ScriptedServer.Hook) { all.withLock { $0.append(hook) } }
    var list: [ScriptedServer.Hook] { all.withLock { $0 } }
    func first(_ path: String) -> ScriptedServer.Hook? { list.first { $0.path == path } }
  }

  /// Runs one call against TwiML by path; time is skipped, not waited for.
  private func call(
    _ pages: [String: String], endpoints: [String: CarrierSettings.Endpoint] = [:],
    _ change: @escaping @Sendable (inout CallPlan) -> Void = { _ in }
  ) async throws -> (CallReport, Hooks) {
    let hooks = Hooks()
    let report = try await ScriptedServer.run(answer: { hook in
      hooks.add(hook)
      return pages[hook.path].map { $0.isEmpty || Int($0) != nil ? $0 : "<Response>\($0)</Response>" } ?? "404"
    }) { server in
      var settings = CarrierSettings(authToken: Self.token)
      settings.seed = 7
      settings.endpoints = endpoints
      let http = HTTPClientTransport(followRedirects: 3)
      var plan = CallPlan(from: "+15550101", to: "+15550100", webhook: "http://127.0.0.1:\(server.port)/voice")
      plan.realTime = false
      change(&plan)
      let report = await Carrier(settings, http: http).place(plan)
      await http.shutdown()
      return report
    }
    return (report, hooks)
  }

  @Test func theFirstRequestIsSignedAndComplete() async throws {
    let (report, hooks) = try await call(["/voice": "<Hangup/>"]) {
      $0.fields = [("Empty", ""), ("Uni", "žluť ☎ +&=")]
    }
    #expect(report.status == .completed)
    #expect(report.allViolations.isEmpty)
    let hook = try #require(hooks.list.first)
    #expect(hook.fields["CallSid"]?.count == 34)
    #expect(hook.fields["From"] == "+15550101")
    #expect(hook.fields["To"] == "+15550100")
    #expect(hook.fields["CallStatus"] == "ringing")
    #expect(hook.fields["Direction"] == "inbound")
    #expect(hook.fields["Uni"] == "žluť ☎ +&=")
    #expect(hook.token.count == 32)
    let url = try #require(report.webhooks.first?.url)
    #expect(TwilioSignature(token: Self.token).matches(hook.signature, url: url, fields: hook.pairs))
  }

  @Test func soundTakesItsTimeOnTheCallersTimeline() async throws {
    let (report, _) = try await call([
      "/voice": "<Pause length=\"2\"/><Say loop=\"2\">123456789012345</Say><Play digits=\"1w2\"/>"
    ])
    #expect(report.verbs.map(\.verb) == ["Pause", "Say", "Play"])
    #expect(abs(report.seconds - 4.9) < 0.1)
    #expect(report.heard.prefix(15000).allSatisfy { $0 == 0xFF })
    #expect(!report.heard[16100..<16500].allSatisfy { $0 == 0xFF })
  }

  @Test func gatherSendsDigitsToItsAction() async throws {
    let (report, hooks) = try await call([
      "/voice": #"<Gather action="/menu" numDigits="2"><Say>one two</Say></Gather><Say>nothing</Say>"#,
      "/menu": ##"<Gather action="pin" finishOnKey="#"/>"##,
      "/pin": #"<Gather timeout="3" action="/none"/><Redirect>/end</Redirect>"#,
      "/end": "<Hangup/>",
    ]) { $0.caller.gathers = [.keys("12"), .keys("99#"), .nothing] }
    #expect(hooks.first("/menu")?.fields["Digits"] == "12")
    #expect(hooks.first("/pin")?.fields["Digits"] == "99")
    #expect(hooks.first("/pin")?.fields["FinishedOnKey"] == "#")
    #expect(hooks.first("/none") == nil)
    #expect(hooks.first("/end")?.fields["CallStatus"] == "in-progress")
    #expect(report.verbs.map(\.verb) == ["Say", "Gather", "Gather", "Gather", "Redirect", "Hangup"])
  }

  @Test func gatherHearsSpeech() async throws {
    let (_, hooks) = try await call([
      "/voice": #"<Gather input="dtmf speech" action="/heard"/>"#, "/heard": "<Hangup/>",
    ]) {
      $0.caller.gathers = [.speech("hello there", confidence: 0.9)]
    }
    #expect(hooks.first("/heard")?.fields["SpeechResult"] == "hello there")
    #expect(hooks.first("/heard")?.fields["Confidence"] == "0.9")
  }

  @Test(arguments: [
    ("+1", CarrierSettings.Endpoint.answers([UInt8](repeating: 1, count: 8000)), "completed"),
    ("+1", .busy, "busy"), ("+1", .noAnswer, "no-answer"), ("+2", .busy, "failed"),
  ])
  func dialTellsHowItWent(_ number: String, _ endpoint: CarrierSettings.Endpoint, _ status: String) async throws {
    let (report, hooks) = try await call(
      ["/voice": "<Dial action=\"/dialed\"><Number>\(number)</Number></Dial>", "/dialed": "<Hangup/>"],
      endpoints: ["+1": endpoint])
    #expect(hooks.first("/dialed")?.fields["DialCallStatus"] == status)
    if status == "completed" { #expect(report.heard.filter { $0 == 1 }.count == 8000) }
  }

  @Test func recordKeepsWhatTheCallerSays() async throws {
    let (report, hooks) = try await call(["/voice": #"<Record action="/done" maxLength="5"/>"#, "/done": "<Hangup/>"]) {
      $0.caller = Caller(speech: [1, 2, 3])
      $0.caller.recordSeconds = 2
    }
    #expect(hooks.first("/done")?.fields["RecordingDuration"] == "2")
    #expect(hooks.first("/done")?.fields["RecordingUrl"] == report.recordings.first?.url)
    #expect(report.recordings.first?.sound.count == 16000)
  }

  @Test func rejectEndsBeforeAnswer() async throws {
    let (busy, _) = try await call(["/voice": #"<Reject reason="busy"/>"#])
    #expect(busy.status == .busy)
    #expect(busy.seconds == 0)
  }

  @Test func theCallerHangsUp() async throws {
    let (report, hooks) = try await call(["/voice": #"<Pause length="60"/><Redirect>/never</Redirect>"#, "/status": ""])
    {
      $0.caller.hangsUp = 3
      $0.statusCallback = $0.webhook.replacing("/voice", with: "/status")
    }
    #expect(abs(report.seconds - 3) < 0.1)
    #expect(hooks.first("/never") == nil)
    #expect(hooks.first("/status")?.fields["CallStatus"] == "completed")
    #expect(hooks.first("/status")?.fields["CallDuration"] == "3")
  }

  @Test func brokenDocumentsEndTheCall() async throws {
    let (parse, _) = try await call(["/voice": "<Say>"])
    #expect(parse.violations.map(\.code) == [.documentParse])
    #expect(parse.status == .failed)
    let (schema, _) = try await call(["/voice": "<Sing/><Hangup/>"])
    #expect(schema.violations.map(\.code) == [.schema])
    #expect(schema.status == .completed)
    let (loop, _) = try await call(["/voice": "<Redirect>/voice</Redirect>"])
    #expect(loop.violations.map(\.code) == [.expectation])
  }

  @Test func aFailingWebhookFallsBack() async throws {
    let (report, hooks) = try await call(["/voice": "503", "/fallback": "<Hangup/>"]) {
      $0.fallback = $0.webhook.replacing("/voice", with: "/fallback")
      $0.webhook += "#rc=2&rp=5xx"
    }
    #expect(hooks.list.map(\.path) == ["/voice", "/voice", "/voice", "/fallback"])
    #expect(Set(hooks.list.prefix(3).map(\.token)).count == 1)
    #expect(hooks.first("/fallback")?.fields["ErrorCode"] == "11200")
    #expect(report.status == .completed)
  }

  @Test func aRetriedWebhookMustBeAnsweredAlike() async throws {
    let (good, hooks) = try await call(["/voice": "<Hangup/>"]) { $0.faults.retriedWebhook = true }
    #expect(hooks.list.count == 2)
    #expect(hooks.list[0].token == hooks.list[1].token)
    #expect(good.violations.isEmpty)
    let count = Mutex(0)
    let differs = try await ScriptedServer.run(answer: { _ in
      "<Response><Say>\(count.withLock { $0 += 1; return $0 })</Say></Response>"
    }) { server in
      var plan = CallPlan(from: "+1", to: "+2", webhook: "http://127.0.0.1:\(server.port)/voice")
      plan.realTime = false
      plan.faults.retriedWebhook = true
      let http = HTTPClientTransport()
      let report = await Carrier(CarrierSettings(authToken: "t"), http: http).place(plan)
      await http.shutdown()
      return report
    }
    #expect(differs.violations.map(\.code) == [.retryDiffers])
  }

  @Test func aSlowWebhookArrivesWhole() async throws {
    let (report, hooks) = try await call(["/voice": "<Hangup/>"]) { $0.faults.slowWebhook = 0.1 }
    #expect(report.violations.isEmpty)
    #expect(hooks.list.first?.fields["From"] == "+15550101")
  }

  @Test func nobodyThere() async throws {
    var plan = CallPlan(from: "+1", to: "+2", webhook: "http://127.0.0.1:9/voice")
    plan.realTime = false
    let http = HTTPClientTransport()
    let report = await Carrier(CarrierSettings(authToken: "t"), http: http).place(plan)
    await http.shutdown()
    #expect(report.status == .failed)
    #expect(report.violations.map(\.code) == [.webhookConnection])
  }
}
