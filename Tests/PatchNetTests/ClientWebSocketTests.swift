import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import PatchNet
import Synchronization
import Testing

@Suite struct ClientWebSocketTests {
  /// Everything up to the end, in the order it came.
  private func events(
    _ peer: ClientPeer, max: Int = 1 << 20,
    _ body: @escaping @Sendable (any WebSocketLink) async throws -> Void = { _ in }
  ) async throws -> [WebSocketEvent] {
    var request = WebSocketRequest("ws://127.0.0.1:\(peer.port)/a?b=c")
    request.maxMessage = max
    return try await WebSocketClient().connect(request) { link in
      try await body(link)
      var all: [WebSocketEvent] = []
      for try await event in link.events { all.append(event) }
      return all
    }
  }

  private func texts(_ events: [WebSocketEvent]) -> [String] {
    events.compactMap { if case .message(.text(let text), _) = $0 { String(buffer: text) } else { nil } }
  }

  @Test func theFirstFrameMayComeWithTheUpgrade() async throws {
    for _ in 0..<5 {
      let all = try await ClientPeer.run(
        first: ClientPeer.text("hello"), script: { _, out in try await out.write(ClientPeer.close(1000)) }
      ) { try await events($0) }
      #expect(texts(all) == ["hello"])
      #expect(all.last == .closed(code: 1000, reason: ""))
    }
  }

  @Test func aRefusalKeepsItsStatusAndFields() async throws {
    try await ClientPeer.run(refuses: .unauthorized) { peer in
      let failure = await #expect(throws: WebFailure.self) { try await events(peer) }
      guard case .refused(let status, let fields) = failure else {
        Issue.record("not a refusal: \(String(describing: failure))")
        return
      }
      #expect(status == 401)
      #expect(fields[.wwwAuthenticate] == "Bearer")
    }
  }

  @Test func framesAreMaskedAndPingsAnswered() async throws {
    let masked = Mutex<[Bool]>([])
    let pong = Mutex<String?>(nil)
    let all = try await ClientPeer.run(script: { inbound, out in
      try await out.write(ClientPeer.text("now", opcode: .ping))
      for try await frame in inbound {
        masked.withLock { $0.append(frame.maskKey != nil) }
        if frame.opcode == .pong { pong.withLock { $0 = String(buffer: frame.unmaskedData) } }
        if frame.opcode == .text {
          try await out.write(ClientPeer.text("echo " + String(buffer: frame.unmaskedData)))
          try await out.write(ClientPeer.close(4004, "Authentication failed"))
        }
      }
    }) { try await events($0) { try await $0.send(.text("žluť")) } }
    #expect(texts(all) == ["echo žluť"])
    #expect(all.last == .closed(code: 4004, reason: "Authentication failed"))
    #expect(masked.withLock { $0 }.allSatisfy { $0 })
    #expect(pong.withLock { $0 } == "now")
  }

  @Test func fragmentsAreJoined() async throws {
    let all = try await ClientPeer.run(script: { _, out in
      try await out.write(ClientPeer.text("one ", fin: false))
      try await out.write(ClientPeer.text("ping", opcode: .ping))
      try await out.write(ClientPeer.text("two ", fin: false, opcode: .continuation))
      try await out.write(ClientPeer.text("three", opcode: .continuation))
      try await out.write(ClientPeer.close(1000))
    }) { try await events($0) }
    #expect(texts(all) == ["one two three"])
  }

  @Test(arguments: [
    ("masked", UInt16(1002)), ("reserved", 1002), ("continuation", 1002), ("nested", 1002), ("utf8", 1007),
    ("large", 1009),
    ("joined", 1009), ("opcode", 1002), ("code", 1002),
  ])
  func whatBreaksTheProtocolIsNamed(_ what: String, _ code: UInt16) async throws {
    let all = try await ClientPeer.run(script: { inbound, out in
      var frame = ClientPeer.text("x")
      switch what {
      case "masked": frame.maskKey = .random()
      case "reserved": frame.rsv1 = true
      case "continuation": frame.opcode = .continuation
      case "nested": try await out.write(ClientPeer.text("y", fin: false))
      case "utf8": frame.data = ByteBuffer(bytes: [0xC3, 0x28])
      case "large": frame.data = ByteBuffer(bytes: [UInt8](repeating: 65, count: 2000))
      case "joined":
        let third = String(repeating: "z", count: 400)
        try await out.write(ClientPeer.text(third, fin: false))
        try await out.write(ClientPeer.text(third, fin: false, opcode: .continuation))
        frame = ClientPeer.text(third, opcode: .continuation)
      case "opcode": frame.opcode = WebSocketOpcode(encodedWebSocketOpcode: 3) ?? .text
      default: frame = ClientPeer.close(999)
      }
      try await out.write(frame)
      for try await _ in inbound {}
    }) { try await events($0, max: 1000) }
    guard case .failed(let found, _) = all.last else {
      Issue.record("\(what): \(String(describing: all.last))")
      return
    }
    #expect(found == code, "\(what)")
  }

  @Test func aPeerThatLeavesIs1006() async throws {
    let all = try await ClientPeer.run(script: { _, _ in }) { try await events($0) }
    #expect(all == [.closed(code: 1006, reason: "")])
  }

  @Test func closingIsAHandshake() async throws {
    let seen = Mutex<UInt16?>(nil)
    try await ClientPeer.run(script: { inbound, out in
      for try await frame in inbound where frame.opcode == .connectionClose {
        var data = frame.unmaskedData
        seen.withLock { $0 = data.readInteger() }
        try await out.write(ClientPeer.close(1000))
      }
    }) { peer in
      try await WebSocketClient().connect(WebSocketRequest("ws://127.0.0.1:\(peer.port)/")) { link in
        await link.close(code: 4000, reason: "enough")
        await #expect(throws: WebFailure.closed) { try await link.send(.text("late")) }
      }
    }
    #expect(seen.withLock { $0 } == 4000)
  }

  @Test func readingCanBeHeldBack() async throws {
    try await ClientPeer.run(script: { inbound, out in
      for try await frame in inbound where frame.opcode == .text {
        for n in 0..<20 { try await out.write(ClientPeer.text("\(n)")) }
        try await out.write(ClientPeer.close(1000))
      }
    }) { peer in
      try await WebSocketClient().connect(WebSocketRequest("ws://127.0.0.1:\(peer.port)/")) { link in
        await link.setReading(false)
        try await link.send(.text("go"))
        let began = NIODeadline.now()
        Task {
          try await Task.sleep(for: .milliseconds(200))
          await link.setReading(true)
        }
        var moments: [NIODeadline] = []
        for try await event in link.events {
          if case .message(_, let at) = event { moments.append(at) }
        }
        #expect(moments.count == 20)
        #expect(moments.allSatisfy { $0 - began > .milliseconds(150) })
      }
    }
  }

  @Test func addressesThatAreNone() async throws {
    for address in ["http://127.0.0.1/", "127.0.0.1", "ws://", "ws://a b/", "ws://user@h/"] {
      await #expect(throws: WebFailure.address(address)) {
        try await WebSocketClient().connect(WebSocketRequest(address)) { _ in }
      }
    }
    let failure = await #expect(throws: WebFailure.self) {
      try await WebSocketClient().connect(WebSocketRequest("ws://127.0.0.1:9/")) { _ in }
    }
    guard case .unreachable = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test func silenceDuringTheHandshakeTimesOut() async throws {
    let gone = Mutex<EventLoopFuture<Void>?>(nil)
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        gone.withLock { $0 = channel.closeFuture }
        return channel.eventLoop.makeSucceededVoidFuture()
      }
      .bind(host: "127.0.0.1", port: 0).get()
    var request = WebSocketRequest("ws://127.0.0.1:\(listener.localAddress?.port ?? 0)/")
    request.timeout = .milliseconds(300)
    let kept = request
    await #expect(throws: WebFailure.timeout) { try await WebSocketClient().connect(kept) { _ in } }
    // The connection does not stay behind.
    try await gone.withLock { $0 }?.get()
    try await listener.close().get()
  }
}
