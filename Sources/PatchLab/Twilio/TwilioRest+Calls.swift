import Foundation
import PatchNet

/// Calls and what hangs on them.
extension TwilioRest {
  func calls(_ call: TwilioRequest) throws(TwilioFailure) -> LabReply {
    switch call.parts.count {
    case 1 where call.isPost: return try place(call)
    case 1 where call.isGet: return list(call)
    case 2: return try one(call)
    case 3 where call.parts[2] == "Recordings": return try record(call)
    case 4 where call.parts[2] == "Recordings": return try steer(call)
    default: throw .notFound
    }
  }

  private func place(_ call: TwilioRequest) throws(TwilioFailure) -> LabReply {
    guard let to = call.field("To"), !to.isEmpty else { throw TwilioFailure(400, 21201, "No 'To' number is specified") }
    guard let from = call.field("From"), !from.isEmpty else {
      throw TwilioFailure(400, 21213, "Caller phone number is required")
    }
    guard to.hasPrefix("+"), to.count > 5, to.dropFirst().allSatisfy(\.isNumber) else {
      throw TwilioFailure(400, 21211, "The phone number you are attempting to call, \(to), is not valid.")
    }
    guard let own = world.number(from) else {
      throw TwilioFailure(
        400, 21210, "The source phone number provided, \(from), is not yet verified for your account.")
    }
    let sources = ["Url", "Twiml", "ApplicationSid"].compactMap { call.field($0) }
    guard !sources.isEmpty else { throw TwilioFailure(400, 21205, "Url parameter is required.") }
    if let url = call.field("Url"), WebAddress(url) == nil {
      throw TwilioFailure(400, 21205, "Url is not a valid URL: \(url)")
    }
    if let text = call.field("Twiml"), text.count > 4000 { throw TwilioFailure(400, 21620, "TwiML is too long") }
    guard !world.settings.blocked.contains(where: { to.hasPrefix($0) }) else {
      throw TwilioFailure(400, 21215, "Account not authorized to call \(to).")
    }
    let known: Set<String> = [
      "To", "From", "Url", "Twiml", "ApplicationSid", "Method", "FallbackUrl", "FallbackMethod", "StatusCallback",
      "StatusCallbackEvent", "StatusCallbackMethod", "SendDigits", "Timeout", "Record", "RecordingChannels",
      "RecordingStatusCallback", "RecordingStatusCallbackMethod", "RecordingStatusCallbackEvent", "RecordingTrack",
      "Trim", "SipAuthUsername", "SipAuthPassword", "MachineDetection", "MachineDetectionTimeout",
      "MachineDetectionSpeechThreshold", "MachineDetectionSpeechEndThreshold", "MachineDetectionSilenceTimeout",
      "AsyncAmd", "AsyncAmdStatusCallback", "AsyncAmdStatusCallbackMethod", "CallerId", "CallReason", "CallToken",
      "Byoc", "TimeLimit", "ClientNotificationUrl",
    ]
    if let odd = call.form.first(where: { !known.contains($0.0) }) {
      throw TwilioFailure(400, 20001, "Unknown parameter \(odd.0)")
    }
    let made = world.with { state -> (TwilioCall, Bool) in
      let sid = state.random.sid("CA")
      var made = TwilioCall(
        sid: sid, account: world.settings.accountSid, from: from, to: to, direction: "outbound-api",
        numberSid: own.sid)
      made.form = call.form
      state.calls[sid] = made
      state.order.append(sid)
      let breaks = state.faults.brokenAfterPlacing > 0
      if breaks { state.faults.brokenAfterPlacing -= 1 }
      return (made, breaks)
    }
    begin(made.0.sid)
    if made.1 { throw TwilioFailure(500, 20500, "Internal server error") }
    return LabReply(201, made.0.json)
  }

  private func list(_ call: TwilioRequest) -> LabReply {
    let all = world.with { state in state.order.reversed().compactMap { state.calls[$0] } }
    let shown = all.filter { one in
      for (name, value) in call.query {
        switch name {
        case "To": guard one.to == value else { return false }
        case "From": guard one.from == value else { return false }
        case "Status": guard one.status == value else { return false }
        case "StartTime>": guard let start = one.started, start >= Self.day(value) else { return false }
        default: break
        }
      }
      return true
    }
    return page(call, "calls", shown.map(\.json))
  }

  private static func day(_ text: String) -> Date {
    (try? Date(text, strategy: .iso8601)) ?? (try? Date(text + "T00:00:00Z", strategy: .iso8601)) ?? .distantPast
  }

  private func one(_ call: TwilioRequest) throws(TwilioFailure) -> LabReply {
    guard let found = world.call(call.parts[1]) else { throw .notFound }
    if call.isGet { return LabReply(200, found.json) }
    if call.isDelete {
      guard found.isOver else { throw TwilioFailure(409, 20409, "Call is in progress") }
      world.with { state in
        state.calls[found.sid] = nil
        state.order.removeAll { $0 == found.sid }
      }
      return LabReply(204)
    }
    guard call.isPost else { throw .notFound }
    guard !found.isOver else { throw TwilioFailure(400, 21220, "Call is not in-progress. Cannot redirect.") }
    if let status = call.field("Status") {
      guard status == "completed" || (status == "canceled" && found.status != "in-progress") else {
        throw TwilioFailure(400, 21218, "Status \(status) is not possible for a call that is \(found.status)")
      }
      found.control.send(.hangUp)
    } else if let url = call.field("Url") {
      guard found.status == "in-progress" else { throw TwilioFailure(400, 21220, "Call is not in-progress.") }
      found.control.send(.document(url: url, usesGet: call.field("Method") == "GET"))
    } else if let text = call.field("Twiml") {
      guard found.status == "in-progress" else { throw TwilioFailure(400, 21220, "Call is not in-progress.") }
      found.control.send(.twiml(text))
    }
    return LabReply(200, found.json)
  }

  private func record(_ call: TwilioRequest) throws(TwilioFailure) -> LabReply {
    guard let found = world.call(call.parts[1]) else { throw .notFound }
    if call.isGet {
      return page(
        call, "recordings", world.with { state in found.recordings.compactMap { state.recordings[$0]?.json } })
    }
    guard call.isPost, found.status == "in-progress" else {
      throw TwilioFailure(400, 21220, "Requested resource is not eligible for recording")
    }
    let made = world.with { state in
      var made = TwilioRecording(sid: state.random.sid("RE"), account: world.settings.accountSid, call: found.sid)
      made.channels = call.field("RecordingChannels") == "dual" ? 2 : 1
      state.recordings[made.sid] = made
      state.calls[found.sid]?.recordings.append(made.sid)
      return made
    }
    return LabReply(201, made.json)
  }

  private func steer(_ call: TwilioRequest) throws(TwilioFailure) -> LabReply {
    guard let found = world.call(call.parts[1]),
      let sid = call.parts[3] == "Twilio.CURRENT" ? found.recordings.last : call.parts[3],
      let status = call.field("Status"), ["in-progress", "paused", "stopped"].contains(status)
    else { throw .notFound }
    let changed = world.with { state -> TwilioRecording? in
      guard state.recordings[sid]?.call == found.sid else { return nil }
      state.recordings[sid]?.status = status == "stopped" ? "completed" : status
      return state.recordings[sid]
    }
    guard let changed else { throw .notFound }
    return LabReply(200, changed.json)
  }

  func recordings(_ call: TwilioRequest) throws(TwilioFailure) -> LabReply {
    if call.parts.count == 1, call.isGet {
      let all = world.with { $0.recordings.values.sorted { $0.created > $1.created } }
      let wanted = all.filter { call.query["CallSid"] == nil || $0.call == call.query["CallSid"] }
      return page(call, "recordings", wanted.map(\.json))
    }
    guard call.parts.count == 2, let found = world.with({ $0.recordings[call.parts[1]] }) else { throw .notFound }
    if call.isGet { return LabReply(200, found.json) }
    guard call.isDelete else { throw .notFound }
    world.with { $0.recordings[found.sid] = nil }
    return LabReply(204)
  }
}
