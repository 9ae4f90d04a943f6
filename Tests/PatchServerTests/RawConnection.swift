import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A TCP connection to loopback that says exactly what it is told, right or wrong.
final class RawConnection: Sendable {
  private final class Collector: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    let received = NIOLockedValueBox<[UInt8]>([])
    let closed = NIOLockedValueBox(false)

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let bytes = Array(unwrapInboundIn(data).readableBytesView)
      received.withLockedValue { $0 += bytes }
    }
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      if case .some(ChannelEvent.inputClosed) = event as? ChannelEvent { closed.withLockedValue { $0 = true } }
    }
    func channelInactive(context: ChannelHandlerContext) { closed.withLockedValue { $0 = true } }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
  }

  private let channel: any Channel
  private let collector: Collector

  private init(_ channel: any Channel, _ collector: Collector) {
    self.channel = channel
    self.collector = collector
  }

  static func open(port: Int, smallWindow: Bool = false) async throws -> RawConnection {
    let collector = Collector()
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .channelOption(.socketOption(.so_rcvbuf), value: smallWindow ? 4096 : 262_144)
      .channelInitializer { channel in channel.pipeline.addHandler(collector) }
      .connect(host: "127.0.0.1", port: port).get()
    return RawConnection(channel, collector)
  }

  func send(_ bytes: some Sequence<UInt8> & Sendable) { channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }
  func send(_ text: String) { send(Array(text.utf8)) }
  func sendAndWait(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get() }
  func endOutput() async throws { try await channel.close(mode: .output).get() }
  func close() { channel.close(promise: nil) }
  func pauseReading() async throws { try await channel.setOption(.autoRead, value: false).get() }
  func resumeReading() async throws { try await channel.setOption(.autoRead, value: true).get() }

  var received: [UInt8] { collector.received.withLockedValue { $0 } }
  var isClosed: Bool { collector.closed.withLockedValue { $0 } }

  /// Waits until `done` says so of what has arrived. False when time runs out.
  @discardableResult
  func wait(seconds: Double = 5, until done: ([UInt8], _ closed: Bool) -> Bool) async -> Bool {
    let deadline = ContinuousClock.now + .seconds(seconds)
    repeat {
      let closed = isClosed
      if done(received, closed) { return true }
      try? await Task.sleep(for: .milliseconds(4))
    } while ContinuousClock.now < deadline
    return false
  }
}
