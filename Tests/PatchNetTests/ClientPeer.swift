import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket

/// The other end of a client's WebSocket: sends exactly the frames that a test wants, right or wrong.
struct ClientPeer: Sendable {
  typealias Frames = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>
  typealias Script =
    @Sendable (NIOAsyncChannelInboundStream<WebSocketFrame>, NIOAsyncChannelOutboundWriter<WebSocketFrame>)
    async throws -> Void

  let port: Int

  /// Serves while `body` runs.
  /// - Parameters:
  ///   - first: a frame that leaves in the same segment as the 101.
  ///   - tls: speak `wss`.
  ///   - refuses: answer every upgrade with this status instead.
  static func run<Result: Sendable>(
    first: WebSocketFrame? = nil, refuses: HTTPResponseStatus? = nil, tls: NIOSSLContext? = nil,
    script: @escaping Script = { _, _ in },
    _ body: @Sendable (ClientPeer) async throws -> Result
  ) async throws -> Result {
    let kept = first.map { NIOLoopBoundFree($0) }
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0) { channel in
        channel.eventLoop.makeCompletedFuture {
          if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
          if kept != nil { try channel.pipeline.syncOperations.addHandler(OneSegment()) }
          let upgrader = NIOTypedWebSocketServerUpgrader<Frames?>(
            maxFrameSize: 1 << 24, enableAutomaticErrorHandling: false,
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(refuses == nil ? [:] : nil) },
            upgradePipelineHandler: { channel, _ in
              channel.eventLoop.makeCompletedFuture {
                if let kept { channel.writeAndFlush(kept.frame, promise: nil) }
                return try Frames(wrappingChannelSynchronously: channel)
              }
            })
          return try channel.pipeline.syncOperations.configureUpgradableHTTPServerPipeline(
            configuration: .init(
              upgradeConfiguration: .init(upgraders: [upgrader]) { channel in
                channel.eventLoop.makeCompletedFuture {
                  try channel.pipeline.syncOperations.addHandler(Refusal(refuses ?? .notFound))
                  return nil
                }
              }))
        }
      }
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await listener.executeThenClose { connections in
          for try await connection in connections {
            guard let frames = try? await connection.get() else { continue }
            try? await frames.executeThenClose { try await script($0, $1) }
          }
        }
      }
      let result = try await body(ClientPeer(port: listener.channel.localAddress?.port ?? 0))
      group.cancelAll()
      return result
    }
  }

  static func text(_ string: String, fin: Bool = true, opcode: WebSocketOpcode = .text) -> WebSocketFrame {
    WebSocketFrame(fin: fin, opcode: opcode, data: ByteBuffer(string: string))
  }

  static func close(_ code: UInt16, _ reason: String = "") -> WebSocketFrame {
    var data = ByteBuffer()
    data.writeInteger(code)
    data.writeString(reason)
    return WebSocketFrame(fin: true, opcode: .connectionClose, data: data)
  }

  /// A frame is plain bytes; NIO does not say so.
  private struct NIOLoopBoundFree: @unchecked Sendable {
    let frame: WebSocketFrame
    init(_ frame: WebSocketFrame) { self.frame = frame }
  }

  /// Holds the 101 back until the first frame is there, so that both travel together.
  private final class OneSegment: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    private var flushes = 0
    private var held: [(ByteBuffer, EventLoopPromise<Void>?)] = []

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
      let bytes = unwrapOutboundIn(data)
      guard flushes < 2 else { return context.write(data, promise: promise) }
      held.append((bytes, nil))
      // The upgrade goes on when the 101 counts as written.
      promise?.succeed()
    }

    func flush(context: ChannelHandlerContext) {
      flushes += 1
      guard flushes == 2 else {
        if flushes > 2 { context.flush() }
        return
      }
      var all = ByteBuffer()
      for (bytes, _) in held { all.writeImmutableBuffer(bytes) }
      held = []
      context.writeAndFlush(NIOAny(all), promise: nil)
    }
  }

  private final class Refusal: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart
    private let status: HTTPResponseStatus

    init(_ status: HTTPResponseStatus) { self.status = status }

    func handlerAdded(context: ChannelHandlerContext) {
      let headers = HTTPHeaders([("content-length", "0"), ("www-authenticate", "Bearer")])
      context.write(wrapOutboundOut(.head(.init(version: .http1_1, status: status, headers: headers))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }
}
