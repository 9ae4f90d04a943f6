import HTTPTypes

/// Numbers: which are ours, which could be, and where their calls go.
struct NumberRoutes: Sendable {
  let client: TwilioClient?
  let store: Store?
  let address: ServerAddress
  let policy: CallPolicy
  let lines: NumberLines

  struct NumberView: Encodable {
    let number: String
    let owner: String?
    let room: String?
    let channel: String?
    /// Whether calls to it come to us.
    let connected: Bool
    let voiceUrl: String?
    /// ask, auto, pin or reject.
    let answer: String
    /// Who is let in by themselves.
    let callers: [String]?
  }

  struct Buying: Decodable {
    let number: String
    /// Buying costs money: nobody does it by accident.
    let confirm: Bool
  }

  struct Linking: Decodable {
    var room: String?
    var channel: String?
    /// The operator gives a number to a guild.
    var guild: String?
    var answer: IncomingRule.Answer?
    var pin: String?
    var callers: [String]?
  }

  var routes: [APIRoute] {
    [
      APIRoute(
        method: .get, path: "/v1/numbers", role: .viewer, name: "listNumbers", summary: "Our numbers",
        answer: "NumberPage", run: list),
      APIRoute(
        method: .get, path: "/v1/numbers/available", role: .viewer, name: "searchNumbers",
        summary: "Numbers that can be bought",
        query: [
          .init(name: "country", help: "Two capital letters; US if not told"),
          .init(name: "area_code", help: "Three digits"),
          .init(name: "contains", help: "Digits that it has"),
        ], answer: "AvailablePage", run: search),
      APIRoute(
        method: .post, path: "/v1/numbers", role: .admin, name: "buyNumber", summary: "Buy a number", body: "Buying",
        answer: "Number", status: 201, run: buy),
      APIRoute(
        method: .put, path: "/v1/numbers/{number}", role: .admin, name: "linkNumber",
        summary: "Say where a number's calls go", body: "Linking", answer: "Number", run: link),
    ]
  }

  private func ready() throws(APIProblem) -> TwilioClient {
    guard let client else {
      throw APIProblem(.conflict, "not_configured", "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are not set.")
    }
    return client
  }

  private func ask<Value>(_ body: () async throws(TwilioError) -> Value) async throws(APIProblem) -> Value {
    do throws(TwilioError) { return try await body() } catch { throw APIProblem(OutboundCalls.Failure.network(error)) }
  }

  @Sendable private func list(_ call: APICall) async throws(APIProblem) -> APIAnswer {
    let client = try ready()
    let numbers = try await ask { () async throws(TwilioError) in try await client.numbers([("PageSize", "1000")]) }
    let items = numbers.compactMap { number -> NumberView? in
      let record = lines.record(number.phone_number)
      guard call.maySee(record?.owner ?? "default") else { return nil }
      return view(number, record)
    }
    return .of(Page(items: items, next: nil))
  }

  private func view(_ number: TwilioNumberResource, _ record: NumberRecord?) -> NumberView {
    NumberView(
      number: number.phone_number, owner: record?.owner, room: record?.room, channel: record?.channel,
      connected: number.voice_url == address.webhook("/twilio/voice"), voiceUrl: number.voice_url,
      answer: record.map { $0.incoming.answer.rawValue } ?? "ask",
      callers: record.map(\.incoming).flatMap { $0.answer == .auto ? $0.callers : nil })
  }

  @Sendable private func search(_ call: APICall) async throws(APIProblem) -> APIAnswer {
    let client = try ready()
    let country = call.query("country") ?? "US"
    guard country.count == 2, country.allSatisfy({ ("A"..."Z").contains($0) }) else {
      throw APIProblem(.badRequest, "bad_parameter", "country has two capital letters.")
    }
    var query = [("PageSize", "20"), ("VoiceEnabled", "true")]
    if let area = call.query("area_code") { query.append(("AreaCode", area)) }
    if let contains = call.query("contains") { query.append(("Contains", contains)) }
    let wanted = query
    let found = try await ask { () async throws(TwilioError) in
      try await client.available(country: country, query: wanted)
    }
    return .of(Page(items: found, next: nil))
  }

  @Sendable private func buy(_ call: APICall) async throws(APIProblem) -> APIAnswer {
    let client = try ready()
    let wanted = try call.document(Buying.self)
    guard wanted.confirm else {
      throw APIProblem(.unprocessableContent, "not_confirmed", "Buying a number costs money: send “confirm”: true.")
    }
    guard let number = try? PhoneNumber(wanted.number), wanted.number.hasPrefix("+") else {
      throw APIProblem(.unprocessableContent, "not_a_number", "number is written with + and the country code.")
    }
    let form = [("VoiceUrl", address.webhook("/twilio/voice")), ("StatusCallback", address.webhook("/twilio/status"))]
    let bought = try await ask { () async throws(TwilioError) in try await client.buy(number.text, form) }
    store?.put(
      .audit(
        AuditRecord(
          owner: call.owner, actor: "token " + call.token.name, action: "number.buy",
          target: MaskedNumber.of(number.text), outcome: "done")))
    let record = NumberRecord(number: number.text, owner: call.owner, providerID: bought.sid)
    lines.put(record)
    policy.add(own: number.text)
    return .of(view(bought, record), .created)
  }

  @Sendable private func link(_ call: APICall) async throws(APIProblem) -> APIAnswer {
    let client = try ready()
    let text = call.path["number"] ?? ""
    let wanted = try call.document(Linking.self)
    if let room = wanted.room {
      guard RoomName.isValid(room) else { throw APIProblem(.room) }
      guard RoomName.isOpen(room, to: call.token) else { throw .foreignRoom }
    }
    let rule = try rule(wanted, before: lines.record(text)?.incoming)
    let numbers = try await ask { () async throws(TwilioError) in try await client.numbers([("PhoneNumber", text)]) }
    guard let number = numbers.first(where: { $0.phone_number == text }) else { throw .notFound("number") }
    let before = lines.record(text)
    // A number of nobody is the operator's to give.
    guard before.map({ call.maySee($0.owner) }) ?? (call.token.owner == nil) else { throw .notFound("number") }
    let connected = try await ask { () async throws(TwilioError) in
      try await NumberWebhooks(client: client, address: address).connect(number)
    }
    var record = before ?? NumberRecord(number: text, owner: call.owner, providerID: number.sid)
    if let guild = wanted.guild {
      guard call.token.owner == nil || call.token.owner == guild, UInt64(guild) != nil else {
        throw APIProblem(.forbidden, "role", "A number is given to another server by the operator only.")
      }
      record.owner = guild
    }
    record.room = wanted.room
    record.channel = wanted.channel
    record.incoming = rule
    record.updated = Int64(WallClock.microseconds())
    lines.put(record)
    return .of(view(connected, record))
  }

  /// Nobody is let in by themselves without a PIN or a place on a list.
  private func rule(_ wanted: Linking, before: IncomingRule?) throws(APIProblem) -> IncomingRule {
    var rule = before ?? IncomingRule()
    if let answer = wanted.answer { rule.answer = answer }
    if let pin = wanted.pin { rule.pin = pin }
    if let callers = wanted.callers { rule.callers = Array(callers.prefix(1000)) }
    guard rule.pin.map(IncomingRule.isPin) ?? (rule.answer != .pin) else {
      throw APIProblem(.unprocessableContent, "bad_pin", "pin has 4 to 12 digits.")
    }
    guard rule.answer != .auto || !rule.callers.isEmpty,
      rule.callers.allSatisfy({ $0.hasPrefix("+") && (try? PhoneNumber($0)) != nil })
    else {
      throw APIProblem(
        .unprocessableContent, "bad_callers",
        "callers is a list of numbers with + and the country code; auto needs one.")
    }
    return rule
  }
}
