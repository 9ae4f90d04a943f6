import PatchEngine
import PatchNet
import Testing

@testable import PatchServer

@Suite(.timeLimit(.minutes(2))) struct MediaSocketTests {
  @Test func aStreamComesIntoItsRoom() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let one = try await carrier.leg(call: 1)
      let two = try await carrier.leg(call: 2)
      let three = try await carrier.leg(call: 3, room: "elsewhere")
      #expect(await carrier.event(.legStarted) { $0.data["room"] == "elsewhere" } != nil)
      let rooms = await carrier.server.roomStatistics()
      #expect(rooms.map(\.name) == ["+15550100", "elsewhere"])
      #expect(rooms.map(\.legs.count) == [2, 1])
      #expect(carrier.server.calls().map(\.state) == [.streaming, .streaming, .streaming])
      one.connection.close()
      #expect(await carrier.event(.callEnded) { $0.data["reason"] == "disconnected" } != nil)
      two.send(opcode: 8, [0x03, 0xE8])
      #expect(await two.closeCode() == 1000)
      three.text(TestCarrier.stop(call: 3))
      #expect(await three.closeCode() == 1000)
      #expect(await carrier.event(.callEnded) { $0.data["reason"] == "stopped" } != nil)
      #expect(await carrier.server.roomStatistics().isEmpty)
      let events = carrier.server.events.snapshot()
      #expect(events.filter { $0.type == .roomClosed }.count == 2)
      // From ringing to the end, rooms named after the number dialled included.
      let texts = events.flatMap { $0.data.values.compactMap(\.string) }
      #expect(texts.contains("+15•••100") && !texts.contains { $0.contains("15550100") })
    }
  }

  /// A socket moves to the event loop of its room when its start is read; what follows the start moves with it.
  @Test func nothingIsLostOnTheWayToTheRoom() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      var sockets: [TestSocket] = []
      for call in 1...8 {
        let socket = try await carrier.media(TestCarrier.mediaPath(try await carrier.voice(call: call).body))
        #expect(socket.status == 101)
        let start = TestCarrier.start(call: call, parameters: ["room": "room-\(call)"])
        var bytes = TestSocket.frame(opcode: 1, Array(start.utf8))
        for frame in 1...40 {
          let sound =
            #"{"event":"media","sequenceNumber":"\#(frame + 1)","media":{"track":"inbound","chunk":"\#(frame)","#
            + #""timestamp":"\#(frame * 20)","payload":"\#(String(repeating: "fn5/", count: 53))fw=="},"#
            + #""streamSid":"\#(TestCarrier.streamSid(call))"}"#
          bytes += TestSocket.frame(opcode: 1, Array(sound.utf8))
        }
        // In the middle of a frame, at once or a little later.
        let cut = bytes.count * call / 9
        try await socket.connection.sendAndWait(Array(bytes[..<cut]))
        if call % 2 == 0 { try await Task.sleep(for: .milliseconds(10)) }
        socket.connection.send(bytes[cut...])
        sockets.append(socket)
      }
      var counts: [UInt64] = []
      for _ in 0..<400 where counts.count < 8 || counts.contains(where: { $0 < 40 }) {
        counts = await carrier.server.roomStatistics().flatMap(\.legs).map(\.statistics.messagesIn)
        try await Task.sleep(for: .milliseconds(10))
      }
      #expect(counts == Array(repeating: 40, count: 8))
      for (index, socket) in sockets.enumerated() {
        socket.text(TestCarrier.stop(call: index + 1))
        #expect(await socket.closeCode() == 1000)
      }
    }
  }

  @Test func onlySignedUpgradesWithAFreshTokenPass() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let path = try TestCarrier.mediaPath(try await carrier.voice(call: 1).body)
      let port = carrier.server.port
      #expect(try await TestSocket.open(port: port, path: path, signature: nil).status == 403)
      #expect(try await carrier.media(path, signature: "AAAA").status == 403)
      #expect(try await carrier.media("/twilio/media/").status == 403)
      #expect(try await carrier.media("/twilio/media/never-issued").status == 403)
      #expect(try await carrier.media(path + "?token=x").status == 403)
      let good = try await carrier.media(path)
      #expect(good.status == 101, "refusals have not used the token up")
      #expect(try await carrier.media(path).status == 403, "a token is good once")
      good.connection.close()
    }
  }

  @Test func handshakesFollowTheStandard() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let path = try TestCarrier.mediaPath(try await carrier.voice(call: 1).body)
      let signed = carrier.signature.sign(url: "ws" + carrier.server.publicURL.dropFirst(4) + path)
      func open(_ version: String, _ extra: [(String, String)] = []) async throws -> TestSocket {
        try await TestSocket.open(
          port: carrier.server.port, path: path, signature: signed, version: version, extra: extra)
      }
      #expect(try await open("8").status == 426)
      #expect(try await open("13", [("Content-Length", "5")]).status == 400)
      #expect(try await open("13", [("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]).status == 400)
      let good = try await open("13", [("Sec-WebSocket-Extensions", "permessage-deflate"), ("Origin", "https://x")])
      #expect(good.status == 101)
      let head = String(decoding: good.connection.received, as: UTF8.self).lowercased()
      #expect(head.contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="))
      #expect(!head.contains("extensions") && !head.contains("sec-websocket-protocol"))
      good.connection.close()
    }
  }

  @Test func anExpiredTokenIsRefused() async throws {
    try await withServer {
      $0.deadlines.tokenMilliseconds = 50
    } _: { (carrier: TestCarrier) async throws in
      let path = try TestCarrier.mediaPath(try await carrier.voice(call: 1).body)
      try await Task.sleep(for: .milliseconds(80))
      #expect(try await carrier.media(path).status == 403)
    }
  }

  @Test func aNewAnswerVoidsTheOldToken() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let old = try TestCarrier.mediaPath(try await carrier.voice(call: 1).body)
      let new = try TestCarrier.mediaPath(try await carrier.voice(call: 1).body)
      #expect(try await carrier.media(old).status == 403)
      #expect(try await carrier.media(new).status == 101)
    }
  }

  @Test func theStartOfAnotherCallIsRefused() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let path = try TestCarrier.mediaPath(try await carrier.voice(call: 1).body)
      let socket = try await carrier.media(path)
      socket.text(TestCarrier.connected)
      socket.text(TestCarrier.start(call: 2))
      #expect(await socket.closeCode() == 1008)
      #expect(await carrier.event(.callEnded) { $0.data["reason"] == "start of another call" } != nil)
    }
  }

  @Test func aSilentSocketIsClosed() async throws {
    try await withServer {
      $0.deadlines.startMilliseconds = 150
    } _: { (carrier: TestCarrier) async throws in
      let socket = try await carrier.media(try TestCarrier.mediaPath(try await carrier.voice(call: 1).body))
      #expect(await socket.closeCode() == 1008)
      #expect(carrier.server.calls().isEmpty)
    }
  }

  @Test func aStreamOfOneCallGoesOnInTheNext() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let first = try await carrier.leg(call: 1)
      #expect(await carrier.event(.legStarted) != nil)
      // The network runs new TwiML for the call: the old stream ends, a new one begins, the call is the same.
      let path = try TestCarrier.mediaPath(try await carrier.voice(call: 1).body)
      first.text(TestCarrier.stop(call: 1))
      #expect(await first.closeCode() == 1000)
      let second = try await carrier.media(path)
      #expect(second.status == 101)
      #expect(carrier.server.calls().count == 1)
      second.connection.close()
      #expect(await carrier.event(.callEnded) != nil)
    }
  }

  @Test func roomsHaveALimit() async throws {
    try await withServer {
      $0.limits.legsPerRoom = 1
      $0.limits.rooms = 1
    } _: { (carrier: TestCarrier) async throws in
      let one = try await carrier.leg(call: 1)
      #expect(await carrier.event(.legStarted) != nil)
      #expect(await (try carrier.leg(call: 2)).closeCode() == 1013)
      #expect(await (try carrier.leg(call: 3, to: "+15550101")).closeCode() == 1013)
      #expect(carrier.server.calls().count == 1)
      one.connection.close()
    }
  }
}
