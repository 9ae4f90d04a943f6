import Glibc
import NIOCore
import NIOPosix

/// A UDP socket of our own, connected with one voice server: nobody else is heard. On one event loop.
final class DiscordVoicePath {
  private let opening: EventLoopFuture<any Channel>
  private var channel: (any Channel)?
  private var socket: NIOBSDSocket.Handle?
  /// What is sent before the socket is there.
  private var waiting: [[UInt8]] = []

  init(_ remote: SocketAddress, _ loop: any EventLoop, receive: @escaping @Sendable (ByteBuffer) -> Void) {
    opening = DatagramBootstrap(group: loop)
      .channelOption(.datagramVectorReadMessageCount, value: 16)
      // One read takes all that is there, as a rule; a second one, to find nothing, is a system call for each packet.
      .channelOption(.maxMessagesPerRead, value: 1)
      .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 16 * 2048))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Reader(receive)) }
      }
      .connect(to: remote)
    opening.assumeIsolated().whenSuccess { [weak self] in self?.opened($0) }
  }

  /// What the socket does not take is lost, as on the way behind it.
  func send(_ bytes: ArraySlice<UInt8>) {
    guard let channel else {
      if waiting.count < 64 { waiting.append(Array(bytes)) }
      return
    }
    guard let socket, channel.isActive else { return }
    // By way of the channel it costs as much again as the system call.
    _ = bytes.withUnsafeBytes {
      Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
    }
  }

  func close() {
    channel = nil
    socket = nil
    waiting = []
    opening.whenSuccess { $0.close(promise: nil) }
  }

  private func opened(_ channel: any Channel) {
    self.channel = channel
    socket = try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { $0 }
    for bytes in waiting { send(bytes[...]) }
    waiting = []
  }

  private final class Reader: ChannelInboundHandler, Sendable {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    private let receive: @Sendable (ByteBuffer) -> Void

    init(_ receive: @escaping @Sendable (ByteBuffer) -> Void) { self.receive = receive }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { receive(unwrapInboundIn(data).data) }

    // A server that is gone answers with ICMP, which the WebSocket says better.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
  }
}
