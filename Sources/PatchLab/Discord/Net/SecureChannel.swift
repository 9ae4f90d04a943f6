import HummingbirdCore
import Logging
import NIOCore
import NIOSSL
import PatchNet

/// A connection of `HTTP1OrWebSocketChannel`, over TLS.
struct SecureChannel: ServerChildChannel {
  let base: HTTP1OrWebSocketChannel
  let context: NIOSSLContext

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1OrWebSocketChannel.Value> {
    channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
    }.flatMap { base.setup(channel: channel, logger: logger) }
  }

  func handle(value: HTTP1OrWebSocketChannel.Value, logger: Logger) async {
    await base.handle(value: value, logger: logger)
  }
}
