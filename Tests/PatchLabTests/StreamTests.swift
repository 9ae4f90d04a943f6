import NIOCore
import NIOHTTP1
import PatchNet
import Synchronization
import Testing

@testable import PatchLab

/// Media streams against a scripted server: what Twilio does, and what the Lab makes of a server that does wrong.
@Suite(.serialized) struct StreamTests {
  static let connect =
    #"<Response><Connect action="/after"><Stream url="{ws}"><Parameter name="room" value="a"/></Stream></Connect></Response>"#

  private func call(
    _ document: String = connect, accepts: Bool = true, hangsUp: Double? = 3,
    change: @escaping @Sendable (inout CallPlan) -> Void = { _ in },
    settings adjust: @escaping @Sendable (inout CarrierSettings) -> Void = { _ in },
    script: @escaping ScriptedServer.Script
  ) async throws -> CallReport {
    try await ScriptedServer.run(
      answer: { $0.path == "/voice" ? document : "<Response><Hangup/></Response>" }, script: script, accepts: accepts
    ) { server in
      var settings = CarrierSettings(authToken: "12345")
      settings.seed = 1
      adjust(&settings)
      var plan = CallPlan(from: "+15550101", to: "+15550100", webhook: "http://127.0.0.1:\(server.port)/voice")
      plan.caller = Caller(speech: (0..<4000).map { UInt8($0 % 200) }, hangsUp: hangsUp)
      change(&plan)
      let http = HTTPClientTransport()
      let report = await Carrier(settings, http: http).place(plan)
      await http.shutdown()
      return report
    }
  }

  /// Runs a script once the stream has started, with the stream's identity.
  private func afterStart(
    _ body: @escaping @Sendable (ScriptedServer.Peer, String) async throws -> Void
  ) -> ScriptedServer.Script {
    { peer in
      for await message in peer.messages where message["event"] == "start" {
        try await body(peer, message["streamSid"] ?? "")
      }
    }
  }

  private let sound = [UInt8](repeating: 0x42, count: 800)

  @Test func theStreamIsTwilios() async throws {
    let seen = Mutex<[[String: String]]>([])
    let head = Mutex<[(String, String)]>([])
    let report = try await call(hangsUp: 2, change: { $0.caller.keys = [.init(at: 0.3, digit: "5")] }) { peer in
      head.withLock { $0 = peer.head.headers.map { ($0.name.lowercased(), $0.value) } }
      for await message in peer.messages { seen.withLock { $0.append(message) } }
    }
    let messages = seen.withLock { $0 }
    #expect(messages.first == ["event": "connected", "protocol": "Call", "version": "1.0.0"])
    let start = try #require(messages.dropFirst().first)
    #expect(start["event"] == "start")
    #expect(start["sequenceNumber"] == "1")
    #expect(start["callSid"] == report.callSid)
    #expect(messages.dropFirst().compactMap { $0["sequenceNumber"] } == (1..<messages.count).map(String.init))
    let media = messages.filter { $0["event"] == "media" }
    #expect(media.compactMap { $0["chunk"] } == (1...media.count).map(String.init))
    #expect(media.compactMap { $0["timestamp"] } == (0..<media.count).map { String($0 * 20) })
    #expect(media.count > 20 && media.count <= 100)
    #expect(messages.contains { $0["event"] == "dtmf" && $0["digit"] == "5" })
    #expect(messages.last?["event"] == "stop")
    let stream = try #require(report.streams.first)
    #expect(stream.ending == .callerHungUp)
    #expect(report.allViolations.isEmpty)
    let headers = head.withLock { $0 }
    let named = { (name: String) in headers.filter { $0.0 == name }.map(\.1) }
    #expect(named("user-agent") == ["Twilio.TmeWs/1.0"])
    #expect(named("accept-encoding") == ["gzip"])
    #expect(named("origin").isEmpty && named("sec-websocket-protocol").isEmpty)
    #expect(named("sec-websocket-extensions").isEmpty)
    #expect(TwilioSignature(token: "12345").matches(named("x-twilio-signature").first ?? "", url: stream.url))
    #expect(stream.spoken.prefix(4000) == (0..<4000).map { UInt8($0 % 200) }[...])
  }

  @Test func soundMarksAndClear() async throws {
    let back = Mutex<[String]>([])
    let sound = sound
    let report = try await call(hangsUp: 20) { peer in
      for await message in peer.messages {
        let stream = message["streamSid"] ?? ""
        if message["event"] == "start" {
          try await peer.media(stream, sound)
          try await peer.mark(stream, "a")
          for _ in 0..<30 { try await peer.media(stream, sound) }
          try await peer.mark(stream, "b")
        }
        guard message["event"] == "mark", let name = message["name"] else { continue }
        back.withLock { $0.append(name) }
        if name == "a" { try await peer.clear(stream) }
        if name == "b" { try await peer.close() }
      }
    }
    let stream = try #require(report.streams.first)
    #expect(back.withLock { $0 } == ["a", "b"])
    #expect(stream.marks.map(\.flushed) == [false, true])
    #expect(stream.ending == .serverClosed)
    let dropped = try #require(stream.clears.first?.dropped)
    #expect(stream.heard.received.count == 31 * 800 - dropped)
    #expect(dropped > 800 && dropped <= 30 * 800)
    #expect(report.verbs.map(\.verb) == ["Connect", "Hangup"])
    #expect(report.allViolations.isEmpty)
  }

  @Test(arguments: [
    (#"{"event":"media","streamSid":"#, Violation.Kind.notJSON),
    (#"{"event":"play","streamSid":"SID"}"#, .unknownEvent),
    (#"{"event":"media","streamSid":"SID","media":{"payload":"AQID","track":"outbound"}}"#, .surplusMember),
    (#"{"event":"clear","streamSid":"MZother"}"#, .foreignStream),
    (#"{"event":"mark","streamSid":"SID"}"#, .missingMember),
    (#"{"event":"media","streamSid":"SID","media":{"payload":"=="}}"#, .badPayload),
  ])
  func aBrokenMessageIsCaughtAndDropped(_ text: String, _ kind: Violation.Kind) async throws {
    let sound = sound
    let report = try await call(
      script: afterStart { peer, stream in
        try await peer.send(text.replacing("SID\"", with: stream + "\""))
        try await peer.media(stream, sound)
        try await peer.mark(stream, "played")
        await peer.marks(1)
        try await peer.close()
      })
    #expect(report.allViolations.map(\.code) == [.invalidMessage])
    #expect(report.allViolations.map(\.kind) == [kind])
    #expect(report.streams.first?.heard.received == sound)
  }

  @Test func aBinaryFrameIsCaught() async throws {
    let report = try await call(
      script: afterStart { peer, _ in
        try await peer.sendBinary([1, 2, 3])
        try await peer.close()
      })
    #expect(report.allViolations.map(\.code) == [.malformedMessage])
  }

  @Test func aWAVHeaderIsHeardOf() async throws {
    let report = try await call(
      script: afterStart { peer, stream in
        try await peer.media(stream, Array("RIFF....WAVE".utf8))
        try await peer.close()
      })
    #expect(report.allViolations.map(\.code) == [.fileHeader])
  }

  @Test func unpacedSoundOverflows() async throws {
    let sound = sound
    let report = try await call(
      settings: { $0.queueSeconds = 1 },
      script: afterStart { peer, stream in
        for _ in 0..<15 { try await peer.media(stream, sound) }
        try await peer.close()
      })
    let codes = report.allViolations.map(\.code)
    #expect(codes.count >= 1 && codes.allSatisfy { $0 == .overflow })
  }

  @Test func marksInTheWrongOrderAndAnEarlyClearAreCaught() async throws {
    let sound = sound
    let expected = Expectation(marks: ["1", "2"], heard: sound + sound, droppedByClear: 0)
    let right = try await call(
      change: { $0.expectation = expected },
      script: afterStart { peer, stream in
        for name in ["1", "2"] {
          try await peer.media(stream, sound)
          try await peer.mark(stream, name)
        }
        await peer.marks(2)
        try await peer.close()
      })
    #expect(right.allViolations.isEmpty)
    let order = try await call(
      change: { $0.expectation = expected },
      script: afterStart { peer, stream in
        try await peer.media(stream, sound)
        try await peer.mark(stream, "2")
        try await peer.media(stream, sound)
        try await peer.mark(stream, "1")
        await peer.marks(2)
        try await peer.close()
      })
    #expect(order.allViolations.map(\.code) == [.expectation])
    let early = try await call(
      change: { $0.expectation = expected },
      script: afterStart { peer, stream in
        for name in ["1", "2"] {
          try await peer.media(stream, sound)
          try await peer.mark(stream, name)
        }
        try await peer.clear(stream)
        await peer.marks(2)
        try await peer.close()
      })
    #expect(early.allViolations.map(\.code) == [.expectation, .expectation])
  }

  @Test func badAddressesAreNotCalled() async throws {
    for (url, code) in [
      ("{ws}?a=1", Violation.Code.streamHandshake), ("ws://example.com/x", .streamScheme),
      ("http://127.0.0.1/x", .streamScheme),
      ("wss://", .streamURL), ("ws://127.0.0.1:9/x", .streamRefused),
    ] {
      let report = try await call("<Response><Connect><Stream url=\"\(url)\"/></Connect></Response>") { _ in }
      #expect(report.allViolations.map(\.code) == [code], "\(url)")
    }
    let track = try await call(#"<Response><Connect><Stream url="{ws}" track="both_tracks"/></Connect></Response>"#) {
      _ in
    }
    #expect(track.allViolations.map(\.code) == [.badTrack])
  }

  @Test func aRefusedUpgradeIsAHandshakeFailure() async throws {
    let report = try await call(accepts: false) { _ in }
    #expect(report.allViolations.map(\.code) == [.streamHandshake])
    #expect(report.verbs.map(\.verb) == ["Connect", "Hangup"])
  }

  @Test func aServerThatLeavesWithoutGoodbye() async throws {
    let report = try await call(script: afterStart { peer, _ in try await peer.channel.close().get() })
    #expect(report.allViolations.map(\.code) == [.streamClose])
    #expect(report.streams.first?.ending == .serverLeft)
    let internalError = try await call(script: afterStart { peer, _ in try await peer.close(1011) })
    #expect(internalError.allViolations.map(\.code) == [.streamClose])
  }

  @Test func aUnidirectionalStreamRunsBesideTheVerbs() async throws {
    let seen = Mutex<[[String: String]]>([])
    let document = """
      <Response><Start><Stream url="{ws}" name="s" track="both_tracks"/></Start><Pause length="1"/>\
      <Stop><Stream name="s"/></Stop><Pause length="1"/></Response>
      """
    let report = try await call(document) { peer in
      for await message in peer.messages {
        seen.withLock { $0.append(message) }
        if message["chunk"] == "10", message["track"] == "inbound" {
          try await peer.clear(message["streamSid"] ?? "")
        }
      }
    }
    let messages = seen.withLock { $0 }
    #expect(report.streams.first?.ending == .stopped)
    #expect(report.allViolations.map(\.kind) == [.unidirectional])
    #expect(messages.filter { $0["track"] == "outbound" }.count > 10)
    #expect(messages.last?["event"] == "stop")
    #expect(report.verbs.map(\.verb) == ["Start", "Pause", "Stop", "Pause"])
  }

  @Test func faultsHappenAndAreReported() async throws {
    let times = Mutex<[ContinuousClock.Instant]>([])
    let stalled = try await call(hangsUp: 1.2, change: { $0.faults.stalls = [.init(at: 0.4, seconds: 0.4)] }) { peer in
      for await message in peer.messages where message["event"] == "media" { times.withLock { $0.append(.now) } }
    }
    let moments = times.withLock { $0 }
    let longest = zip(moments, moments.dropFirst()).map { $1 - $0 }.max() ?? .zero
    #expect(longest > .milliseconds(300))
    #expect(moments.count > 30)
    #expect(stalled.streams.first?.faults.count == 1)

    let gone = Mutex<[String]>([])
    let dropped = try await call(change: { $0.faults.disconnect = 0.3 }) { peer in
      for await message in peer.messages { gone.withLock { $0.append(message["event"] ?? "") } }
    }
    #expect(dropped.streams.first?.ending == .dropped)
    #expect(!gone.withLock { $0 }.contains("stop"))
  }
}
