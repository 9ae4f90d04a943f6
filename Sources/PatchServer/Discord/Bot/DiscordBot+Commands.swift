import Foundation
import HTTPTypes

/// What members ask for, and what they are told.
extension DiscordBot {
  /// An answer: everybody in the channel sees it, or only who asked.
  struct Reply: Sendable {
    var text: String
    var isPrivate = true
    var buttons: [JSONNode] = []
  }

  private struct Refusal: Error {
    let text: String
    init(_ text: String) { self.text = text }
  }

  func answer(_ asked: PhoneInteraction) async {
    let isOpen = ["call", "answer", "hangup", "transfer", "decline"].contains(asked.name) || asked.isButton
    // Discord waits three seconds; the network may take longer.
    _ = try? await rest.send(
      .post, "/interactions/\(asked.id)/\(asked.token)/callback",
      asked.isButton ? ["type": 6] : ["type": 5, "data": ["flags": .integer(isOpen ? 0 : 64)]], signed: false)
    let reply: Reply
    do {
      reply = try await perform(asked)
    } catch let refusal as Refusal {
      reply = Reply(text: refusal.text)
    } catch let failure as OutboundCalls.Failure {
      reply = Reply(text: failure.message)
    } catch let error as TwilioError {
      reply = Reply(text: OutboundCalls.Failure.network(error).message)
    } catch {
      reply = Reply(text: "That did not work: \(error)")
    }
    var body: JSONNode = ["content": .string(String(reply.text.prefix(1900))), "allowed_mentions": ["parse": []]]
    if case .object(var members) = body {
      members["components"] =
        reply.buttons.isEmpty ? [] : [["type": 1, "components": .array(reply.buttons)]]
      body = .object(members)
    }
    _ = try? await rest.send(
      .patch, "/webhooks/\(asked.application)/\(asked.token)/messages/@original", body, signed: false)
  }

  private func perform(_ asked: PhoneInteraction) async throws -> Reply {
    guard parts.policy.settings.guilds.contains(String(asked.guild)) else {
      throw Refusal(SpendingRefusal.guildNotEnabled.message)
    }
    if asked.isButton { return try await pressed(asked) }
    let calls = calls(of: asked.guild)
    let live = calls.filter { !$0.isWaiting }
    switch asked.name {
    case "call": return try await call(asked)
    case "hangup":
      guard !live.isEmpty else { throw Refusal("Nobody is on the phone.") }
      for call in live { try await parts.outbound.hangUp(call.id, reason: "hung up on Discord") }
      return Reply(text: live.count == 1 ? "Hung up." : "Hung up \(live.count) calls.")
    case "answer":
      guard let waiting = calls.first(where: \.isWaiting) else { throw Refusal("Nobody waits.") }
      return try await admit(waiting, by: asked)
    case "decline":
      guard let waiting = calls.first(where: \.isWaiting) else { throw Refusal("Nobody waits.") }
      return await decline(waiting, by: asked)
    case "dtmf":
      let keys = asked.text("keys").uppercased()
      guard !keys.isEmpty, keys.allSatisfy({ "0123456789*#ABCD".contains($0) }) else {
        throw Refusal("Keys are 0-9 * # and A-D.")
      }
      try await steer(live, .keys(keys))
      return Reply(text: "Pressed \(keys.count) keys.")
    case "mute":
      try await steer(live, .mute(asked.flag("on")))
      return Reply(text: asked.flag("on") ? "Nobody hears the phone now." : "The phone is heard again.")
    case "hold":
      try await steer(live, .hold(asked.flag("on")))
      return Reply(text: asked.flag("on") ? "The phone is on hold and hears music." : "The phone is back.")
    case "volume":
      let percent = min(max(asked.int("percent") ?? 100, 0), 400)
      try await steer(live, .volume(Float(percent) / 100))
      return Reply(text: "The phone hears the channel at \(percent) %.")
    case "transfer":
      guard let call = live.first else { throw Refusal("Nobody is on the phone.") }
      try await parts.outbound.transfer(call.id, spending(asked, .transfer, asked.text("number")))
      return Reply(text: "Sent on. The call goes on without this channel.")
    case "status": return status(calls)
    case "number search": return try await search(asked)
    case "number buy": return try offer(asked)
    case "number link": return try await link(asked)
    case "number list": return list(asked)
    default:
      throw Refusal(
        "This bot does not know that command. It may be older than what Discord shows: try again in a minute.")
    }
  }

  private func spending(_ asked: PhoneInteraction, _ path: SpendingRequest.Path, _ to: String) -> SpendingRequest {
    SpendingRequest(
      path: path, to: to, owner: String(asked.guild), actor: asked.actor, actorMaySpend: maySpend(asked))
  }

  private func maySpend(_ asked: PhoneInteraction) -> Bool {
    asked.manages || asked.roles.contains { parts.settings.spenders.contains($0) }
  }

  private func steer(_ calls: [Call], _ order: RoomOrder) async throws {
    guard !calls.isEmpty else { throw Refusal("Nobody is on the phone.") }
    for call in calls { await parts.hosts.steer(call: call.id, order) }
  }

  // MARK: Calls

  private func call(_ asked: PhoneInteraction) async throws -> Reply {
    guard let channel = UInt64(asked.text("channel")) ?? channel(of: asked.user, in: asked.guild) else {
      throw Refusal("Join a voice channel first, or name one.")
    }
    var order = OutboundCalls.Order(request: spending(asked, .dial, asked.text("number")))
    order.room = ChannelLine.room(asked.guild)
    order.from = parts.lines.all.first { $0.owner == String(asked.guild) }?.number ?? ""
    let placed = try await parts.outbound.place(order)
    parts.calls.set(placed.id, channel: String(channel))
    try join(channel, in: asked.guild)
    await refresh(asked.guild)
    return Reply(
      text: "Calling \(MaskedNumber.of(placed.to)) into <#\(channel)>. `/phone hangup` ends it.", isPrivate: false)
  }

  /// A call came for a channel: nobody hears it before somebody answers.
  func announce(_ call: Call, channel: UInt64) async {
    let button: (String, String, Int64) -> JSONNode = { id, label, style in
      ["type": 2, "style": .integer(style), "label": .string(label), "custom_id": .string("\(id):\(call.id)")]
    }
    _ = try? await rest.send(
      .post, "/channels/\(channel)/messages",
      [
        "content": .string("\(MaskedNumber.of(call.from)) calls. Until somebody answers, the caller hears it ring."),
        "allowed_mentions": ["parse": []],
        "components": [["type": 1, "components": [button("answer", "Answer", 3), button("decline", "Decline", 4)]]],
      ])
  }

  private func pressed(_ asked: PhoneInteraction) async throws -> Reply {
    let pair = asked.name.split(separator: ":", maxSplits: 1).map(String.init)
    guard pair.count == 2 else { throw Refusal("That button is of an older version.") }
    if pair[0] == "buy" { return try await buy(pair[1], asked) }
    // Of this server only: a button's id is no secret.
    guard let call = parts.calls.call(pair[1]), call.owner == String(asked.guild), call.isWaiting else {
      return Reply(text: "That call is over, or was answered.")
    }
    return pair[0] == "answer" ? try await admit(call, by: asked) : await decline(call, by: asked)
  }

  private func admit(_ call: Call, by asked: PhoneInteraction) async throws -> Reply {
    let linked = parts.lines.record(call.to)?.channel.flatMap { UInt64($0) }
    guard let channel = linked ?? channel(of: asked.user, in: asked.guild) else {
      throw Refusal("Join a voice channel first.")
    }
    parts.calls.set(call.id, channel: String(channel))
    try join(channel, in: asked.guild)
    do {
      try await parts.waiting.answer(call.id, by: asked.actor)
    } catch WaitingCalls.Refusal.notWaiting {
      throw Refusal("Somebody else was faster.")
    }
    await refresh(asked.guild)
    return Reply(
      text: "<@\(asked.user)> answered \(MaskedNumber.of(call.from)): <#\(channel)> is live.", isPrivate: false)
  }

  /// The caller hears that nobody answers, and is let go.
  private func decline(_ call: Call, by asked: PhoneInteraction) async -> Reply {
    do {
      try await parts.waiting.decline(call.id, by: asked.actor)
    } catch {
      return Reply(text: "That call is over, or was answered.")
    }
    return Reply(text: "\(MaskedNumber.of(call.from)) was not answered.", isPrivate: false)
  }

  private func status(_ calls: [Call]) -> Reply {
    guard !calls.isEmpty else { return Reply(text: "Nobody is on the phone.") }
    let lines = calls.map { call in
      let who = MaskedNumber.of(call.direction == .outbound ? call.to : call.from)
      let how =
        call.isWaiting
        ? "waits" : call.state == .streaming ? "is connected" : call.state == .ringing ? "rings" : "is being called"
      return "\(who) \(how)"
    }
    return Reply(text: lines.joined(separator: "\n"))
  }

  // MARK: Numbers

  private func client() throws -> TwilioClient {
    guard let client = parts.outbound.client else {
      throw Refusal("The bridge has no account with the telephone network.")
    }
    return client
  }

  private func search(_ asked: PhoneInteraction) async throws -> Reply {
    let area = asked.text("area")
    guard area.allSatisfy(\.isNumber) else { throw Refusal("An area code is three digits.") }
    let found = try await client().available(
      country: parts.policy.homeRegion ?? "US",
      query: [("PageSize", "10"), ("VoiceEnabled", "true")] + (area.isEmpty ? [] : [("AreaCode", area)]))
    guard !found.isEmpty else { return Reply(text: "No number was found. Try another area code.") }
    let list = found.prefix(10).map { "`\($0.phone_number)` \($0.locality ?? "")" }
    return Reply(text: "These can be bought with `/phone number buy`:\n" + list.joined(separator: "\n"))
  }

  /// Buying costs money: a button has to be pressed too.
  private func offer(_ asked: PhoneInteraction) throws -> Reply {
    guard maySpend(asked) else { throw Refusal(SpendingRefusal.actorMayNotSpend.message) }
    guard let number = try? PhoneNumber(asked.text("number"), region: parts.policy.homeRegion) else {
      throw Refusal(SpendingRefusal.notANumber.message)
    }
    let button: JSONNode = [
      "type": 2, "style": 3, "label": "Buy it", "custom_id": .string("buy:\(number.text)"),
    ]
    return Reply(text: "Buy \(number.text)? It costs money every month.", buttons: [button])
  }

  private func buy(_ text: String, _ asked: PhoneInteraction) async throws -> Reply {
    guard maySpend(asked) else { throw Refusal(SpendingRefusal.actorMayNotSpend.message) }
    guard let number = try? PhoneNumber(text), parts.lines.record(number.text) == nil else {
      throw Refusal("That number is bought already.")
    }
    let bought = try await client().buy(
      number.text,
      [
        ("VoiceUrl", parts.address.webhook("/twilio/voice")),
        ("StatusCallback", parts.address.webhook("/twilio/status")),
      ])
    parts.lines.put(NumberRecord(number: number.text, owner: String(asked.guild), providerID: bought.sid))
    parts.policy.add(own: number.text)
    parts.store?.put(
      .audit(
        AuditRecord(
          owner: String(asked.guild), actor: asked.actor, action: "number.buy", target: MaskedNumber.of(number.text),
          outcome: "done")))
    return Reply(text: "\(number.text) is yours. `/phone number link` says where its calls go.")
  }

  private func link(_ asked: PhoneInteraction) async throws -> Reply {
    guard asked.manages else { throw Refusal("Only members who manage the server may link numbers.") }
    guard let number = try? PhoneNumber(asked.text("number"), region: parts.policy.homeRegion) else {
      throw Refusal(SpendingRefusal.notANumber.message)
    }
    guard let channel = UInt64(asked.text("channel")) ?? channel(of: asked.user, in: asked.guild) else {
      throw Refusal("Name a voice channel, or join one.")
    }
    guard var record = parts.lines.record(number.text), record.owner == String(asked.guild) else {
      throw Refusal("That is no number of this server. `/phone number list` shows them; the operator can give it one.")
    }
    let numbers = try await client().numbers([("PhoneNumber", number.text)])
    guard let found = numbers.first(where: { $0.phone_number == number.text }) else {
      throw Refusal("The account has that number no more.")
    }
    try await NumberWebhooks(client: try client(), address: parts.address).connect(found)
    record.channel = String(channel)
    record.updated = Int64(WallClock.microseconds())
    parts.lines.put(record)
    return Reply(text: "Calls to \(number.text) come to <#\(channel)>.")
  }

  private func list(_ asked: PhoneInteraction) -> Reply {
    let own = parts.lines.all.filter { $0.owner == String(asked.guild) }
    guard !own.isEmpty else { return Reply(text: "This server has no number. `/phone number search` finds some.") }
    return Reply(
      text: own.map { "`\($0.number)` " + ($0.channel.map { "<#\($0)>" } ?? "goes nowhere yet") }.joined(
        separator: "\n"))
  }
}
