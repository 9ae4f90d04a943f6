import Foundation
import NIOCore
import Testing

@testable import PatchServer

/// Legs with sound of their own: a browser, an assistant, a game.
@Suite(.timeLimit(.minutes(2)), .serialized) struct SoundLegTests {
  private static let room = "+15550100"  // where callers of that number are

  @Test func aMachineAndACallerHearEachOtherByteForByte() async throws {
    try await APITests.withAPI { (bridge: Bridge, client: APITests.Client) async throws in
      let caller = try await bridge.carrier.leg(call: 1)
      #expect(await bridge.carrier.started(call: 1))
      let peer = try await SoundPeer.joined(client, room: Self.room)
      let (mouth, other) = (Speaker(call: 1, seed: 3), Speaker(call: 2, seed: 5))
      async let first: Void = mouth.speak(75, into: caller)
      async let second: Void = peer.speak(75) { other.frame($0) }
      _ = try await (first, second)
      try await Task.sleep(for: .milliseconds(500))
      try Self.check(peer.heard, 75) { mouth.frame($0) }
      try Self.check(Heard(caller).frames, 75) { other.frame($0) }
      caller.connection.close()
      peer.socket.connection.close()
    }
  }

  /// In order and never twice; most of them on a machine that is busy with other things.
  private static func check(_ heard: [[UInt8]], _ count: Int, _ frame: (Int) -> [UInt8]) throws {
    let known = Dictionary(uniqueKeysWithValues: (0..<count).map { (frame($0), $0) })
    let order = heard.compactMap { known[$0] }
    #expect(zip(order, order.dropFirst()).allSatisfy { $0 < $1 })
    #expect(order.count > count / 2, "\(order.count) of \(count)")
  }

  @Test func aPageJoinsWithATicketAndHearsATone() async throws {
    try await APITests.withAPI { (bridge: Bridge, client: APITests.Client) async throws in
      let caller = try await bridge.carrier.leg(call: 1)
      #expect(await bridge.carrier.started(call: 1))
      let origin = "http://127.0.0.1:\(client.port)"
      let ticket = try await Self.ticket(client, origin, format: "pcm16", rate: 16_000)
      let peer = try await SoundPeer.open(client, origin: origin)
      peer.say(#"{"type":"join","ticket":"\#(ticket)"}"#)
      let joined = try #require(await peer.told("joined"))
      #expect(joined["frame_samples"] as? Int == 320 && joined["room"] as? String == Self.room)
      // 1 kHz at −12 dBov, as μ-law.
      let tone = (0..<8).map { UInt8(Self.mulaw(sin(Double($0) * .pi / 4) * 11_600)) }
      let start = ContinuousClock.now
      for index in 0..<75 {
        let payload = Data((0..<160).map { tone[$0 % 8] }).base64EncodedString()
        caller.text(
          #"{"event":"media","sequenceNumber":"\#(index + 2)","media":{"track":"inbound","chunk":"\#(index + 1)","#
            + #""timestamp":"\#(index * 20)","payload":"\#(payload)"},"streamSid":"\#(TestCarrier.streamSid(1))"}"#)
        try await Task.sleep(until: start + .milliseconds(20 * (index + 1)), clock: .continuous)
      }
      let heard = peer.heard
      #expect(heard.allSatisfy { $0.count == 640 } && heard.count > 40)
      let best = heard.map { Self.purity($0, rate: 16_000, pitch: 1000) }.sorted()
      #expect((best.last ?? 0) > 30, "\(best.suffix(5))")
      caller.connection.close()
      peer.socket.connection.close()
    }
  }

  private static func ticket(
    _ client: APITests.Client, _ origin: String?, room: String = SoundLegTests.room, format: String = "mulaw",
    rate: Int = 8000
  ) async throws -> String {
    let answer = try await client.ask(
      "POST", "/v1/tickets", #"{"room":"\#(room)","name":"Ada","format":"\#(format)","sample_rate":\#(rate)}"#,
      headers: origin.map { [("Origin", $0)] } ?? [])
    #expect(answer.status == 201)
    let object = try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any]
    #expect(object?["expires_in"] as? Int == 30 && object?["path"] as? String == "/v1/leg")
    return try #require(object?["ticket"] as? String)
  }

  private static func mulaw(_ value: Double) -> Int {
    let sample = min(Int(abs(value)) + 132, 32_767)
    var exponent = 7
    while exponent > 0, sample & (0x80 << exponent) == 0 { exponent -= 1 }
    let code = (value < 0 ? 0x80 : 0) | exponent << 4 | (sample >> (exponent + 3)) & 15
    return ~code & 0xFF
  }

  /// How far one pitch stands above all the rest of a frame, in dB.
  private static func purity(_ frame: [UInt8], rate: Double, pitch: Double) -> Double {
    let pcm = stride(from: 0, to: frame.count, by: 2).map {
      Double(Int16(bitPattern: UInt16(frame[$0]) | UInt16(frame[$0 + 1]) << 8))
    }
    let energy = pcm.reduce(0) { $0 + $1 * $1 }
    var (a, b) = (0.0, 0.0)
    for (index, value) in pcm.enumerated() {
      a += value * cos(2 * .pi * pitch * Double(index) / rate)
      b += value * sin(2 * .pi * pitch * Double(index) / rate)
    }
    let wanted = 2 * (a * a + b * b) / Double(pcm.count)
    return energy == 0 ? -100 : 10 * log10(wanted / max(energy - wanted, 1e-9))
  }

  @Test func ticketsAreGoodOnceForThePageThatAsked() async throws {
    try await APITests.withAPI { (bridge: Bridge, client: APITests.Client) async throws in
      let origin = "http://127.0.0.1:\(client.port)"
      let ticket = try await Self.ticket(client, origin, room: "lobby")
      let other = try await SoundPeer.open(client)
      other.say(#"{"type":"join","ticket":"\#(ticket)"}"#)
      #expect(await other.socket.closeCode() == 4403, "another page shows it")
      let again = try await SoundPeer.open(client, origin: origin)
      again.say(#"{"type":"join","ticket":"\#(ticket)"}"#)
      #expect(await again.socket.closeCode() == 4401, "that used it up")
      let good = try await Self.ticket(client, origin, room: "lobby")
      let first = try await SoundPeer.open(client, origin: origin)
      first.say(#"{"type":"join","ticket":"\#(good)"}"#)
      #expect(await first.told("joined") != nil)
      let replay = try await SoundPeer.open(client, origin: origin)
      replay.say(#"{"type":"join","ticket":"\#(good)"}"#)
      #expect(await replay.socket.closeCode() == 4401)
      let unknown = try await SoundPeer.open(client)
      unknown.say(#"{"type":"join","ticket":"of my own making"}"#)
      #expect(await unknown.socket.closeCode() == 4401)
      let nobody = try await SoundPeer.open(client)
      nobody.say(#"{"type":"join","room":"lobby"}"#)
      #expect(await nobody.socket.closeCode() == 4401)
      let tickets = SoundTickets()
      let token = APIToken(name: "a", role: .operator, secret: "0123456789abcdef")
      let now = NIODeadline.now()
      let word = try #require(tickets.issue(SoundWish(room: "lobby"), token: token, origin: nil, now: now))
      #expect(throws: SoundTickets.Refusal.unknown) { try tickets.claim(word, origin: nil, now: now + .seconds(31)) }
      for _ in 0..<64 { _ = tickets.issue(SoundWish(room: "lobby"), token: token, origin: nil, now: now) }
      #expect(tickets.issue(SoundWish(room: "lobby"), token: token, origin: nil, now: now) == nil)
    }
  }

  @Test func whoMayNotComeInIsTurnedAwayAtTheDoor() async throws {
    try await APITests.withAPI { (_, client: APITests.Client) async throws in
      func status(
        origin: String? = nil, token: String? = nil, subprotocol: String? = "phonepatch.leg.1", path: String = "/v1/leg"
      ) async throws -> Int {
        try await SoundPeer.open(client, origin: origin, token: token, subprotocol: subprotocol, path: path).socket
          .status
      }
      #expect(try await status(origin: "https://evil.example") == 403)
      #expect(try await status(origin: "null") == 403)
      #expect(try await status(subprotocol: nil) == 400)
      #expect(try await status(path: "/v1/leg?token=\(APITests.admin)") == 400)
      #expect(try await status(token: "wrong-token-0123456789") == 401)
      #expect(try await status(token: APITests.viewer) == 403)
      var eye = client
      eye.token = APITests.viewer
      #expect(try await eye.ask("POST", "/v1/tickets", #"{"room":"lobby"}"#).status == 403)
      // A token of one server has that server's room, and no other.
      eye.token = APITests.guild
      #expect(try await eye.ask("POST", "/v1/tickets", #"{"room":"discord-8"}"#).status == 403)
      #expect(try await eye.ask("POST", "/v1/tickets", #"{"room":"discord-7"}"#).status == 201)
      #expect(try await eye.ask("POST", "/v1/calls", #"{"to":"+14155552671","room":"discord-8"}"#).status == 403)
      let foreign = try await SoundPeer.open(client, token: APITests.guild)
      foreign.say(#"{"type":"join","room":"discord-8"}"#)
      #expect(await foreign.socket.closeCode() == 4404)
      for body in [#"{"room":"no room!"}"#, #"{"room":"a","format":"mp3"}"#, #"{"room":"a","sample_rate":44100}"#] {
        #expect(try await client.ask("POST", "/v1/tickets", body).status == 422)
      }
    }
  }

  @Test func nonsenseClosesTheSocketWithItsCode() async throws {
    try await APITests.withAPI {
      $0.deadlines.joinMilliseconds = 300
      $0.limits.legsPerRoom = 2
    } _: { (_, client: APITests.Client) async throws in
      let silent = try await SoundPeer.open(client, token: APITests.admin)
      let early = try await SoundPeer.open(client, token: APITests.admin)
      early.sound([UInt8](repeating: 0, count: 160))
      #expect(await early.socket.closeCode() == 4400)
      #expect(await silent.socket.closeCode() == 4408)
      let cases: [(code: Int, say: (SoundPeer) -> Void)] = [
        (4400, { $0.sound([UInt8](repeating: 0, count: 159)) }), (4400, { $0.sound([]) }),
        (4413, { $0.sound([UInt8](repeating: 0, count: 5000)) }),
        (1009, { $0.sound([UInt8](repeating: 0, count: 20_000)) }),
        (4413, { $0.say(#"{"type":"\#(String(repeating: "x", count: 5000))"}"#) }),
        (4400, { $0.say("hello") }), (4400, { $0.say(#"{"type":"mark"}"#) }),
        (4429, { peer in for _ in 0..<60 { peer.say(#"{"type":"ping","t":1}"#) } }),
      ]
      for (index, one) in cases.enumerated() {
        let peer = try await SoundPeer.joined(client, room: "room-\(index)")
        one.say(peer)
        #expect(await peer.socket.closeCode() == one.code, "case \(index)")
      }
      let first = try await SoundPeer.joined(client, room: "small")
      let second = try await SoundPeer.joined(client, room: "small")
      let third = try await SoundPeer.open(client, token: APITests.admin)
      third.say(#"{"type":"join","room":"small"}"#)
      #expect(await third.socket.closeCode() == 4429)
      // What is not known is of a later version.
      first.say(#"{"type":"dance"}"#)
      first.say(#"{"type":"ping","t":7}"#)
      #expect(await first.told("pong")?["t"] as? Int == 7)
      second.say(#"{"type":"bye"}"#)
      #expect(await second.socket.closeCode() == 1000)
    }
  }

  @Test func marksTellWhatWasPlayedAndClearThrowsAway() async throws {
    try await APITests.withAPI { (bridge: Bridge, client: APITests.Client) async throws in
      let peer = try await SoundPeer.joined(client, room: "marks")
      peer.say(#"{"type":"mark","name":"nothing before it"}"#)
      #expect(await peer.told("mark")?["flushed"] as? Bool == false)
      for index in 0..<8 { peer.sound(Speaker(call: 1, seed: 9).frame(index)) }
      let began = ContinuousClock.now
      peer.say(#"{"type":"mark","name":"played"}"#)
      #expect(
        await peer.socket.connection.wait { _, _ in peer.messages.contains { $0["name"] as? String == "played" } })
      #expect(ContinuousClock.now - began > .milliseconds(60), "eight frames take a while")
      for index in 0..<8 { peer.sound(Speaker(call: 1, seed: 9).frame(index)) }
      peer.say(#"{"type":"mark","name":"thrown away"}"#)
      peer.say(#"{"type":"clear"}"#)
      #expect(
        await peer.socket.connection.wait { _, _ in
          peer.messages.contains { $0["name"] as? String == "thrown away" && $0["flushed"] as? Bool == true }
        })
      peer.socket.connection.close()
    }
  }

  @Test func anOperatorMutesAndTakesOut() async throws {
    try await APITests.withAPI { (bridge: Bridge, client: APITests.Client) async throws in
      let peer = try await SoundPeer.joined(client, room: "lobby")
      let listener = try await SoundPeer.joined(client, room: "lobby")
      let leg = try #require(await peer.told("joined")?["leg_id"] as? String)
      let path = "/v1/rooms/lobby/legs/\(leg)"
      #expect(try await client.ask("POST", path + "/mute").status == 204)
      #expect(await peer.told("muted")?["by"] as? String == "operator")
      // Muted here, whatever the page says.
      peer.say(#"{"type":"mute","on":false}"#)
      let before = listener.heard.count
      try await peer.speak(20) { Speaker(call: 1, seed: 2).frame($0) }
      #expect(listener.heard.dropFirst(before + 2).allSatisfy { $0.allSatisfy { $0 == 0xFF } })
      #expect(try await client.ask("POST", path + "/unmute").status == 204)
      try await peer.speak(20) { Speaker(call: 1, seed: 2).frame($0) }
      #expect(listener.heard.suffix(20).contains { $0.contains { $0 != 0xFF } })
      var guild = client
      guild.token = APITests.guild
      #expect(try await guild.ask("DELETE", path).status == 404)
      #expect(try await client.ask("DELETE", path).status == 204)
      #expect(await peer.told("ended")?["reason"] as? String == "removed")
      #expect(await peer.socket.closeCode() == 1000)
      #expect(try await client.ask("DELETE", path).status == 404)
      #expect(await bridge.carrier.event(.legEnded)?.data["reason"] == "removed")
    }
  }

  @Test func aPeerThatVanishesInTheMiddleOfAWordTakesNobodyAlong() async throws {
    try await APITests.withAPI {
      // Everything on one loop: the sockets break while their room writes to them.
      $0.threads = 1
    } _: { (bridge: Bridge, client: APITests.Client) async throws in
      let stays = try await SoundPeer.joined(client, room: "lobby")
      for _ in 0..<6 {
        let peer = try await SoundPeer.joined(client, room: "lobby", format: "pcm16", rate: 48_000)
        try await peer.socket.connection.pauseReading()
        try await Task.sleep(for: .milliseconds(60))
        // With sound unread, this is a reset.
        peer.socket.connection.close()
      }
      #expect(
        await bridge.wait { await bridge.server.parts.hosts.snapshot().first { $0.name == "lobby" }?.guests.count == 1 }
      )
      let before = stays.heard.count
      #expect(await stays.socket.connection.wait { _, _ in stays.heard.count > before + 10 })
    }
  }

  @Test func whoDoesNotReadIsLetGoAndHoldsNobodyUp() async throws {
    try await APITests.withAPI {
      $0.deadlines.unreadMilliseconds = 300
      $0.limits.sendBufferBytes = 4096
    } _: { (bridge: Bridge, client: APITests.Client) async throws in
      let neighbour = try await SoundPeer.joined(client, room: "slow")
      let stuck = try await SoundPeer.open(client, token: APITests.admin, smallWindow: true)
      stuck.say(#"{"type":"join","room":"slow","format":"pcm16","sample_rate":48000}"#)
      #expect(await stuck.told("joined") != nil)
      try await stuck.socket.connection.pauseReading()
      let ended = await bridge.carrier.event(.legEnded, seconds: 20)
      #expect(ended?.data["reason"] == "socket not read" && (ended?.data["outbound_dropped"]?.integer ?? 0) > 0)
      let before = neighbour.heard.count
      try await Task.sleep(for: .milliseconds(400))
      #expect(neighbour.heard.count - before >= 10)
    }
  }
}
