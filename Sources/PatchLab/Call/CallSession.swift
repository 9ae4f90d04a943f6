import NIOCore
import PatchNet

/// One call while it lasts: fetches TwiML and does what it says, verb by verb.
final class CallSession {
  /// What follows a verb.
  enum Next {
    case verb
    case document(url: String, usesGet: Bool, fields: [(String, String)])
    case end
  }

  /// The caller has hung up in the middle of a verb.
  struct HungUp: Error {}

  /// A unidirectional stream that runs beside the verbs.
  struct Background {
    var name: String
    var streamSid: String
    var stop: AsyncStream<Void>.Continuation
    var running: Task<StreamReport, Never>
  }

  let plan: CallPlan
  let carrier: Carrier
  let control: CallControl
  var random: LabRandom
  var report: CallReport
  let ear = EarTap()
  var answered: NIODeadline?
  /// Time that was skipped rather than waited for.
  var skipped = TimeAmount.zero
  var gathers: [Caller.Gathering]
  var background: [Background] = []
  /// Where relative addresses start.
  var document: WebAddress?

  init(_ plan: CallPlan, on carrier: Carrier, control: CallControl = CallControl()) {
    self.control = control
    self.plan = plan
    self.carrier = carrier
    let parties = (plan.from + plan.to).utf8.reduce(UInt64(0)) { $0 &* 31 &+ UInt64($1) }
    random = LabRandom(seed: carrier.settings.seed.map { $0 &+ parties } ?? .random(in: 0 ... .max))
    let drawn = random.sid("CA")
    let sid = plan.callSid ?? drawn
    report = CallReport(callSid: sid, from: plan.from, to: plan.to)
    gathers = plan.caller.gathers
  }

  // MARK: Time

  /// The call's clock: real time plus what was skipped.
  var now: NIODeadline { .now() + skipped }

  /// When the caller hangs up, on the call's clock.
  var hangsUp: NIODeadline? { answered.flatMap { answered in plan.caller.hangsUp.map { answered + .span($0) } } }

  var sinceAnswer: Double { answered.map { (now - $0).inSeconds } ?? 0 }

  /// Lets time pass; throws when the caller hangs up before it has.
  func wait(_ seconds: Double) async throws {
    let until = now + .span(seconds)
    let end = hangsUp.map { min($0, until) } ?? until
    if plan.realTime {
      while LabClock.isAhead(end - skipped) {
        try await LabClock.sleep(until: min(end - skipped, .now() + .milliseconds(20)))
        if control.isPending { throw CallControl.Interrupted() }
      }
    } else {
      skipped = skipped + max(end - now, .zero)
    }
    if end < until { throw HungUp() }
  }

  /// The caller hears `sound` from now on, and time passes until it is over.
  func play(_ sound: [UInt8]) async throws {
    ear.place(sound, at: now)
    try await wait(Double(sound.count) / 8000)
  }

  // MARK: The call

  func run() async -> CallReport {
    let status = await documents()
    for stream in background { stream.stop.yield() }
    for stream in background { report.streams.append(await stream.running.value) }
    if let expectation = plan.expectation {
      let differences = report.streams.first.map(expectation.differences) ?? ["no stream was opened"]
      for text in differences { report.violations.append(Violation(.expectation, text, at: sinceAnswer)) }
    }
    report.status = status
    report.seconds = sinceAnswer
    if answered != nil { report.heard = ear.heard(until: now) }
    if let callback = plan.statusCallback { await tellStatus(callback) }
    return report
  }

  /// Runs document after document.
  private func documents() async -> CallStatus {
    var next: (url: String, usesGet: Bool, fields: [(String, String)]) = (plan.webhook, plan.usesGet, [])
    var written = plan.twiml
    if plan.direction != "inbound" { answer() }
    for count in 0..<carrier.settings.documents {
      let root: TwiMLElement?
      if let text = written {
        root = read(Webhook.Answer(status: 200, contentType: "text/xml", body: Array(text.utf8)))
        written = nil
      } else {
        root = await fetch(next.url, usesGet: next.usesGet, fields: next.fields, first: count == 0)
      }
      guard let root else { return .failed }
      for text in TwiMLSchema.warnings(root) { report.violations.append(Violation(.schema, text, at: sinceAnswer)) }
      if answered == nil, let reject = root.children.first, reject.name == "Reject" {
        note("Reject", reject["reason"] ?? "rejected", since: now)
        return reject["reason"] == "busy" ? .busy : .noAnswer
      }
      answer()
      do {
        switch try await verbs(root.children) {
        case .document(let url, let usesGet, let fields): next = (url, usesGet, fields)
        case .end, .verb: return .completed
        }
      } catch is CallControl.Interrupted {
        switch control.take() {
        case .document(let url, let usesGet): next = (url, usesGet, [])
        case .twiml(let text): written = text
        case .hangUp, nil: return .completed
        }
      } catch {
        return .completed
      }
    }
    report.violations.append(Violation(.expectation, "over \(carrier.settings.documents) documents in one call"))
    return .failed
  }

  private func answer() {
    guard answered == nil else { return }
    answered = now
    ear.answer(at: now)
  }

  private func verbs(_ verbs: [TwiMLElement]) async throws -> Next {
    for verb in verbs {
      let began = now
      let next: Next
      switch verb.name {
      case "Say", "Play", "Pause": next = try await sound(verb)
      case "Gather": next = try await gather(verb)
      case "Connect": next = try await connect(verb)
      case "Start": next = start(verb)
      case "Stop": next = await stop(verb)
      case "Dial": next = try await dial(verb)
      case "Record": next = try await record(verb)
      case "Redirect":
        note("Redirect", verb.text, since: began)
        next = .document(url: verb.text, usesGet: verb["method"] == "GET", fields: [])
      case "Hangup", "Reject":
        note(verb.name, "", since: began)
        next = .end
      default: next = .verb  // reported as 12200
      }
      if case .verb = next { continue }
      return next
    }
    return .end
  }

  /// Enters a verb into the report.
  func note(_ verb: String, _ text: String, since began: NIODeadline) {
    let at = answered.map { (began - $0).inSeconds } ?? 0
    report.verbs.append(VerbReport(verb: verb, at: at, seconds: (now - began).inSeconds, note: text))
  }

  // MARK: Documents

  /// Where an `action` or `Redirect` leads; the current document when it is absent.
  func resolve(_ reference: String?) -> String {
    guard let document else { return reference ?? plan.webhook }
    return document.resolving(reference ?? "")?.text ?? reference ?? ""
  }

  /// The document at `url`, after the fallback if need be; nil ends the call.
  private func fetch(_ url: String, usesGet: Bool, fields: [(String, String)], first: Bool) async -> TwiMLElement? {
    let status = answered == nil ? "ringing" : "in-progress"
    let form =
      WebhookFields.call(plan, callSid: report.callSid, accountSid: carrier.settings.accountSid, status: status)
      + fields
    let token = random.sid("").lowercased()
    // The fragment holds rules for us and is not part of the address.
    let full = url.contains("://") ? url : resolve(url)
    let webhook = Webhook(carrier: carrier, faults: first ? plan.faults : Faults())
    if let answer = await webhook.send(full, usesGet: usesGet, fields: form, token: token, report: &report) {
      document = WebAddress(full)
      return read(answer)
    }
    guard let fallback = plan.fallback, fallback != url else { return nil }
    let extra = [("ErrorCode", String(report.violations.last?.code.rawValue ?? 0)), ("ErrorUrl", full)]
    let again = Webhook(carrier: carrier, faults: Faults())
    guard
      let answer = await again.send(
        fallback, usesGet: usesGet, fields: form + extra, token: random.sid("").lowercased(), report: &report)
    else { return nil }
    document = WebAddress(fallback)
    return read(answer)
  }

  private func read(_ answer: Webhook.Answer) -> TwiMLElement? {
    if answer.body.isEmpty { return TwiMLElement("Response") }
    let type = answer.contentType.prefix { $0 != ";" }.lowercased()
    switch type {
    case "text/xml", "application/xml", "text/html":
      do {
        return try TwiMLReader.read(answer.body)
      } catch {
        report.violations.append(Violation(.documentParse, error.text, at: sinceAnswer))
        return nil
      }
    case "text/plain":
      return TwiMLElement(
        "Response", children: [TwiMLElement("Say", text: String(decoding: answer.body, as: UTF8.self))])
    default:
      report.violations.append(Violation(.contentType, "content type \"\(answer.contentType)\"", at: sinceAnswer))
      return nil
    }
  }

  /// A callback whose answer nobody reads.
  func tell(_ url: String, usesGet: Bool = false, _ fields: [(String, String)]) async {
    let token = random.sid("").lowercased()
    let webhook = Webhook(carrier: carrier, faults: Faults())
    _ = await webhook.send(resolve(url), usesGet: usesGet, fields: fields, token: token, report: &report)
  }

  private func tellStatus(_ url: String) async {
    var fields = WebhookFields.call(
      plan, callSid: report.callSid, accountSid: carrier.settings.accountSid, status: report.status.rawValue)
    let seconds = Int(report.seconds.rounded())
    fields += [
      ("CallDuration", String(seconds)), ("Duration", String((seconds + 59) / 60)), ("SequenceNumber", "0"),
      ("CallbackSource", "call-progress-events"),
    ]
    await tell(url, fields)
  }
}
