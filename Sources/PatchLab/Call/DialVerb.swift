/// Dial, to others on the simulated network.
extension CallSession {
  func dial(_ verb: TwiMLElement) async throws -> Next {
    let began = now
    let numbers = verb.children.filter { $0.name == "Number" }.map(\.text) + (verb.text.isEmpty ? [] : [verb.text])
    var fields: [(String, String)] = [("DialCallSid", random.sid("CA"))]
    var status = "failed"
    var hungUp = false
    do {
      for number in numbers where status != "completed" {
        let answered = try await ring(number, verb)
        status = answered.status
        guard let sound = answered.sound else { continue }
        fields += [("DialCallDuration", String(sound.count / 8000)), ("DialBridged", "true")]
        try await play(Array(sound.prefix(Int(verb.number("timeLimit", default: 14400) * 8000))))
      }
    } catch is HungUp {
      hungUp = true
      status = status == "completed" ? status : "canceled"
    }
    note("Dial", "\(numbers.joined(separator: " ")) \(status)", since: began)
    fields.append(("DialCallStatus", status))
    guard let action = verb["action"] else {
      if hungUp { throw HungUp() }
      return .verb
    }
    if hungUp {
      let call = WebhookFields.call(
        plan, callSid: report.callSid, accountSid: carrier.settings.accountSid, status: "completed")
      await tell(action, usesGet: verb["method"] == "GET", call + fields)
      throw HungUp()
    }
    return .document(url: resolve(action), usesGet: verb["method"] == "GET", fields: fields)
  }

  private func ring(_ number: String, _ verb: TwiMLElement) async throws -> (status: String, sound: [UInt8]?) {
    let patience = verb.number("timeout", default: 30)
    switch carrier.settings.endpoints[number] {
    case .answers(let sound, let ring):
      guard ring <= patience else {
        try await wait(patience)
        return ("no-answer", nil)
      }
      try await wait(ring)
      return ("completed", sound)
    case .busy:
      return ("busy", nil)
    case .noAnswer:
      try await wait(patience)
      return ("no-answer", nil)
    case nil:
      return ("failed", nil)
    }
  }
}
