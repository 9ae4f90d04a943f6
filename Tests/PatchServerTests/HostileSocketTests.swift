import PatchNet
import Testing

@testable import PatchServer

/// What a hostile carrier might send: each gets its close code, and the caller beside it notices nothing.
@Suite(.timeLimit(.minutes(2))) struct HostileSocketTests {
  struct Attack: Sendable, CustomTestStringConvertible {
    let name: String
    let code: Int
    let bytes: [[UInt8]]
    var testDescription: String { name }
  }

  static let text = Array(#"{"event":"unknown"}"#.utf8)
  static let attacks: [Attack] = [
    Attack(name: "binary", code: 1003, bytes: [TestSocket.frame(opcode: 2, [1, 2, 3])]),
    Attack(name: "unmasked", code: 1002, bytes: [TestSocket.frame(opcode: 1, text, masked: false)]),
    Attack(name: "reserved bit", code: 1002, bytes: [TestSocket.frame(opcode: 1, text, reserved: 4)]),
    Attack(name: "reserved opcode", code: 1002, bytes: [TestSocket.frame(opcode: 3, text)]),
    Attack(name: "reserved control opcode", code: 1002, bytes: [TestSocket.frame(opcode: 11, [])]),
    Attack(name: "continuation of nothing", code: 1002, bytes: [TestSocket.frame(opcode: 0, text)]),
    Attack(
      name: "new message inside another", code: 1002,
      bytes: [TestSocket.frame(opcode: 1, text, fin: false), TestSocket.frame(opcode: 1, text)]),
    Attack(name: "fragmented ping", code: 1002, bytes: [TestSocket.frame(opcode: 9, [1], fin: false)]),
    Attack(
      name: "long ping", code: 1002, bytes: [TestSocket.frame(opcode: 9, [UInt8](repeating: 1, count: 126))]),
    Attack(name: "not UTF-8", code: 1007, bytes: [TestSocket.frame(opcode: 1, [0x22, 0xC3, 0x28, 0x22])]),
    Attack(
      name: "not UTF-8 across fragments", code: 1007,
      bytes: [TestSocket.frame(opcode: 1, [0xE2, 0x82], fin: false), TestSocket.frame(opcode: 0, [0x41])]),
    Attack(name: "close code cut short", code: 1002, bytes: [TestSocket.frame(opcode: 8, [3])]),
    Attack(name: "close code out of range", code: 1002, bytes: [TestSocket.frame(opcode: 8, [0x03, 0xED])]),
    Attack(name: "close reason not UTF-8", code: 1007, bytes: [TestSocket.frame(opcode: 8, [0x03, 0xE8, 0xFF])]),
    Attack(
      name: "10 MB message", code: 1009,
      bytes: [TestSocket.frame(opcode: 1, [UInt8](repeating: 0x20, count: 10_000_000))]),
    Attack(
      name: "10 MB in fragments", code: 1009,
      bytes: (0..<160).map {
        TestSocket.frame(opcode: $0 == 0 ? 1 : 0, [UInt8](repeating: 0x20, count: 65_000), fin: false)
      }),
  ]

  @Test(arguments: attacks) func eachGetsItsCode(_ attack: Attack) async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let neighbour = try await carrier.leg(call: 1)
      #expect(await carrier.event(.legStarted) != nil)
      let socket = try await carrier.leg(call: 2)
      #expect(await carrier.started(call: 2))
      for bytes in attack.bytes { socket.connection.send(bytes) }
      #expect(await socket.closeCode() == attack.code)
      #expect(await socket.closed())
      #expect(await carrier.event(.callEnded) != nil)
      #expect(carrier.server.calls().count == 1)
      neighbour.send(opcode: 9, [7])
      let pong = TestSocket.Frame(opcode: 10, payload: [7])
      #expect(await neighbour.connection.wait { _, _ in neighbour.frames.contains(pong) })
      neighbour.connection.close()
    }
  }

  @Test func fragmentsAndControlFramesAreWoven() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let socket = try await carrier.media(try TestCarrier.mediaPath(try await carrier.voice(call: 1).body))
      let start = Array(TestCarrier.start(call: 1).utf8)
      socket.send(opcode: 1, Array(start[..<10]), fin: false)
      socket.send(opcode: 9, [1])
      socket.send(opcode: 0, Array(start[10..<11]), fin: false)
      socket.send(opcode: 0, Array(start[11...]))
      #expect(await carrier.event(.legStarted) != nil)
      #expect(
        await socket.connection.wait { _, _ in socket.frames.first == TestSocket.Frame(opcode: 10, payload: [1]) })
      socket.connection.close()
    }
  }

  @Test func halfAMessageEndsWithItsConnection() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let socket = try await carrier.leg(call: 1)
      #expect(await carrier.event(.legStarted) != nil)
      let frame = TestSocket.frame(opcode: 1, Array(TestCarrier.stop(call: 1).utf8))
      socket.connection.send(Array(frame.prefix(20)))
      try await socket.connection.endOutput()
      #expect(await carrier.event(.callEnded) != nil)
      #expect(await socket.closed())
    }
  }

  @Test func framesBehindTheHandshakeAreNotLost() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let path = try TestCarrier.mediaPath(try await carrier.voice(call: 1).body)
      let connection = try await RawConnection.open(port: carrier.server.port)
      let signed = carrier.signature.sign(url: "ws" + carrier.server.publicURL.dropFirst(4) + path)
      let head =
        "GET \(path) HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nX-Twilio-Signature: \(signed)\r\n\r\n"
      connection.send(Array(head.utf8) + TestSocket.frame(opcode: 1, Array(TestCarrier.start(call: 1).utf8)))
      #expect(await carrier.event(.legStarted) != nil)
      connection.close()
    }
  }

  @Test func nonsenseBeforeTheStartIsBounded() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let socket = try await carrier.media(try TestCarrier.mediaPath(try await carrier.voice(call: 1).body))
      for _ in 0..<100 { socket.text(#"{"event":"media"}"#) }
      #expect(await socket.closeCode() == 1008)
    }
  }

  @Test func aMillionStartsChangeNothing() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let socket = try await carrier.leg(call: 1)
      #expect(await carrier.event(.legStarted) != nil)
      let start = TestSocket.frame(opcode: 1, Array(TestCarrier.start(call: 1).utf8))
      let block = [UInt8]((0..<1000).map { _ in start }.joined())
      for _ in 0..<1000 {
        guard (try? await socket.connection.sendAndWait(block)) != nil else { break }
      }
      #expect(await socket.closeCode() == 1008)
      #expect(await carrier.event(.callEnded) != nil)
      #expect(await carrier.server.roomStatistics().isEmpty)
      #expect(carrier.server.events.snapshot().count < 300)
    }
  }

  @Test func aSilentConnectionIsClosed() async throws {
    try await withServer {
      $0.deadlines.silenceMilliseconds = 150
    } _: { (carrier: TestCarrier) async throws in
      let mute = try await RawConnection.open(port: carrier.server.port)
      let slow = try await RawConnection.open(port: carrier.server.port)
      slow.send("GET /healthz HTTP/1.1\r\nHost:")
      #expect(await mute.wait { _, closed in closed })
      #expect(await slow.wait { _, closed in closed })
    }
  }

  @Test func aPeerThatNeverAnswersIsGone() async throws {
    try await withServer {
      $0.deadlines.pingMilliseconds = 100
    } _: { (carrier: TestCarrier) async throws in
      let socket = try await carrier.leg(call: 1)
      #expect(await socket.closed())
      #expect(socket.frames.contains { $0.opcode == 9 })
      #expect(await carrier.event(.callEnded) { $0.data["reason"] == "disconnected" } != nil)
    }
  }
}
