import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import PatchNet
import Testing

/// What the server's end of a WebSocket sends, past the pipeline and through it, while its peer does not read.
@Suite(.timeLimit(.minutes(1))) struct WebSocketSendingTests {
  static let count = 2000

  struct Seen {
    var wasFull = false
    var isFree = false
  }

  /// Says numbers, ten a millisecond, every seventh through the pipeline.
  final class Talker: ChannelInboundHandler {
    typealias InboundIn = WebSocketInput
    private let messages: WebSocketMessages
    private let seen: NIOLockedValueBox<Seen>
    private var next = 0

    init(_ messages: WebSocketMessages, _ seen: NIOLockedValueBox<Seen>) {
      self.messages = messages
      self.seen = seen
    }

    func channelActive(context: ChannelHandlerContext) { talk(context) }

    private func talk(_ context: ChannelHandlerContext) {
      for _ in 0..<10 where next < WebSocketSendingTests.count {
        let text = Array("\(next) ".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: 200)
        if next % 7 == 0 {
          context.writeAndFlush(NIOAny(WebSocketOutput.text(ByteBuffer(bytes: text))), promise: nil)
        } else {
          messages.send(text: text.span.bytes)
        }
        next += 1
      }
      let isWritable = messages.isWritable
      seen.withLockedValue { seen in
        if !isWritable { seen.wasFull = true }
        seen.isFree = next == WebSocketSendingTests.count && isWritable
      }
      context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(1)) { [self] in
        if context.channel.isActive { talk(context) }
      }
    }
  }

  @Test func aSlowReaderMissesNothing() async throws {
    let seen = NIOLockedValueBox(Seen())
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelOption(.socketOption(.so_sndbuf), value: 4096)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let messages = WebSocketMessages()
          try channel.pipeline.syncOperations.addHandlers([messages, Talker(messages, seen)])
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let peer = try await RawConnection.open(port: server.localAddress?.port ?? 0, smallWindow: true)
    try await peer.pauseReading()
    #expect(await peer.wait { _, _ in seen.withLockedValue(\.wasFull) })
    try await peer.resumeReading()
    #expect(
      await peer.wait(seconds: 20) { bytes, _ in
        seen.withLockedValue(\.isFree) && numbers(bytes).count == Self.count
      })
    #expect(numbers(peer.received) == Array(0..<Self.count))
    peer.close()
    try await server.close().get()
  }

  /// What the text frames say. All are of 126 to 65,535 bytes.
  private func numbers(_ bytes: [UInt8]) -> [Int] {
    var rest = bytes[...]
    var found: [Int] = []
    while rest.count > 4 {
      let (first, length) = (rest.startIndex, Int(rest[rest.startIndex + 2]) << 8 | Int(rest[rest.startIndex + 3]))
      guard rest[first] == 0x81, rest[first + 1] == 126, rest.count >= 4 + length else { break }
      let text = rest[first + 4..<first + 4 + length]
      found.append(Int(String(decoding: text.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)) ?? -1)
      rest = rest[(first + 4 + length)...]
    }
    return found
  }
}
