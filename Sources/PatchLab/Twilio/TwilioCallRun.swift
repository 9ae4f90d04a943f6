import Foundation
import NIOCore
import PatchNet

/// A call that the application asked for, from queued to its end.
struct TwilioCallRun: Sendable {
  let sid: String
  let world: TwilioWorld
  let carrier: Carrier

  func run() async {
    guard let call = world.call(sid) else { return }
    await turn()
    guard await advance("initiated", as: "queued") else { return await finish("canceled") }
    guard await advance("ringing", as: "ringing") else { return await finish("canceled") }
    let phone = world.with { $0.phones[call.to] }
    let patience = call.field("Timeout").flatMap(Double.init) ?? 60
    let ring = phone?.answer == .nobody ? patience : phone?.ring ?? 0.02
    guard await wait(min(ring, patience)) else { return await finish("canceled") }
    guard let phone, ring <= patience, phone.answer != .nobody else {
      return await finish(phone == nil ? "failed" : "no-answer")
    }
    guard phone.answer != .busy else { return await finish("busy") }
    await answered(call, phone)
  }

  /// Calls start one after the other; what is too fast is queued.
  private func turn() async {
    let gap = UInt64(1e9 / world.settings.callsPerSecond)
    let start = world.with { state in
      let now = NIODeadline.now().uptimeNanoseconds
      let start = max(state.nextStart, now)
      state.nextStart = start + gap
      return start
    }
    try? await LabClock.sleep(until: .uptimeNanoseconds(start))
  }

  private func wait(_ seconds: Double) async -> Bool {
    let end = NIODeadline.now() + .span(seconds)
    while LabClock.isAhead(end) {
      try? await LabClock.sleep(until: min(end, .now() + .milliseconds(10)))
      if world.call(sid)?.control.isPending == true { return false }
    }
    return world.call(sid)?.control.isPending == false
  }

  private func answered(_ call: TwilioCall, _ phone: LabPhone) async {
    var plan = CallPlan(from: call.from, to: call.to, webhook: call.field("Url") ?? "")
    plan.callSid = sid
    plan.direction = "outbound-api"
    plan.twiml = call.field("Url") == nil ? call.field("Twiml") : nil
    plan.usesGet = call.field("Method") == "GET"
    plan.fallback = call.field("FallbackUrl")
    plan.caller = phone.caller
    plan.faults = phone.faults
    if let limit = call.field("TimeLimit").flatMap(Double.init) {
      plan.caller.hangsUp = min(plan.caller.hangsUp ?? .infinity, limit)
    }
    world.change(sid) { $0.started = Date() }
    _ = await advance("answered", as: "in-progress")
    if let detection = call.field("MachineDetection") {
      let found =
        phone.answer == .machine ? (detection == "DetectMessageEnd" ? "machine_end_beep" : "machine_start") : "human"
      if call.field("AsyncAmd") == "true" {
        if let callback = call.field("AsyncAmdStatusCallback") {
          Task {
            try? await Task.sleep(for: .milliseconds(50))
            await tell(callback, [("AnsweredBy", found), ("MachineDetectionDuration", "50")])
          }
        }
      } else {
        plan.fields.append(("AnsweredBy", found))
      }
      world.change(sid) { $0.answeredBy = found }
    }
    let settled = plan
    let report = await CallSession(settled, on: carrier, control: call.control).run()
    world.with { state in
      state.reports[sid] = report
      state.calls[sid]?.sound = report.heard
      for recording in state.calls[sid]?.recordings ?? [] where state.recordings[recording]?.status == "in-progress" {
        state.recordings[recording]?.status = "completed"
        state.recordings[recording]?.seconds = Int(report.seconds.rounded())
      }
    }
    await finish(report.status == .failed && report.webhooks.isEmpty ? "failed" : "completed")
  }

  /// Tells of the next step; false when the call was cancelled meanwhile.
  private func advance(_ event: String, as status: String) async -> Bool {
    guard world.call(sid)?.control.isPending == false else { return false }
    world.change(sid) { call in
      call.status = status
      call.updated = Date()
    }
    await callBack(event, status == "queued" ? "initiated" : status)
    return true
  }

  private func finish(_ status: String) async {
    world.change(sid) { call in
      call.status = status
      call.ended = Date()
      call.updated = Date()
    }
    await callBack("completed", status)
  }

  /// A status callback, if it was asked for. Disordered, what comes early waits until all others are there.
  private func callBack(_ event: String, _ status: String) async {
    guard let call = world.call(sid), let url = call.field("StatusCallback") else { return }
    let wanted = call.fields("StatusCallbackEvent").flatMap { $0.split(separator: " ").map(String.init) }
    guard event == "completed" || wanted.contains(event) else { return }
    let number = call.callbacks
    world.change(sid) { $0.callbacks += 1 }
    let faults = world.with { $0.faults }
    var fields = [
      ("CallStatus", status), ("CallbackSource", "call-progress-events"), ("SequenceNumber", String(number)),
      ("Timestamp", TwilioDate.text(Date()).string ?? ""),
    ]
    if event == "completed" {
      let seconds = call.started.map { Int(Date().timeIntervalSince($0).rounded()) } ?? 0
      fields += [("CallDuration", String(seconds)), ("Duration", String((seconds + 59) / 60))]
      if let by = call.answeredBy { fields.append(("AnsweredBy", by)) }
    }
    let told = fields
    let delay = faults.disorder && event != "completed" ? 0.4 - Double(number) * 0.1 : 0
    for _ in 0..<max(faults.repeats, 1) {
      if delay > 0 {
        Task {
          try? await Task.sleep(for: .seconds(delay))
          await tell(url, told)
        }
      } else {
        await tell(url, told)
      }
    }
  }

  private func tell(_ url: String, _ fields: [(String, String)]) async {
    guard let call = world.call(sid) else { return }
    var plan = CallPlan(from: call.from, to: call.to, webhook: url)
    plan.direction = call.direction
    let base = WebhookFields.call(
      plan, callSid: sid, accountSid: world.settings.accountSid, status: call.status
    ).filter { $0.0 != "CallStatus" }
    var report = CallReport(callSid: sid, from: call.from, to: call.to)
    let form = base + fields + (fields.contains { $0.0 == "CallStatus" } ? [] : [("CallStatus", call.status)])
    let token = world.with { $0.random.sid("").lowercased() }
    _ = await Webhook(carrier: carrier, faults: Faults()).send(
      url, usesGet: false, fields: form, token: token, report: &report)
  }
}
