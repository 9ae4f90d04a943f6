public import HummingbirdCore
public import Logging
public import NIOCore
public import NIOSSL

/// A connection of `HTTP1OrWebSocketChannel`, over TLS.
public struct SecureChannel: ServerChildChannel {
  private let base: HTTP1OrWebSocketChannel
  private let context: NIOSSLContext

  public init(base: HTTP1OrWebSocketChannel, context: NIOSSLContext) {
    self.base = base
    self.context = context
  }

  public func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1OrWebSocketChannel.Value> {
    channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
    }.flatMap { base.setup(channel: channel, logger: logger) }
  }

  public func handle(value: HTTP1OrWebSocketChannel.Value, logger: Logger) async {
    await base.handle(value: value, logger: logger)
  }
}
