import Foundation
import Testing

@testable import PatchServer

/// What a page is told without asking.
@Suite(.timeLimit(.minutes(2))) struct LiveTests {
  private func follow(_ client: APITests.Client, _ token: String) async throws -> RawConnection {
    let line = try await RawConnection.open(port: client.port)
    line.send(
      "GET /v1/live HTTP/1.1\r\nHost: 127.0.0.1:\(client.port)\r\nAuthorization: Bearer \(token)\r\n\r\n")
    return line
  }

  private func text(_ line: RawConnection) -> String { String(decoding: line.received, as: UTF8.self) }

  @Test func roomsLevelsAndStatusAreTold() async throws {
    try await APITests.withAPI { (bridge: Bridge, client: APITests.Client) async throws in
      let levels = bridge.server.parts.levels
      #expect(!levels.isWatched)
      let line = try await follow(client, APITests.admin)
      #expect(await line.wait { _, _ in text(line).contains("event: status") && text(line).contains("event: rooms") })
      #expect(levels.isWatched)
      let peer = try await SoundPeer.joined(client, room: "lobby", name: "Grace")
      let leg = try #require(await peer.told("joined")?["leg_id"] as? String)
      // Told as it happens, and not a second later.
      #expect(await line.wait(seconds: 2) { _, _ in text(line).contains(#""name":"Grace""#) })
      try await peer.speak(25) { Speaker(call: 1, seed: 4).frame($0) }
      #expect(await line.wait { _, _ in text(line).contains("event: levels\ndata: {\"legs\":{\"\(leg)\":[") })
      _ = try await bridge.carrier.leg(call: 1, to: "+15550100", room: "lobby")
      #expect(await line.wait { _, _ in text(line).contains(#""kind":"phone""#) && text(line).contains("•••5310") })
      line.close()
      #expect(await bridge.wait { !levels.isWatched })
    }
  }

  @Test func aTokenOfOneServerSeesNothingOfTheOthers() async throws {
    try await APITests.withAPI { (bridge: Bridge, client: APITests.Client) async throws in
      let line = try await follow(client, APITests.guild)
      let peer = try await SoundPeer.joined(client, room: "lobby", name: "Grace")
      try await peer.speak(40) { Speaker(call: 1, seed: 4).frame($0) }
      #expect(await line.wait { _, _ in text(line).contains("event: rooms") })
      #expect(!text(line).contains("Grace") && !text(line).contains("event: levels"))
      line.close()
    }
  }

  @Test func theHistoryIsFiltered() async throws {
    try await APITests.withAPI { (bridge: Bridge, client: APITests.Client) async throws in
      for (number, status) in [(1, "completed"), (2, "busy"), (3, "no-answer")] {
        _ = try await bridge.carrier.voice(call: number)
        _ = try await bridge.carrier.post(
          "/twilio/status", [("CallSid", TestCarrier.callSid(number)), ("CallStatus", status)])
      }
      #expect(await bridge.server.parts.store?.flush() == true)
      func count(_ query: String) async throws -> Int {
        (try await client.json("GET", "/v1/calls?" + query)["items"] as? [Any])?.count ?? -1
      }
      let today = String(CallView.time(Int64(WallClock.microseconds())).prefix(10))
      let expected: [(String, Int)] = [
        ("state=ended", 3), ("state=active", 0), ("outcome=busy", 1), ("outcome=no_answer", 1),
        ("outcome=completed", 1), ("outcome=failed", 0), ("direction=inbound", 3), ("direction=outbound", 0),
        ("number=5310", 3), ("number=99999", 0), ("from=\(today)", 3), ("to=\(today)", 3), ("to=2020-01-01", 0),
        ("recorded=true", 0), ("state=ended&outcome=busy&direction=inbound&number=0100", 1),
      ]
      for (query, wanted) in expected { #expect(try await count(query) == wanted, "\(query)") }
      for query in ["state=x", "direction=x", "outcome=x' OR 1", "from=yesterday", "to=2026-13-45"] {
        let target = query.replacing(" ", with: "%20").replacing("'", with: "%27")
        #expect(try await client.ask("GET", "/v1/calls?" + target).status == 400, "\(query)")
      }
    }
  }

  @Test func aRefusalSaysWhatHelps() async throws {
    try await APITests.withAPI { (_, client: APITests.Client) async throws in
      let problem = try await client.json("POST", "/v1/calls", #"{"to":"+44 20 7946 0958"}"#)
      #expect(problem["title"] as? String == "The country is not allowed")
      #expect((problem["remedy"] as? String)?.contains("PHONEPATCH_POLICY_COUNTRIES") == true)
    }
  }
}
