import NIOCore
import NIOPosix

/// The UDP socket of a voice connection, towards one address. Confined to its event loop.
final class VoicePathSocket {
  private var channel: (any Channel)?
  private var remote: SocketAddress?
  /// What was sent before the socket was there.
  private var early: [ByteBuffer] = []
  private var isClosed = false

  init(host: String, port: UInt16, loop: any EventLoop, received: @escaping (ByteBuffer) -> Void) {
    // No address, no sound: the session notices that nothing answers, and says so.
    guard let remote = try? SocketAddress(ipAddress: host, port: Int(port)) else { return }
    self.remote = remote
    let received = NIOLoopBound(received, eventLoop: loop)
    let me = NIOLoopBound(self, eventLoop: loop)
    DatagramBootstrap(group: loop)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(VoiceDatagrams(received.value))
        }
      }
      .connect(to: remote)
      .whenComplete { result in
        if case .success(let channel) = result { me.value.opened(channel) }
      }
  }

  private func opened(_ channel: any Channel) {
    guard !isClosed else { return channel.close(promise: nil) }
    self.channel = channel
    for datagram in early { send(datagram) }
    early = []
  }

  func send(_ datagram: ByteBuffer) {
    guard let remote, !isClosed else { return }
    guard let channel else {
      if early.count < 16 { early.append(datagram) }
      return
    }
    channel.writeAndFlush(AddressedEnvelope(remoteAddress: remote, data: datagram), promise: nil)
  }

  func close() {
    isClosed = true
    channel?.close(promise: nil)
    channel = nil
  }
}

private final class VoiceDatagrams: ChannelInboundHandler {
  typealias InboundIn = AddressedEnvelope<ByteBuffer>

  private let received: (ByteBuffer) -> Void

  init(_ received: @escaping (ByteBuffer) -> Void) { self.received = received }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) { received(unwrapInboundIn(data).data) }

  /// A refused port is told by later reads; the session judges by what arrives.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
