import Foundation
import PatchNet
import Testing

@testable import PatchLab
@testable import PatchServer

/// The attacks that hit others, one after the other, over sockets: each is refused, what is beside it goes on, and the log
/// has neither a secret nor a number in full. What single parts do against hostile bytes stands with them.
@Suite(.timeLimit(.minutes(3))) struct AttackTests {
  private static let form = ("Content-Type", "application/x-www-form-urlencoded")

  @Test func openMediaSockets() async throws {
    try await withAttack { (stage: AttackStage) async throws in
      let real = try stage.mediaPath(try await stage.carrier.voice(call: 1))
      for path in [
        "/", "/media-stream", "/game", "/twilio", "/twilio/media", "/twilio/media/", "/twilio/media/x", "/v1/leg",
        "/twilio/media/..%2f" + real.dropFirst("/twilio/media/".count), "/TWILIO/MEDIA/x", "//twilio/media/x", real,
      ] {
        for port in [stage.server.port, stage.client.port] {
          let socket = try await TestSocket.open(port: port, path: path, signature: nil)
          #expect(socket.status != 101, "\(path) without a signature")
          let forged = try await TestSocket.open(port: port, path: path, signature: "AAAAAAAAAAAAAAAAAAAAAAAAAAA=")
          #expect(forged.status != 101, "\(path) with a forged one")
        }
      }
      // Who signs but was given no token gets no further.
      #expect(try await stage.carrier.media("/twilio/media/" + String(repeating: "A", count: 43)).status == 403)
      #expect(stage.count(.legStarted) == 0)
      let good = try await stage.carrier.media(real)
      #expect(good.status == 101)
      good.connection.close()
    }
  }

  @Test func replayedMediaTokens() async throws {
    try await withAttack { (stage: AttackStage) async throws in
      let path = try stage.mediaPath(try await stage.carrier.voice(call: 1))
      let socket = try await stage.carrier.media(path)
      #expect(socket.status == 101)
      #expect(try await stage.carrier.media(path).status == 403, "while it waits")
      socket.text(TestCarrier.connected)
      socket.text(TestCarrier.start(call: 1))
      #expect(await stage.carrier.started(call: 1))
      #expect(try await stage.carrier.media(path).status == 403, "while the call goes on")
      socket.text(TestCarrier.stop(call: 1))
      #expect(await stage.carrier.event(.callEnded) != nil)
      #expect(try await stage.carrier.media(path).status == 403, "after its end")
      #expect(stage.count(.legStarted) == 1)
    }
  }

  @Test func forgedSignatures() async throws {
    try await withAttack { (stage: AttackStage) async throws in
      let base = stage.server.publicURL
      let fields = [("CallSid", TestCarrier.callSid(1)), ("From", "+14155555310"), ("To", Bridge.number)]
      let signature = stage.carrier.signature
      let good = signature.sign(url: base + "/twilio/voice", fields: fields)
      let others: [(String, [(String, String)])] = [
        ("nothing", []), ("empty", [("X-Twilio-Signature", "")]),
        ("nonsense", [("X-Twilio-Signature", "žluť")]),
        ("another address", [("X-Twilio-Signature", signature.sign(url: base + "/twilio/status", fields: fields))]),
        (
          "another host",
          [("X-Twilio-Signature", signature.sign(url: "https://evil.example/twilio/voice", fields: fields))]
        ),
        (
          "other fields",
          [("X-Twilio-Signature", signature.sign(url: base + "/twilio/voice", fields: fields + [("A", "1")]))]
        ),
        ("cut short", [("X-Twilio-Signature", String(good.dropLast(4)))]),
        (
          "another token",
          [("X-Twilio-Signature", TwilioSignature(token: "other").sign(url: base + "/twilio/voice", fields: fields))]
        ),
        ("an empty token", [("X-Twilio-Signature", TwilioSignature(token: "").sign(url: base, fields: fields))]),
      ]
      // A proxy that nobody trusts says where the request came for.
      let forwarded = [
        ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example"),
        ("X-Original-URL", "/twilio/status"),
      ]
      for (name, headers) in others {
        for target in ["/twilio/voice", "/webhook/voice"] {
          let answer = try await HTTPExchange.run(
            port: stage.server.port, "POST", target, headers: [Self.form] + headers + forwarded,
            body: formEncoded(fields))
          #expect(answer.status == 403, "\(name) at \(target)")
        }
      }
      for path in [
        "/twilio/status", "/twilio/stream-ended", "/twilio/outbound/x", "/twilio/status/x", "/twilio/machine/x",
      ] {
        let answer = try await HTTPExchange.run(
          port: stage.server.port, "POST", path, headers: [Self.form, ("X-Twilio-Signature", good)],
          body: formEncoded(fields))
        #expect(answer.status == 403, "\(path)")
      }
      #expect(stage.server.calls().isEmpty && stage.count(.requestRefused) > 0)
    }
  }

  @Test func replayedWebhooks() async throws {
    try await withAttack { (stage: AttackStage) async throws in
      let over = [("CallSid", TestCarrier.callSid(1)), ("CallStatus", "completed")]
      let path = try stage.mediaPath(try await stage.carrier.voice(call: 1))
      let socket = try await stage.carrier.media(path)
      socket.text(TestCarrier.connected)
      socket.text(TestCarrier.start(call: 1))
      #expect(await stage.carrier.started(call: 1))
      // While it goes on: no second call, and the first is not disturbed.
      _ = try stage.mediaPath(try await stage.carrier.voice(call: 1))
      _ = try await stage.carrier.voice(call: 1, target: "/twilio/stream-ended")
      #expect(stage.server.calls().map(\.state) == [.streaming] && !socket.connection.isClosed)
      socket.text(TestCarrier.stop(call: 1))
      #expect(await socket.closed())
      #expect(try await stage.carrier.post("/twilio/status", over).status == 200)
      #expect(await stage.carrier.event(.callEnded) != nil)
      // After its end, with or without a fresh token of idempotency, which nobody signs.
      for idempotency in [nil, "one", "two"] {
        let again = try await stage.carrier.voice(call: 1, idempotency: idempotency)
        #expect(again.body.hasSuffix("<Response><Hangup /></Response>"), "\(again.body)")
        #expect(try await stage.carrier.post("/twilio/status", over, idempotency: idempotency).status == 200)
      }
      #expect(stage.server.calls().isEmpty && stage.count(.callIncoming) == 1 && stage.count(.callEnded) == 1)
      // A call of ours, likewise.
      let placed = try await stage.client.json("POST", "/v1/calls", #"{"to":"\#(Bridge.friend)"}"#)
      let id = try #require(placed["id"] as? String)
      #expect(await stage.bridge.wait { stage.server.calls().first?.state == .streaming })
      let sid = try #require(stage.server.calls().first?.providerID)
      #expect(try await stage.client.ask("DELETE", "/v1/calls/\(id)").status == 204)
      for target in ["/twilio/outbound/\(id)", "/twilio/voice"] {
        let fields = [("CallSid", sid), ("Direction", "outbound-api"), ("CallStatus", "in-progress")]
        #expect(try await stage.carrier.post(target, fields).body.hasSuffix("<Hangup /></Response>"), "\(target)")
      }
      #expect(stage.server.calls().isEmpty && stage.bridge.network.statuses.count == 1)
    }
  }

  @Test func tokensInAddresses() async throws {
    try await withAttack { (stage: AttackStage) async throws in
      let real = try stage.mediaPath(try await stage.carrier.voice(call: 1))
      let token = real.split(separator: "/").last ?? ""
      for path in ["/twilio/media?token=\(token)", "/twilio/media/?token=\(token)", real + "?x=1"] {
        #expect([403, 404].contains(try await stage.carrier.media(path).status), "\(path)")
      }
      let nobody = stage.client(nil)
      for name in ["token", "access_token", "api_key", "authorization"] {
        for path in ["/v1/calls", "/v1/events", "/v1/live", "/metrics", "/v1/recordings/rec-1/audio"] {
          #expect(try await nobody.ask("GET", "\(path)?\(name)=\(APITests.admin)").status == 401, "\(path)")
        }
        let socket = try await SoundPeer.open(stage.client, path: "/v1/leg?\(name)=\(APITests.admin)")
        #expect(socket.socket.status == 400)
      }
    }
  }

  @Test func oversizedRequests() async throws {
    try await withAttack { (stage: AttackStage) async throws in
      #expect(
        try await stage.carrier.post("/twilio/voice", [("Big", String(repeating: "x", count: 70_000))]).status == 413)
      let big = #"{"to":"\#(String(repeating: "1", count: 300_000))"}"#
      #expect(try await stage.client.ask("POST", "/v1/calls", big).status == 413)
      let key = [("Idempotency-Key", String(repeating: "k", count: 201))]
      #expect(try await stage.client.ask("POST", "/v1/calls", "{}", headers: key).status == 400)
      let deep = String(repeating: "[", count: 100_000)
      #expect(try await stage.client.ask("POST", "/v1/calls", deep).status == 400)
      for (port, target, credential) in [
        (stage.server.port, "/twilio/voice", "X-Twilio-Signature: AAAA"),
        (stage.client.port, "/v1/calls", "Authorization: Bearer \(APITests.admin)"),
      ] {
        // No length is told, and no end comes.
        let endless = try await RawConnection.open(port: port)
        endless.send(
          "POST \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\(credential)\r\nTransfer-Encoding: chunked\r\n\r\n")
        let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 0x78, count: 65_536) + Array("\r\n".utf8)
        for _ in 0..<64 {
          guard (try? await endless.sendAndWait(chunk)) != nil else { break }
        }
        #expect(await endless.wait { bytes, closed in closed || bytes.count > 12 })
        #expect([0, 413].contains(HTTPExchange(endless.received).status))
        endless.close()
        // A head without an end.
        let head = try await RawConnection.open(port: port)
        head.send("GET / HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nX: ")
        for _ in 0..<32 {
          guard (try? await head.sendAndWait([UInt8](repeating: 0x78, count: 65_536))) != nil else { break }
        }
        #expect(await head.wait { _, closed in closed })
        head.close()
      }
      let leg = try await SoundPeer.joined(stage.client, room: "lobby")
      leg.sound([UInt8](repeating: 0, count: 20_000))
      #expect(await leg.socket.closeCode() == 1009)
      #expect(try await stage.client.ask("GET", "/v1/status").status == 200)
    }
  }

  @Test func slowRequests() async throws {
    try await withAttack {
      $0.deadlines.silenceMilliseconds = 300
    } _: { (stage: AttackStage) async throws in
      let silent = try await RawConnection.open(port: stage.server.port)
      let drip = try await RawConnection.open(port: stage.server.port)
      drip.send("POST /twilio/voice HTTP/1.1\r\nHost:")
      #expect(await silent.wait { _, closed in closed })
      #expect(await drip.wait { _, closed in closed })
      // A body that comes byte by byte holds its connection for ten seconds, and nobody else.
      var slow: [RawConnection] = []
      for (port, target, credential) in [
        (stage.server.port, "/twilio/voice", "X-Twilio-Signature: AAAA"),
        (stage.client.port, "/v1/calls", "Authorization: Bearer \(APITests.admin)"),
      ] {
        let connection = try await RawConnection.open(port: port)
        connection.send(
          "POST \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\(credential)\r\nContent-Length: 1000\r\n\r\n")
        slow.append(connection)
      }
      for _ in 0..<24 {
        for connection in slow { connection.send("x") }
        try await Task.sleep(for: .milliseconds(500))
        if slow.allSatisfy({ !$0.received.isEmpty }) { break }
      }
      for connection in slow {
        #expect(HTTPExchange(connection.received).status == 413)
        connection.close()
      }
      #expect(try await stage.carrier.voice(call: 1).status == 200)
      #expect(try await stage.client.ask("GET", "/v1/status").status == 200)
    }
  }

  @Test func waysOutOfFolders() async throws {
    let files = try TemporaryFolder()
    try Data("a secret of the machine".utf8).write(to: URL(fileURLWithPath: files.path + "/secret.html"))
    let (page, sounds) = (files.path + "/page", files.path + "/sounds")
    for folder in [page, sounds] {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(atPath: folder + "/link.html", withDestinationPath: "../secret.html")
      try FileManager.default.createSymbolicLink(atPath: folder + "/out", withDestinationPath: "..")
    }
    try Data("<title>ours</title>".utf8).write(to: URL(fileURLWithPath: page + "/index.html"))
    try await withAttack {
      $0.consoleFolder = page
      $0.sounds = sounds
    } _: { (stage: AttackStage) async throws in
      #expect(try await stage.client.ask("GET", "/").body.contains("ours"))
      let ways = [
        "/../secret.html", "/..%2fsecret.html", "/%2e%2e/secret.html", "/%2e%2e%2fsecret.html",
        "/..%252fsecret.html", "/..%5csecret.html", "/....//secret.html", "/css/../../secret.html",
        "/css/..%2f..%2fsecret.html", "/link.html", "/out/secret.html", "/secret.html%00.html", "//secret.html",
        "/css//..//secret.html", "/./../secret.html", "/file:///etc/passwd", "/etc/passwd",
      ]
      for way in ways {
        for port in [stage.server.port, stage.client.port] {
          let answer = try await HTTPExchange.run(port: port, "GET", way)
          #expect([400, 404].contains(answer.status) && !answer.body.contains("secret of"), "\(way): \(answer.status)")
        }
      }
      // Recordings: neither by a name nor by a row that somebody changed.
      try await stage.addRecording("rec-good")
      try await stage.addRecording("rec-bad", path: "../phonepatch.sqlite")
      try await stage.addRecording("rec-worse", path: "rec-x/../../phonepatch.sqlite")
      #expect(try await stage.client.ask("GET", "/v1/recordings/rec-good/audio").body == "RIFFsound")
      for id in [
        "rec-bad", "rec-worse", "..%2fphonepatch.sqlite", "%2e%2e%2fphonepatch.sqlite", "..%252fphonepatch.sqlite",
        "rec-good.wav", "rec-good%00", "%2fetc%2fpasswd",
      ] {
        #expect(try await stage.client.ask("GET", "/v1/recordings/\(id)/audio").status == 404, "\(id)")
        #expect(try await stage.client.ask("DELETE", "/v1/recordings/\(id)").status >= 400, "\(id)")
      }
      #expect(FileManager.default.fileExists(atPath: stage.folder + "/phonepatch.sqlite"))
      // Sounds.
      _ = try await stage.carrier.leg(call: 1)
      #expect(await stage.carrier.started(call: 1))
      let call = try #require(stage.server.calls().first?.id)
      for file in [
        "../secret.html", "..", ".", "link.html", "out/secret.html", "/etc/passwd", #"..\\secret.html"#,
        #"secret.html\u0000.wav"#, "%2e%2e%2fsecret.html", "",
      ] {
        let answer = try await stage.client.ask("POST", "/v1/calls/\(call)/play", #"{"file":"\#(file)"}"#)
        #expect(answer.status == 404, "\(file): \(answer.status)")
      }
    }
    withExtendedLifetime(files) {}
  }

  @Test func formulasForSpreadsheets() async throws {
    try await withAttack { (stage: AttackStage) async throws in
      // Nothing that a spreadsheet opens is ever answered, so that no name can be a formula: JSON, sound, pages, metrics.
      let document = try await stage.client.json("GET", "/openapi.json")
      let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
      let types = paths.values.flatMap(\.values).flatMap { operation in
        (operation["responses"] as? [String: [String: Any]] ?? [:]).values.flatMap {
          ($0["content"] as? [String: Any] ?? [:]).keys
        }
      }
      #expect(Set(types) == ["application/json", "application/problem+json", "audio/wav", "text/event-stream"])
      let formula = #"=HYPERLINK(\"http://evil.example\",\"x\")"#
      let path = "/v1/people/%2B14155552671"
      #expect(try await stage.client.ask("PUT", path, #"{"name":"\#(formula)"}"#).status == 200)
      _ = await stage.server.parts.store?.flush()
      for accept in ["text/csv", "application/vnd.ms-excel", "text/html"] {
        for path in ["/v1/people", "/v1/calls", "/v1/people.csv", "/v1/calls.csv", "/v1/people?format=csv"] {
          let answer = try await stage.client.ask("GET", path, headers: [("Accept", accept)])
          let isJSON =
            answer.headers.contains("application/json") && answer.headers.lowercased().contains("nosniff")
          #expect(answer.status == 404 || isJSON, "\(path)")
        }
      }
    }
  }

  @Test func requestsFromOtherSites() async throws {
    try await withAttack { (stage: AttackStage) async throws in
      let bearer = "Bearer \(APITests.admin)"
      for origin in ["https://evil.example", "null", "http://localhost.evil.example", "http://127.0.0.1:1"] {
        for (method, path) in [
          ("GET", "/v1/calls"), ("POST", "/v1/calls"), ("DELETE", "/v1/calls"), ("GET", "/v1/live"),
        ] {
          #expect(
            try await stage.client.ask(method, path, headers: [("Origin", origin)]).status == 403, "\(origin) \(path)")
        }
        // What a browser asks before it sends a token of somebody's: nobody says yes.
        let asked = try await HTTPExchange.run(
          port: stage.client.port, "OPTIONS", "/v1/calls",
          headers: [
            ("Origin", origin), ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "authorization"),
          ])
        #expect(asked.status >= 400 && !asked.headers.lowercased().contains("access-control-allow"))
        #expect(try await SoundPeer.open(stage.client, origin: origin, token: APITests.admin).socket.status == 403)
        let ticket = try await stage.client.ask(
          "POST", "/v1/tickets", #"{"room":"lobby"}"#, headers: [("Origin", origin)])
        #expect(ticket.status == 403)
      }
      // What a form on a page can send has no token, and cookies are nothing here.
      for cookie in ["token=\(APITests.admin)", "Authorization=\(bearer)", "session=1"] {
        for type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
          let answer = try await HTTPExchange.run(
            port: stage.client.port, "POST", "/v1/calls", headers: [("Cookie", cookie), ("Content-Type", type)],
            body: #"{"to":"\#(Bridge.friend)"}"#)
          #expect(answer.status == 401 && !answer.headers.lowercased().contains("set-cookie"))
        }
        let socket = try await TestSocket.open(
          port: stage.client.port, path: "/v1/leg", signature: nil,
          extra: [("Cookie", cookie), ("Sec-WebSocket-Protocol", "phonepatch.leg.1")])
        socket.text(#"{"type":"join","room":"lobby"}"#)
        #expect(await socket.closeCode() == 4401)
      }
      // A name of elsewhere that leads here.
      for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "[::1].evil.example"] {
        let rebound = try await RawConnection.open(port: stage.client.port)
        rebound.send("GET /v1/calls HTTP/1.1\r\nHost: \(host)\r\nAuthorization: \(bearer)\r\nConnection: close\r\n\r\n")
        await rebound.wait { _, closed in closed }
        #expect([400, 403].contains(HTTPExchange(rebound.received).status), "\(host)")
        rebound.close()
      }
      #expect(stage.bridge.network.statuses.isEmpty && stage.count(.legStarted) == 0)
    }
  }

  @Test func guessedAddressesOfRecordings() async throws {
    try await withAttack { (stage: AttackStage) async throws in
      try await stage.addRecording("rec-guess")
      let path = "/v1/recordings/rec-guess/audio"
      for (token, status) in [
        (nil, 401), ("guessed-token-0123456789", 401), (APITests.viewer, 403), (AttackStage.neighbour, 404),
      ]
        as [(String?, Int)]
      {
        #expect(try await stage.client(token).ask("GET", path).status == status)
      }
      for way in [
        "/recordings/rec-guess.wav", "/recordings/rec-guess", "/rec-guess.wav", "/data/recordings/rec-guess.wav",
        "/v1/recordings/rec-guess", "/v1/recordings/rec-guess.wav", "/phonepatch-data/recordings/rec-guess.wav",
      ] {
        let answer = try await stage.client.ask("GET", way)
        #expect([404, 405].contains(answer.status), "\(way)")
      }
      // What a tunnel exposes has none of it, whoever asks.
      for way in [path, "/v1/calls", "/v1/status", "/metrics", "/openapi.json", "/", "/calls", "/v1/leg"] {
        let answer = try await HTTPExchange.run(
          port: stage.server.port, "GET", way, headers: [("Authorization", "Bearer \(APITests.admin)")])
        #expect(answer.status == 404, "\(way)")
      }
      // Names are not counted up: forty bits of chance stand behind the time.
      let names = (0..<1000).map { _ in Identity.make("rec").split(separator: "-").last ?? "" }
      #expect(Set(names).count == 1000 && names.allSatisfy { $0.count == 10 })
    }
  }
}
