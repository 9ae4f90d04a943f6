/// Gather and Record.
extension CallSession {
  func gather(_ verb: TwiMLElement) async throws -> Next {
    let began = now
    for child in verb.children where ["Say", "Play", "Pause"].contains(child.name) { _ = try await sound(child) }
    let input = gathers.isEmpty ? .nothing : gathers.removeFirst()
    let kinds = verb["input"] ?? "dtmf"
    var fields: [(String, String)] = []
    switch input {
    case .keys(let keys) where kinds.contains("dtmf"): fields = try await press(keys, verb)
    case .speech(let text, let confidence) where kinds.contains("speech"):
      try await wait(Tones.duration(text) + verb.number("speechTimeout", default: 1))
      fields = [("SpeechResult", text), ("Confidence", String(confidence))]
      if let language = verb["language"] { fields.append(("Language", language)) }
    default: try await wait(verb.number("timeout", default: 5))
    }
    note("Gather", fields.first.map { "\($0.0)=\($0.1)" } ?? "nothing", since: began)
    if fields.isEmpty, !verb.flag("actionOnEmptyResult", default: false) { return .verb }
    if fields.isEmpty { fields = [(kinds.contains("speech") ? "SpeechResult" : "Digits", "")] }
    return .document(url: resolve(verb["action"]), usesGet: verb["method"] == "GET", fields: fields)
  }

  /// One key every 200 ms, until the carrier has enough.
  private func press(_ keys: String, _ verb: TwiMLElement) async throws -> [(String, String)] {
    let finish = verb["finishOnKey"] ?? "#"
    let most = verb["numDigits"].flatMap { Int($0) }
    var digits = ""
    var finished: Character?
    for key in keys {
      try await wait(0.2)
      if finish.contains(key) {
        finished = key
        break
      }
      digits.append(key)
      if digits.count == most { break }
    }
    if finished == nil, digits.count != most { try await wait(verb.number("timeout", default: 5)) }
    guard !digits.isEmpty || finished != nil else { return [] }
    return [("Digits", digits)] + (finished.map { [("FinishedOnKey", String($0))] } ?? [])
  }

  func record(_ verb: TwiMLElement) async throws -> Next {
    let began = now
    if verb.flag("playBeep", default: true) { try await play(Tones.beep) }
    let seconds = min(plan.caller.recordSeconds, verb.number("maxLength", default: 3600))
    let sid = random.sid("RE")
    var hungUp = false
    do { try await wait(seconds) } catch { hungUp = true }
    let url = "\(carrier.settings.recordingBase)/Accounts/\(carrier.settings.accountSid)/Recordings/\(sid)"
    var recorded = Array(plan.caller.speech.prefix(Int(seconds * 8000)))
    recorded += [UInt8](repeating: 0xFF, count: max(Int(seconds * 8000) - recorded.count, 0))
    report.recordings.append(.init(sid: sid, url: url, sound: recorded))
    note("Record", sid, since: began)
    let duration = String(Int(seconds.rounded(.up)))
    if let callback = verb["recordingStatusCallback"] {
      await tell(
        callback, usesGet: verb["recordingStatusCallbackMethod"] == "GET",
        [
          ("AccountSid", carrier.settings.accountSid), ("CallSid", report.callSid), ("RecordingSid", sid),
          ("RecordingUrl", url), ("RecordingStatus", "completed"), ("RecordingDuration", duration),
          ("RecordingChannels", "1"), ("RecordingSource", "RecordVerb"),
        ])
    }
    var fields = [("RecordingUrl", url), ("RecordingSid", sid), ("RecordingDuration", duration)]
    if hungUp { fields.append(("Digits", "hangup")) }
    if hungUp {
      let call = WebhookFields.call(
        plan, callSid: report.callSid, accountSid: carrier.settings.accountSid, status: "completed")
      await tell(resolve(verb["action"]), usesGet: verb["method"] == "GET", call + fields)
      throw HungUp()
    }
    return .document(url: resolve(verb["action"]), usesGet: verb["method"] == "GET", fields: fields)
  }
}
