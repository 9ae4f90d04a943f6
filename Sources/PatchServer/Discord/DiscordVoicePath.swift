import NIOCore
import NIOPosix

/// A UDP socket of our own, towards one voice server. On one event loop.
final class DiscordVoicePath {
  private let remote: SocketAddress
  private let opening: EventLoopFuture<any Channel>
  private var channel: (any Channel)?
  /// What is sent before the socket is there.
  private var waiting: [ByteBuffer] = []

  init(_ remote: SocketAddress, _ loop: any EventLoop, receive: @escaping @Sendable (ByteBuffer) -> Void) {
    self.remote = remote
    opening = DatagramBootstrap(group: loop)
      .channelOption(.datagramVectorReadMessageCount, value: 16)
      // One read takes all that is there, as a rule; a second one, to find nothing, is a system call for each packet.
      .channelOption(.maxMessagesPerRead, value: 1)
      .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 16 * 2048))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Reader(remote, receive))
        }
      }
      .bind(host: remote.protocol == .inet6 ? "::" : "0.0.0.0", port: 0)
    opening.assumeIsolated().whenSuccess { [weak self] in self?.opened($0) }
  }

  func send(_ bytes: ByteBuffer) {
    guard let channel else {
      if waiting.count < 64 { waiting.append(bytes) }
      return
    }
    channel.writeAndFlush(AddressedEnvelope(remoteAddress: remote, data: bytes), promise: nil)
  }

  func close() {
    channel = nil
    waiting = []
    opening.whenSuccess { $0.close(promise: nil) }
  }

  private func opened(_ channel: any Channel) {
    self.channel = channel
    for bytes in waiting { send(bytes) }
    waiting = []
  }

  private final class Reader: ChannelInboundHandler, Sendable {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    private let remote: SocketAddress
    private let receive: @Sendable (ByteBuffer) -> Void

    init(_ remote: SocketAddress, _ receive: @escaping @Sendable (ByteBuffer) -> Void) {
      self.remote = remote
      self.receive = receive
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let envelope = unwrapInboundIn(data)
      // Nobody else has anything to say here.
      guard envelope.remoteAddress == remote else { return }
      receive(envelope.data)
    }

    // A server that is gone answers with ICMP, which the WebSocket says better.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
  }
}
