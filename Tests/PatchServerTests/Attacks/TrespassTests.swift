import Foundation
import NIOConcurrencyHelpers
import Testing

@testable import PatchLab
@testable import PatchServer

/// What belongs to others, and what costs others: another guild's objects, and toll numbers by every path.
@Suite(.timeLimit(.minutes(3))) struct TrespassTests {
  @Test func anotherGuildsObjectsByTheAPI() async throws {
    try await withAttack { (stage: AttackStage) async throws in
      let owner = stage.client(APITests.guild)
      let placed = try await owner.json("POST", "/v1/calls", #"{"to":"\#(Bridge.friend)","room":"discord-7"}"#)
      let call = try #require(placed["id"] as? String)
      #expect(await stage.bridge.wait { stage.server.calls().first?.state == .streaming })
      let rooms = try await owner.json("GET", "/v1/rooms")["items"] as? [[String: Any]]
      let leg = try #require((rooms?.first?["legs"] as? [[String: Any]])?.first?["id"] as? String)
      try await stage.addRecording("rec-theirs", owner: "7", call: call)
      stage.server.parts.lines.put(NumberRecord(number: Bridge.number, owner: "7", room: "discord-7"))
      stage.server.parts.lines.put(NumberRecord(number: "+14155550177", owner: "7", room: "discord-7"))
      let document = try await stage.client.json("GET", "/openapi.json")
      let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
      let bodies = [
        "Keys": #"{"digits":"1"}"#, "Volume": #"{"volume":1}"#, "Redirecting": #"{"room":"discord-8"}"#,
        "Answering": "{}", "Playing": #"{"audio":"\#(Data(repeating: 0xFF, count: 160).base64EncodedString())"}"#,
        "Writing": #"{"do_not_call":true}"#, "Linking": #"{"room":"discord-8"}"#,
      ]
      var tried = 0
      for (path, operations) in paths where path.contains("{") {
        for (method, operation) in operations {
          let schema =
            ((operation["requestBody"] as? [String: Any])?["content"] as? [String: [String: Any]])?
            .values.first?["schema"] as? [String: Any]
          let body = (schema?["$ref"] as? String).flatMap { bodies[String($0.split(separator: "/").last ?? "")] } ?? ""
          let id = path.hasPrefix("/v1/recordings") ? "rec-theirs" : call
          let target = path.replacing("{id}", with: id).replacing("{name}", with: "discord-7")
            .replacing("{leg}", with: leg).replacing("{number}", with: "%2B14155550100")
          let answer = try await stage.stranger.ask(method.uppercased(), target, body)
          #expect([403, 404].contains(answer.status), "\(method) \(path): \(answer.status) \(answer.body)")
          #expect(!answer.body.contains("5552671"))
          tried += 1
        }
      }
      #expect(tried >= 20)
      // Lists, and what is told of what goes on.
      for path in ["/v1/calls", "/v1/calls?state=active", "/v1/recordings", "/v1/rooms", "/v1/numbers"] {
        let items = try await stage.stranger.json("GET", path)["items"] as? [Any]
        #expect(items?.isEmpty == true, "\(path)")
      }
      for path in ["/v1/people", "/v1/doctor", "/metrics"] {
        #expect(try await stage.stranger.ask("GET", path).status == 403, "\(path)")
      }
      for path in ["/v1/events?after=0", "/v1/live"] {
        let stream = try await RawConnection.open(port: stage.client.port)
        stream.send(
          "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(stage.client.port)\r\nAuthorization: Bearer \(AttackStage.neighbour)\r\n\r\n"
        )
        await stream.wait { bytes, _ in bytes.count > 200 }
        try await Task.sleep(for: .milliseconds(300))
        let text = String(decoding: stream.received, as: UTF8.self)
        #expect(text.contains("retry: 1000") && !text.contains(call) && !text.contains(leg), "\(path)")
        stream.close()
      }
      // Their room, their number as one's own, and their money.
      for body in [
        #"{"to":"\#(Bridge.friend)","room":"discord-7"}"#,
        #"{"to":"\#(Bridge.friend)","room":"discord-8/../discord-7"}"#,
        #"{"to":"\#(Bridge.friend)","from":"+14155550177"}"#, #"{"to":"\#(Bridge.friend)","from":"+14155559999"}"#,
      ] {
        let answer = try await stage.stranger.ask("POST", "/v1/calls", body)
        #expect([403, 404, 422].contains(answer.status), "\(body): \(answer.status)")
      }
      #expect(try await stage.stranger.ask("POST", "/v1/tickets", #"{"room":"discord-7"}"#).status == 403)
      #expect(try await stage.stranger.json("DELETE", "/v1/calls")["ended"] as? Int == 0)
      let seen = try await owner.json("GET", "/v1/calls/\(call)")
      #expect(seen["state"] as? String == "live" && seen["muted"] as? Bool == false && seen["held"] as? Bool == false)
      #expect(stage.server.parts.lines.record(Bridge.number)?.room == "discord-7")
      #expect(stage.bridge.network.statuses.count == 1)
    }
  }

  /// What Discord would send of somebody in another server.
  private func asked(
    _ name: String, guild: String, values: [String: JSONNode] = [:], permissions: String = "8", button: Bool = false
  ) throws -> PhoneInteraction {
    var level: [JSONNode] = values.map { ["name": .string($0), "type": 3, "value": $1] }
    for word in name.split(separator: " ").reversed() {
      level = [["name": .string(String(word)), "type": 1, "options": .array(level)]]
    }
    return try #require(
      PhoneInteraction([
        "id": "1", "token": "t", "application_id": "2", "guild_id": .string(guild), "channel_id": "3",
        "type": button ? 3 : 2, "member": ["user": ["id": "4"], "permissions": .string(permissions), "roles": []],
        "data": button ? ["custom_id": .string(name)] : ["name": "phone", "options": .array(level)],
      ]))
  }

  @Test func anotherGuildsObjectsByTheBot() async throws {
    try await withoutLeaks { (_) async throws in
      try await withBotStage {
        $0.policy.guilds.insert("8")
      } _: { (stage: BotStage) async throws in
        let server = stage.bridge.server
        let bot = try #require(server.parts.bot.withLockedValue { $0 })
        var record = NumberRecord(number: Bridge.number, owner: stage.guild.description)
        record.channel = stage.voice.description
        server.parts.lines.put(record)
        let leg = try await stage.bridge.carrier.leg(call: 1, to: Bridge.number)
        #expect(await stage.bridge.carrier.started(call: 1))
        let call = try #require(server.calls().first)
        #expect(call.isWaiting)
        // Buttons of that call, and commands, in a server that has nothing to do with it.
        for word in ["answer", "decline"] {
          await bot.answer(try asked("\(word):\(call.id)", guild: "8", button: true))
          await bot.answer(try asked(word, guild: "8"))
        }
        #expect(server.calls().first?.isWaiting == true && server.calls().count == 1)
        _ = try await stage.say("answer")
        #expect(await stage.bridge.wait { server.calls().first?.isWaiting == false })
        for (word, values) in [
          ("hangup", [:]), ("mute", ["on": true]), ("hold", ["on": true]), ("dtmf", ["keys": "1"]),
          ("volume", ["percent": 1]), ("transfer", ["number": .string(Bridge.friend)]),
          ("number link", ["number": .string(Bridge.number), "channel": "5"]),
        ] as [(String, [String: JSONNode])] {
          await bot.answer(try asked(word, guild: "8", values: values))
        }
        let leg1 = await server.roomStatistics().flatMap(\.legs).first
        #expect(leg1?.isMuted == false && leg1?.isHeld == false && leg1?.volume == 1)
        #expect(server.parts.lines.record(Bridge.number)?.channel == stage.voice.description)
        #expect(server.parts.lines.record(Bridge.number)?.owner == stage.guild.description)
        // A server that is not enabled, and a member who may not spend.
        let text = JSONNode.string(Bridge.friend)
        await bot.answer(try asked("call", guild: "9", values: ["number": text, "channel": "5"]))
        let own = stage.guild.description
        for name in ["call", "transfer"] {
          await bot.answer(
            try asked(
              name, guild: own, values: ["number": text, "channel": .string(stage.voice.description)], permissions: "0")
          )
        }
        await bot.answer(try asked("buy:+15105551298", guild: own, permissions: "0", button: true))
        await bot.answer(
          try asked("number link", guild: own, values: ["number": .string(Bridge.number)], permissions: "0"))
        #expect(stage.bridge.network.statuses.isEmpty)
        #expect(!stage.bridge.network.requests.contains { $0.hasPrefix("POST") && $0.hasSuffix("PhoneNumbers.json") })
        #expect(server.calls().map(\.id) == [call.id])
        leg.connection.close()
      }
    }
  }

  /// As people write them who want them to pass.
  private static let tolls = [
    "+1 900 555 0123", "+19005550123", "1 900 555 0123", "900 555 0123", "(900) 555-0123", "1-900-555-0123",
    "011 44 909 879 0000", "+44 909 879 0000", "＋１９００５５５０１２３", "+1900555０123", "tel:+19005550123",
    "sip:+19005550123@evil.example", "client:+19005550123", "+1 900 555 0123;ext=1", "+1 900 555 0123 x 5",
    "+1\u{200B}900\u{200B}555\u{200B}0123", "+1 900 555 0123\r\nTo: +14155552671", "+19005550123&To=+14155552671",
    "911", "112", "999", "+1 911", "*67 19005550123", "+870 773 111632", "+881 6 12345678", "+979 123456789",
    "72345", "+1 809 555 0123", "+1 876 555 0123", "+39 892 123", "+44 20 7946 0958", "+39 848 123456", "", "+", "0",
    "+14155550100", "<Number>+19005550123</Number>", "+٤٤٩٠٩٨٧٩٠٠٠٠",
  ]

  @Test func tollNumbersByEveryPathOfTheAPI() async throws {
    try await withAttack { (stage: AttackStage) async throws in
      let live = try await stage.client.json("POST", "/v1/calls", #"{"to":"\#(Bridge.friend)","room":"lobby"}"#)
      let call = try #require(live["id"] as? String)
      #expect(await stage.bridge.wait { stage.server.calls().first?.state == .streaming })
      for number in Self.tolls {
        let body = String(decoding: try JSONEncoder().encode(["to": number]), as: UTF8.self)
        for path in ["/v1/calls", "/calls", "/v1/calls/\(call)/redirect"] {
          for (index, token) in [APITests.admin, APITests.guild].enumerated() {
            // A key that is used again does not get what was refused.
            let key = [("Idempotency-Key", "k\(index)\(path)\(number.hashValue)")]
            for _ in 0..<2 {
              let answer = try await stage.client(token).ask("POST", path, body, headers: key)
              #expect([403, 404, 422].contains(answer.status), "\(number) by \(path): \(answer.status) \(answer.body)")
            }
          }
        }
      }
      for path in [
        "/make_call", "/api/call/start", "/call", "/v1/call", "/dial", "/twilio/outbound/x", "/webhook/call",
      ] {
        for port in [stage.server.port, stage.client.port] {
          let answer = try await HTTPExchange.run(
            port: port, "POST", path,
            headers: [("Content-Type", "application/json"), ("Authorization", "Bearer \(APITests.admin)")],
            body: #"{"to":"+19005550123"}"#)
          #expect([401, 403, 404].contains(answer.status), "\(path): \(answer.status)")
        }
      }
      let called = stage.bridge.network.world.with { $0.calls.values.map(\.to) }
      #expect(called == [Bridge.friend] && stage.count(.callTransferred) == 0)
      #expect(stage.server.calls().first?.state == .streaming)
      #expect(stage.server.parts.policy.ledger.total().calls == 1)
    }
  }

  @Test func tollNumbersByEveryPathOfTheBot() async throws {
    try await withoutLeaks { (_) async throws in
      try await withBotStage { (stage: BotStage) async throws in
        _ = try await stage.say("call", ["number": .string(Bridge.friend)])
        #expect(await stage.bridge.wait { stage.bridge.server.calls().first?.state == .streaming })
        for number in Self.tolls where !number.isEmpty {
          for command in ["call", "transfer"] {
            let told = try await stage.say(command, ["number": .string(number)])
            #expect(!told.contains("Calling") && !told.contains("Sent on"), "\(command) \(number): \(told)")
          }
        }
        let called = stage.bridge.network.world.with { $0.calls.values.map(\.to) }
        #expect(called == [Bridge.friend])
        #expect(!stage.bridge.server.events.snapshot().contains { $0.type == .callTransferred })
      }
    }
  }
}
