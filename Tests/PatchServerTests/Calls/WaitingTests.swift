import Foundation
import Testing

@testable import PatchServer

/// Callers who wait until somebody answers.
@Suite(.timeLimit(.minutes(2))) struct WaitingTests {
  /// A number whose calls go to a room.
  private func withLine(
    _ rule: IncomingRule = IncomingRule(), _ change: (inout ServerConfiguration) -> Void = { _ in },
    _ body: (Bridge, APITests.Client) async throws -> Void
  ) async throws {
    try await APITests.withAPI(change) { (bridge: Bridge, client: APITests.Client) async throws in
      var record = NumberRecord(number: Bridge.number, owner: "default", room: "lobby")
      record.incoming = rule
      bridge.server.parts.lines.put(record)
      try await body(bridge, client)
    }
  }

  private func isSilence(_ frame: [UInt8]) -> Bool { frame.allSatisfy { $0 == 0xFF } }

  @Test func nobodyHearsACallerBeforeSomebodyAnswers() async throws {
    try await withLine { (bridge: Bridge, client: APITests.Client) async throws in
      let inside = try await SoundPeer.joined(client, room: "lobby")
      let caller = try await bridge.carrier.leg(call: 1, to: Bridge.number)
      #expect(await bridge.carrier.started(call: 1))
      let call = try #require(bridge.server.calls().first)
      #expect(try await client.json("GET", "/v1/calls/\(call.id)")["state"] as? String == "waiting")
      #expect(await bridge.carrier.event(.callWaiting) != nil)
      let before = inside.heard.count
      async let said: Void = Speaker(call: 1, seed: 3).speak(40, into: caller)
      async let answer: Void = inside.speak(40) { Speaker(call: 2, seed: 5).frame($0) }
      _ = try await (said, answer)
      #expect(inside.heard.dropFirst(before).allSatisfy(isSilence))
      // The caller hears the ringing tone, and nobody's words.
      let words = Set((0..<40).map { Speaker(call: 2, seed: 5).frame($0) })
      let heard = Heard(caller).frames
      #expect(heard.contains { !isSilence($0) } && !heard.contains { words.contains($0) })
      var guild = client
      guild.token = APITests.guild
      #expect(try await guild.ask("POST", "/v1/calls/\(call.id)/answer", "{}").status == 404)
      #expect(try await client.ask("POST", "/v1/calls/\(call.id)/answer", "{}").status == 204)
      #expect(try await client.ask("POST", "/v1/calls/\(call.id)/answer", "{}").status == 409)
      #expect(try await client.ask("POST", "/v1/calls/\(call.id)/decline").status == 409)
      let after = inside.heard.count
      try await Speaker(call: 1, seed: 7).speak(40, into: caller)
      #expect(inside.heard.dropFirst(after).contains { !isSilence($0) })
      #expect(await bridge.carrier.event(.callAdmitted)?.data["by"] == "token boss")
      caller.connection.close()
    }
  }

  @Test func aCallerSentAwayHearsANoticeFirst() async throws {
    try await withLine { (bridge: Bridge, client: APITests.Client) async throws in
      let caller = try await bridge.carrier.leg(call: 1, to: Bridge.number)
      #expect(await bridge.carrier.started(call: 1))
      let call = try #require(bridge.server.calls().first)
      #expect(try await client.ask("POST", "/v1/calls/\(call.id)/decline").status == 204)
      #expect(try await client.ask("POST", "/v1/calls/\(call.id)/answer", "{}").status != 204)
      let ended = await bridge.carrier.event(.callEnded, seconds: 8)
      #expect(ended?.data["reason"] == "declined")
      #expect(await bridge.server.parts.store?.flush() == true)
      #expect(try await client.json("GET", "/v1/calls/\(call.id)")["outcome"] as? String == "declined")
      caller.connection.close()
    }
  }

  @Test func whoIsOnTheListIsLetInAndNobodyElse() async throws {
    try await withLine(IncomingRule(answer: .auto, callers: ["+14155555310"])) {
      (bridge: Bridge, _) async throws in
      _ = try await bridge.carrier.leg(call: 1, to: Bridge.number)
      #expect(await bridge.carrier.started(call: 1))
      #expect(bridge.server.calls().first?.isWaiting == false)
      _ = try await bridge.carrier.voice(
        call: 2, to: Bridge.number, extra: [])
      let rule = IncomingRule(answer: .auto, callers: ["+14155550001"])
      var record = try #require(bridge.server.parts.lines.record(Bridge.number))
      record.incoming = rule
      bridge.server.parts.lines.put(record)
      _ = try await bridge.carrier.voice(call: 3, to: Bridge.number)
      #expect(bridge.server.calls().first { $0.providerID == TestCarrier.callSid(3) }?.isWaiting == true)
    }
  }

  @Test func aPinLetsInAndGuessingDoesNot() async throws {
    try await withLine(IncomingRule(answer: .pin, pin: "4711")) { (bridge: Bridge, _) async throws in
      func press(_ keys: String, call: Int, _ socket: TestSocket) {
        for (index, key) in keys.enumerated() {
          socket.text(
            #"{"event":"dtmf","sequenceNumber":"\#(index + 2)","streamSid":"\#(TestCarrier.streamSid(call))","#
              + #""dtmf":{"track":"inbound_track","digit":"\#(key)"}}"#)
        }
      }
      let one = try await bridge.carrier.leg(call: 1, to: Bridge.number)
      #expect(await bridge.carrier.started(call: 1))
      press("12344711", call: 1, one)
      #expect(await bridge.wait { bridge.server.calls().first?.isWaiting == false })
      let two = try await bridge.carrier.leg(call: 2, to: Bridge.number)
      #expect(await bridge.carrier.started(call: 2))
      press("1111222233334711", call: 2, two)
      #expect(
        await bridge.wait { bridge.server.events.snapshot().count { $0.type == .callPinRefused } == 4 })
      #expect(bridge.server.calls().first { $0.providerID == TestCarrier.callSid(2) }?.isWaiting == true)
      // No key of theirs stands in the log.
      let digits = bridge.server.events.snapshot().filter { $0.type == .legDTMF }.compactMap {
        $0.data["digit"]?.string
      }
      #expect(!digits.isEmpty && digits.allSatisfy { $0 == "•" })
    }
  }

  @Test func nobodyIsLetInByThemselvesWithoutAPinOrAList() async throws {
    try await withLine { (bridge: Bridge, client: APITests.Client) async throws in
      let path = "/v1/numbers/%2B14155550100"
      #expect(try await client.ask("PUT", path, #"{"room":"lobby","answer":"auto"}"#).status == 422)
      #expect(try await client.ask("PUT", path, #"{"room":"lobby","answer":"pin"}"#).status == 422)
      #expect(try await client.ask("PUT", path, #"{"room":"lobby","answer":"pin","pin":"12"}"#).status == 422)
      let linked = try await client.ask("PUT", path, #"{"room":"lobby","answer":"pin","pin":"123456"}"#)
      #expect(linked.status == 200 && linked.body.contains(#""answer":"pin""#) && !linked.body.contains("123456"))
      #expect(try await client.ask("PUT", path, #"{"room":"lobby","answer":"reject"}"#).status == 200)
      #expect(try await bridge.carrier.voice(call: 5, to: Bridge.number).body.contains("<Reject"))
      // Nor is a number answered that is linked nowhere.
      #expect(try await bridge.carrier.voice(call: 6, to: "+14155550999").body.contains("<Reject"))
      #expect(bridge.server.calls().isEmpty)
    }
  }
}
