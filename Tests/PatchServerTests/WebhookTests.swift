import PatchNet
import Testing

@testable import PatchServer

@Suite(.timeLimit(.minutes(1))) struct WebhookTests {
  @Test func aSignedCallGetsItsStream() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let answer = try await carrier.voice(call: 1)
      #expect(answer.status == 200)
      #expect(answer.headers.contains("text/xml"))
      let base = carrier.server.publicURL
      #expect(
        answer.body.hasPrefix(
          #"<?xml version="1.0" encoding="UTF-8"?><Response><Connect action="\#(base)/twilio/stream-ended">"#
            + #"<Stream url="ws\#(base.dropFirst(4))/twilio/media/"#))
      #expect(
        answer.body.hasSuffix(
          #""><Parameter name="room" value="+15550100" /></Stream></Connect></Response>"#))
      let call = try #require(carrier.server.calls().first)
      #expect(call.providerID == TestCarrier.callSid(1) && call.provider == "twilio" && call.handler == "room")
      #expect(call.state == .answered)
    }
  }

  @Test func whoDoesNotSignIsRefused() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let port = carrier.server.port
      let body = formEncoded([("CallSid", TestCarrier.callSid(1))])
      let form = ("Content-Type", "application/x-www-form-urlencoded")
      let unsigned = try await HTTPExchange.run(port: port, "POST", "/twilio/voice", headers: [form], body: body)
      #expect(unsigned.status == 403)
      let forged = try await HTTPExchange.run(
        port: port, "POST", "/twilio/voice", headers: [form, ("X-Twilio-Signature", "AAAA")], body: body)
      #expect(forged.status == 403)
      let foreign = TestCarrier(carrier.server, token: "other")
      #expect(try await foreign.voice(call: 1).status == 403)
      #expect(try await foreign.voice(call: 1, target: "/twilio/status").status == 403)
      #expect(try await foreign.voice(call: 1, target: "/twilio/stream-ended").status == 403)
      #expect(carrier.server.calls().isEmpty)
      #expect(carrier.server.events.snapshot().filter { $0.type == .requestRefused }.count == 5)
    }
  }

  @Test func bothTokensCount() async throws {
    try await withServer {
      $0.twilio.authTokenSecondary = "second"
    } _: { (carrier: TestCarrier) async throws in
      #expect(try await TestCarrier(carrier.server, token: "second").voice(call: 1).status == 200)
      #expect(try await carrier.voice(call: 2).status == 200)
    }
  }

  @Test func oddFieldsAreSignedAsTheyAre() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let odd = [("Empty", ""), ("Uni", "žluť ☎ & < \""), ("A", "2"), ("A", "1"), ("A", "2"), ("+x %41", " y+z ")]
      #expect(try await carrier.voice(call: 1, target: "/twilio/voice?guild=%2B1&x=a+b", extra: odd).status == 200)
    }
  }

  @Test func getCarriesItsFieldsInTheQuery() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let target = "/twilio/voice?CallSid=\(TestCarrier.callSid(3))&To=%2B15550100&From=anonymous"
      let signed = carrier.signature.sign(url: carrier.server.publicURL + target)
      let answer = try await HTTPExchange.run(
        port: carrier.server.port, "GET", target, headers: [("X-Twilio-Signature", signed)])
      #expect(answer.status == 200)
      #expect(answer.body.contains("+15550100"))
    }
  }

  @Test func jsonNeedsItsHash() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let body = #"{"CallSid":"CA"}"#
      let hash = TwilioSignature.bodySHA256(Array(body.utf8))
      func status(_ target: String) async throws -> Int {
        let signed = carrier.signature.sign(url: carrier.server.publicURL + target)
        return try await HTTPExchange.run(
          port: carrier.server.port, "POST", target,
          headers: [("Content-Type", "application/json"), ("X-Twilio-Signature", signed)], body: body
        ).status
      }
      #expect(try await status("/twilio/voice") == 403)
      #expect(try await status("/twilio/voice?bodySHA256=" + String(repeating: "0", count: 64)) == 403)
      // Signed, but a voice webhook is a form.
      #expect(try await status("/twilio/voice?bodySHA256=" + hash) == 400)
    }
  }

  @Test func aRetryGetsTheIdenticalAnswer() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      async let first = carrier.voice(call: 7, idempotency: "one")
      async let second = carrier.voice(call: 7, idempotency: "one")
      let (a, b) = (try await first, try await second)
      #expect(a.status == 200 && a.body == b.body)
      #expect(try await carrier.voice(call: 7, idempotency: "one").body == a.body)
      #expect(try await carrier.voice(call: 7, idempotency: "two").body != a.body)
      #expect(carrier.server.calls().count == 1)
    }
  }

  @Test func tooManyCallsAreRejectedFree() async throws {
    try await withServer {
      $0.limits.calls = 2
    } _: { (carrier: TestCarrier) async throws in
      #expect(try await carrier.voice(call: 1).body.contains("<Connect"))
      #expect(try await carrier.voice(call: 2).body.contains("<Connect"))
      let third = try await carrier.voice(call: 3)
      #expect(third.status == 200)
      #expect(third.body.hasSuffix(#"<Response><Reject reason="busy" /></Response>"#))
      let over = try await carrier.post(
        "/twilio/status", [("CallSid", TestCarrier.callSid(1)), ("CallStatus", "completed")])
      #expect(over.status == 200)
      #expect(try await carrier.voice(call: 3).body.contains("<Connect"))
    }
  }

  @Test func theStreamsEndHangsUp() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      _ = try await carrier.voice(call: 1)
      let answer = try await carrier.voice(call: 1, target: "/twilio/stream-ended")
      #expect(answer.body.hasSuffix("<Response><Hangup /></Response>"))
      #expect(carrier.server.calls().isEmpty)
    }
  }

  @Test func numbersNameRooms() async throws {
    try await withServer {
      $0.numbers = ["+15550100": "lobby"]
    } _: { (carrier: TestCarrier) async throws in
      #expect(try await carrier.voice(call: 1).body.contains(#"value="lobby""#))
      #expect(try await carrier.voice(call: 2, to: "+15550199").body.contains(#"value="+15550199""#))
      #expect(try await carrier.voice(call: 3, to: "sip:a b@c/d").body.contains(#"value="lobby""#))
    }
  }

  @Test func malformedRequestsAreAnswered() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      #expect(try await carrier.post("/twilio/voice", [("CallSid", "CA12")]).status == 400)
      #expect(try await carrier.post("/twilio/voice", [("To", "x")]).status == 400)
      #expect(try await carrier.post("/twilio/voice", [("Big", String(repeating: "x", count: 70_000))]).status == 413)
      #expect(try await HTTPExchange.run(port: carrier.server.port, "GET", "/../../etc/passwd").status == 404)
      for nonsense in ["\u{16}\u{3}\u{1}\u{2}\u{0}", "GET\r\n\r\n", "GET / HTTP/1.1\r\nBad Header: x\r\n\r\n"] {
        let connection = try await RawConnection.open(port: carrier.server.port)
        connection.send(nonsense)
        #expect(await connection.wait { _, closed in closed })
        #expect(HTTPExchange(connection.received).status == 400)
      }
      #expect(try await HTTPExchange.run(port: carrier.server.port, "GET", "/twilio/media/x").status == 403)
      #expect(
        try await HTTPExchange.run(
          port: carrier.server.port, "GET", "/healthz", headers: [("Upgrade", "foo")]
        ).status == 200)
    }
  }

  @Test func aCallWhoseStreamNeverComesEnds() async throws {
    try await withServer {
      $0.deadlines.tokenMilliseconds = 100
    } _: { (carrier: TestCarrier) async throws in
      _ = try await carrier.voice(call: 1)
      let ended = await carrier.event(.callEnded)
      #expect(ended?.data["reason"] == "no stream")
      #expect(carrier.server.calls().isEmpty)
    }
  }

  struct Announcement: CallHandler {
    let name = "announcement"
    func answer(_ call: Call, _ request: VoiceRequest) async throws -> TwiML {
      if request.value("Fail") != nil { throw CancellationError() }
      return TwiML {
        Say("Hello \(call.from)")
        Hangup()
      }
    }
  }

  @Test func aNumberMayHaveAHandlerWithoutARoom() async throws {
    try await withServer(handlers: ["+15550111": Announcement()]) { _ in
    } _: { (carrier: TestCarrier) async throws in
      let answer = try await carrier.voice(call: 1, to: "+15550111")
      #expect(answer.body.hasSuffix("<Response><Say>Hello +14155555310</Say><Hangup /></Response>"))
      #expect(carrier.server.calls().map(\.handler) == ["announcement"])
      #expect(try await carrier.voice(call: 2).body.contains("<Stream"))
      #expect(try await carrier.voice(call: 3, to: "+15550111", extra: [("Fail", "1")]).status == 500)
      _ = try await carrier.post(
        "/twilio/status", [("CallSid", TestCarrier.callSid(1)), ("CallStatus", "completed"), ("To", "x")])
      #expect(carrier.server.calls().map(\.handler) == ["room"])
    }
  }

  @Test func connectionsHaveALimit() async throws {
    try await withServer {
      $0.limits.connections = 16
      $0.deadlines.silenceMilliseconds = 300
    } _: { (carrier: TestCarrier) async throws in
      var idle: [RawConnection] = []
      for _ in 0..<40 { idle.append(try await RawConnection.open(port: carrier.server.port)) }
      // They are closed for their silence, and whoever waited comes in.
      #expect(try await HTTPExchange.run(port: carrier.server.port, "GET", "/healthz").status == 200)
      for connection in idle { connection.close() }
    }
  }
}
