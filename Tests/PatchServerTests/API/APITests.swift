import Foundation
import Testing

@testable import PatchLab
@testable import PatchServer

@Suite(.timeLimit(.minutes(2))) struct APITests {
  static let admin = "admin-token-0123456789"
  static let viewer = "viewer-token-0123456789"
  static let guild = "guild-token-0123456789"

  /// Asks the API of a bridge.
  struct Client {
    let port: Int
    var token: String? = APITests.admin

    func ask(
      _ method: String, _ path: String, _ body: String = "", headers: [(String, String)] = []
    ) async throws -> HTTPExchange {
      var headers = headers
      if let token { headers.append(("Authorization", "Bearer \(token)")) }
      if !body.isEmpty { headers.append(("Content-Type", "application/json")) }
      return try await HTTPExchange.run(port: port, method, path, headers: headers, body: body)
    }

    func json(_ method: String, _ path: String, _ body: String = "") async throws -> [String: Any] {
      let answer = try await ask(method, path, body)
      return try #require(try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any])
    }
  }

  static func withAPI(
    _ change: (inout ServerConfiguration) -> Void = { _ in }, _ body: (Bridge, Client) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    try await withBridge { configuration in
      configuration.data = folder.path
      configuration.adminListen = ListenAddress(host: "127.0.0.1", port: 0)
      configuration.apiTokens = [
        APIToken("boss:admin:\(admin)")!, APIToken("eye:viewer:\(viewer)")!, APIToken("guild:operator@7:\(guild)")!,
      ]
      configuration.policy.guilds = ["7"]
      change(&configuration)
    } _: { (bridge: Bridge) async throws in
      try await body(bridge, Client(port: try #require(bridge.server.adminPort)))
    }
    withExtendedLifetime(folder) {}
  }

  @Test func nobodyComesInWithoutAToken() async throws {
    try await Self.withAPI { (_, client: Client) async throws in
      for path in ["/v1/calls", "/v1/events", "/v1/rooms", "/v1/numbers", "/v1/status", "/metrics"] {
        var nobody = client
        nobody.token = nil
        let answer = try await nobody.ask("GET", path)
        #expect(answer.status == 401 && answer.headers.contains("application/problem+json"), "\(path)")
        nobody.token = "wrong-token-0123456789"
        #expect(try await nobody.ask("GET", path).status == 401)
        // A token in an address ends up in logs: it counts for nothing.
        nobody.token = nil
        #expect(try await nobody.ask("GET", path + "?token=\(Self.admin)").status == 401)
      }
      var eye = client
      eye.token = Self.viewer
      #expect(try await eye.ask("GET", "/v1/calls").status == 200)
      #expect(try await eye.ask("POST", "/v1/calls", #"{"to":"+14155552671"}"#).status == 403)
      #expect(try await eye.ask("DELETE", "/v1/calls").status == 403)
    }
  }

  @Test func pagesFromElsewhereAreTurnedAway() async throws {
    try await Self.withAPI { (_, client: Client) async throws in
      #expect(try await client.ask("GET", "/v1/calls", headers: [("Origin", "https://evil.example")]).status == 403)
      let rebound = try await RawConnection.open(port: client.port)
      rebound.send("GET /v1/calls HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer \(Self.admin)\r\n\r\n")
      await rebound.wait { bytes, _ in bytes.count > 12 }
      #expect(HTTPExchange(rebound.received).status == 403)
      rebound.close()
    }
  }

  @Test func aCallIsPlacedSeenSteeredAndEnded() async throws {
    try await Self.withAPI { (bridge: Bridge, client: Client) async throws in
      let placed = try await client.json("POST", "/v1/calls", #"{"to":"+1 (415) 555-2671","room":"lobby"}"#)
      let id = try #require(placed["id"] as? String)
      #expect(placed["to"] as? String == Bridge.friend && placed["direction"] as? String == "outbound")
      #expect(
        await bridge.wait { (try? await client.json("GET", "/v1/calls/\(id)"))?["status"] as? String == "in-progress" })
      #expect(await bridge.wait { bridge.server.calls().first?.state == .streaming })
      for verb in ["mute", "hold"] { #expect(try await client.ask("POST", "/v1/calls/\(id)/\(verb)").status == 204) }
      let seen = try await client.json("GET", "/v1/calls/\(id)")
      #expect(seen["muted"] as? Bool == true && seen["held"] as? Bool == true)
      for verb in ["unmute", "resume"] {
        #expect(try await client.ask("POST", "/v1/calls/\(id)/\(verb)").status == 204)
      }
      #expect(try await client.ask("POST", "/v1/calls/\(id)/dtmf", #"{"digits":"12#"}"#).status == 204)
      #expect(try await client.ask("POST", "/v1/calls/\(id)/dtmf", #"{"digits":"12x"}"#).status == 422)
      #expect(try await client.ask("POST", "/v1/calls/\(id)/volume", #"{"volume":0.5}"#).status == 204)
      #expect(try await client.ask("POST", "/v1/calls/\(id)/redirect", #"{"to":"+1 900 555 0123"}"#).status == 403)
      let rooms = try await client.json("GET", "/v1/rooms")
      #expect((rooms["items"] as? [[String: Any]])?.first?["name"] as? String == "lobby")
      #expect(try await client.ask("DELETE", "/v1/calls/\(id)").status == 204)
      #expect(await bridge.wait { bridge.network.statuses.values.allSatisfy { $0 == "completed" } })
      #expect(
        await bridge.wait { (try? await client.json("GET", "/v1/calls/\(id)"))?["status"] as? String == "completed" })
      // What it cost by the rates, its room, and that nothing of it was recorded.
      #expect(await bridge.server.parts.store?.flush() == true)
      let over = try await client.json("GET", "/v1/calls/\(id)")
      #expect(
        over["cost"] as? Double == 0.03 && over["room"] as? String == "lobby" && over["recordings"] as? [String] == [])
      let events = try await client.json("GET", "/v1/calls/\(id)/events")
      let types = (events["items"] as? [[String: Any]])?.compactMap { $0["type"] as? String } ?? []
      #expect(types.first == "call.placed" && types.contains("call.answered") && types.contains("leg.started"))
      #expect(try await client.ask("DELETE", "/v1/calls/\(id)").status == 404)
    }
  }

  @Test func seedThreesAddressWorksToo() async throws {
    try await Self.withAPI { (bridge: Bridge, client: Client) async throws in
      #expect(try await client.ask("POST", "/calls", #"{"to":"+14155552671"}"#).status == 201)
      #expect(bridge.network.statuses.count == 1)
      let ended = try await client.json("DELETE", "/v1/calls")
      #expect(ended["ended"] as? Int == 1)
      #expect(try await bridge.carrier.voice(call: 9, target: "/webhook/voice").body.contains("<Connect"))
    }
  }

  @Test(arguments: [
    ("+1 900 555 0123", 403, "premium_number"), ("+44 20 7946 0958", 403, "country_not_allowed"),
    ("911", 403, "emergency_number"), ("hello", 422, "not_a_number"), ("+1415", 403, "short_number"),
    ("+870773111632", 403, "satellite_number"),
  ])
  func whatThePolicyRefusesTheAPIRefuses(number: String, status: Int, code: String) async throws {
    try await Self.withAPI { (bridge: Bridge, client: Client) async throws in
      let answer = try await client.ask("POST", "/v1/calls", #"{"to":"\#(number)"}"#)
      #expect(answer.status == status && answer.body.contains(#""code":"\#(code)""#), "\(answer.body)")
      #expect(bridge.network.statuses.isEmpty)
    }
  }

  @Test func theSameKeyCallsOnce() async throws {
    try await Self.withAPI { (bridge: Bridge, client: Client) async throws in
      let key = [("Idempotency-Key", "one")]
      let body = #"{"to":"+14155552671"}"#
      async let first = client.ask("POST", "/v1/calls", body, headers: key)
      async let second = client.ask("POST", "/v1/calls", body, headers: key)
      let (a, b) = (try await first, try await second)
      #expect(a.status == 201 && a.body == b.body)
      #expect(bridge.network.statuses.count == 1)
      #expect(try await client.ask("POST", "/v1/calls", #"{"to":"+14155552672"}"#, headers: key).status == 422)
    }
  }

  @Test func oneGuildSeesNothingOfTheOthers() async throws {
    try await Self.withAPI { (bridge: Bridge, client: Client) async throws in
      var guild = client
      guild.token = Self.guild
      let mine = try await guild.json("POST", "/v1/calls", #"{"to":"+14155552671"}"#)
      #expect(mine["owner"] as? String == "7")
      let id = try #require(mine["id"] as? String)
      let other = try await client.json("POST", "/v1/calls", #"{"to":"+14155552671"}"#)
      let foreign = try #require(other["id"] as? String)
      let seen = try await guild.json("GET", "/v1/calls")["items"] as? [[String: Any]]
      #expect(seen?.compactMap { $0["id"] as? String } == [id])
      for (method, path) in [
        ("GET", ""), ("DELETE", ""), ("GET", "/events"), ("POST", "/mute"), ("POST", "/dtmf"), ("POST", "/redirect"),
      ] {
        let body = path == "/dtmf" ? #"{"digits":"1"}"# : path == "/redirect" ? #"{"room":"x"}"# : ""
        #expect(try await guild.ask(method, "/v1/calls/\(foreign)\(path)", body).status == 404, "\(method) \(path)")
      }
      _ = try await guild.ask("DELETE", "/v1/calls")
      #expect(bridge.server.calls().map(\.id) == [foreign])
      #expect(bridge.server.parts.policy.ledger.total(of: "7").minutes <= 1)
    }
  }

  @Test func historyComesInPages() async throws {
    try await Self.withAPI { (bridge: Bridge, client: Client) async throws in
      for number in 1...7 {
        _ = try await bridge.carrier.voice(call: number)
        _ = try await bridge.carrier.post(
          "/twilio/status", [("CallSid", TestCarrier.callSid(number)), ("CallStatus", "completed")])
      }
      #expect(await bridge.server.parts.store?.flush() == true)
      var seen: [String] = []
      var cursor = ""
      for _ in 0..<10 {
        let page = try await client.json("GET", "/v1/calls?limit=3\(cursor)")
        seen += (page["items"] as? [[String: Any]] ?? []).compactMap { $0["provider_id"] as? String }
        guard let next = page["next"] as? String else { break }
        cursor = "&cursor=\(next)"
      }
      #expect(seen == (1...7).reversed().map(TestCarrier.callSid))
      #expect(try await client.ask("GET", "/v1/calls?cursor=nonsense").status == 400)
      #expect(try await client.ask("GET", "/v1/calls?limit=0").status == 400)
    }
  }

  @Test func eventsGoOnWhereTheyStopped() async throws {
    try await Self.withAPI { (bridge: Bridge, client: Client) async throws in
      _ = try await bridge.carrier.voice(call: 1)
      let seen = try #require(bridge.server.events.snapshot().last?.seq)
      _ = try await bridge.carrier.voice(call: 2)
      let stream = try await RawConnection.open(port: client.port)
      stream.send(
        "GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1:\(client.port)\r\nAuthorization: Bearer \(Self.admin)\r\n"
          + "Last-Event-ID: \(seen)\r\n\r\n")
      #expect(await stream.wait { bytes, _ in String(decoding: bytes, as: UTF8.self).contains("id: \(seen + 2)\n") })
      _ = try await bridge.carrier.voice(call: 3)
      #expect(await stream.wait { bytes, _ in String(decoding: bytes, as: UTF8.self).contains("id: \(seen + 4)\n") })
      let text = String(decoding: stream.received, as: UTF8.self)
      #expect(!text.contains("id: \(seen)\n") && text.components(separatedBy: "id: \(seen + 1)\n").count == 2)
      #expect(text.contains("text/event-stream") && text.contains(#""type":"call.incoming""#))
      // A stream that is open does not hold up the end.
      let begin = ContinuousClock.now
      await bridge.server.stop()
      #expect(ContinuousClock.now - begin < .seconds(5))
      stream.close()
    }
  }

  @Test func numbersAreSearchedBoughtAndLinked() async throws {
    try await Self.withAPI { (bridge: Bridge, client: Client) async throws in
      let found = try await client.json("GET", "/v1/numbers/available?area_code=510")
      let first = try #require((found["items"] as? [[String: Any]])?.first?["phone_number"] as? String)
      #expect(first.hasPrefix("+1510"))
      #expect(try await client.ask("POST", "/v1/numbers", #"{"number":"\#(first)","confirm":false}"#).status == 422)
      #expect(try await client.ask("POST", "/v1/numbers", #"{"number":"\#(first)","confirm":true}"#).status == 201)
      let buys = bridge.network.requests.filter { $0.hasPrefix("POST") && $0.hasSuffix("/IncomingPhoneNumbers.json") }
      #expect(buys.count == 1)
      // Linking writes what differs, and nothing the second time.
      let path = "/v1/numbers/%2B14155550100"
      let linked = try await client.json("PUT", path, #"{"room":"lobby"}"#)
      #expect(linked["connected"] as? Bool == true && linked["room"] as? String == "lobby")
      let writes = bridge.network.requests.count { $0.hasPrefix("POST") }
      _ = try await client.json("PUT", path, #"{"room":"lobby"}"#)
      #expect(bridge.network.requests.count { $0.hasPrefix("POST") } == writes)
      var guild = client
      guild.token = Self.guild
      #expect((try await guild.json("GET", "/v1/numbers")["items"] as? [Any])?.isEmpty == true)
    }
  }

  @Test func peopleAreNotCalledAndNotLetThrough() async throws {
    try await Self.withAPI { (bridge: Bridge, client: Client) async throws in
      let path = "/v1/people/%2B14155552671"
      #expect(try await client.ask("PUT", path, #"{"do_not_call":true,"name":"Ada"}"#).status == 200)
      let refused = try await client.ask("POST", "/v1/calls", #"{"to":"+14155552671"}"#)
      #expect(refused.status == 403 && refused.body.contains("do_not_call"))
      #expect(try await client.ask("PUT", path, #"{"do_not_call":false}"#).status == 200)
      #expect(try await client.ask("POST", "/v1/calls", #"{"to":"+14155552671"}"#).status == 201)
      #expect(try await client.ask("PUT", "/v1/people/%2B14155555310", #"{"blocked":true}"#).status == 200)
      #expect(
        try await bridge.carrier.voice(call: 1).body.hasSuffix("<Response><Reject reason=\"rejected\" /></Response>"))
      #expect(await bridge.server.parts.store?.flush() == true)
      let people = try await client.json("GET", "/v1/people")["items"] as? [[String: Any]]
      #expect(people?.count == 2 && people?.contains { $0["name"] as? String == "Ada" } == true)
      var guild = client
      guild.token = Self.guild
      #expect(try await guild.ask("GET", "/v1/people").status == 403)
    }
  }

  @Test func metricsAreForPrometheus() async throws {
    try await Self.withAPI { (bridge: Bridge, client: Client) async throws in
      _ = try await bridge.carrier.voice(call: 1)
      let page = try await client.ask("GET", "/metrics").body
      #expect(page.contains("phonepatch_calls{direction=\"inbound\"} 1.0\n"))
      #expect(page.contains("phonepatch_events_total{type=\"call.incoming\"} 1\n"))
      #expect(page.contains("phonepatch_tick_late_seconds_bucket{le=\"+Inf\"} 0\n"))
      #expect(page.contains("phonepatch_store_up 1.0\n") && !page.contains("call-"))
      for line in page.split(separator: "\n") where !line.hasPrefix("#") {
        #expect(Double(line.split(separator: " ").last ?? "") != nil, "\(line)")
      }
    }
  }

  @Test func theConsoleIsServedAndNothingElseIs() async throws {
    try await Self.withAPI { (_, client: Client) async throws in
      var nobody = client
      nobody.token = nil
      let page = try await nobody.ask("GET", "/")
      #expect(page.status == 200 && page.headers.contains("text/html") && page.body.contains("<title>"))
      #expect(page.headers.lowercased().contains("content-security-policy: default-src 'none'"))
      for (file, type) in [
        ("/js/main.js", "text/javascript"), ("/css/base.css", "text/css"), ("/icon.svg", "image/svg+xml"),
      ] {
        let answer = try await nobody.ask("GET", file)
        #expect(answer.status == 200 && answer.headers.contains(type), "\(file)")
      }
      // Nothing of it comes from elsewhere.
      #expect(!page.body.contains("=\"http") && !page.body.contains("=\"//"))
      for path in ["/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/secret", "/js/../../x", "/js/", "/.env"] {
        #expect(try await nobody.ask("GET", path).status == 404, "\(path)")
      }
    }
  }
}
