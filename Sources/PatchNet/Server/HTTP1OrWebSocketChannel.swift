public import HummingbirdCore
public import Logging
public import NIOCore
public import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Hummingbird's HTTP/1.1 connection, whose first request may turn it into a WebSocket made of plain NIO handlers:
/// media never passes through async sequences, which cost twice as much.
public struct HTTP1OrWebSocketChannel: HTTPChannelHandler {
  public let responder: Responder
  private let configuration: Configuration

  /// What a connection may do, and who decides about upgrades.
  public struct Configuration: Sendable {
    public var limits = WebSocketLimits()
    /// A connection without a complete first head after this long is closed.
    public var silence = TimeAmount.seconds(10)
    /// An HTTP connection on which nothing happens for this long is closed.
    public var idle = TimeAmount.seconds(60)
    /// Send buffer of a WebSocket in the kernel, in bytes: what is in it can no longer be taken back.
    public var sendBuffer: Int = 65_536
    /// Asked once for each well-formed request to upgrade, on the connection's event loop.
    public var decide: @Sendable (HTTPRequestHead) -> UpgradeDecision

    public init(decide: @escaping @Sendable (HTTPRequestHead) -> UpgradeDecision) { self.decide = decide }
  }

  public init(responder: @escaping Responder, configuration: Configuration) {
    self.responder = responder
    self.configuration = configuration
  }

  /// A connection whose kind is not known yet.
  public struct Value: ServerChildChannelValue {
    public let channel: any Channel
    let negotiated: EventLoopFuture<Negotiated>
  }

  enum Negotiated: Sendable {
    case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
    case webSocket(Successor)
  }

  public func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      let pipeline = channel.pipeline.syncOperations
      let encoder = HTTPResponseEncoder()
      // forwardBytes: frames that come right behind the handshake are not lost.
      let decoder = ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes))
      let validator = NIOHTTPResponseHeadersValidator()
      let install = NIOLoopBoundBox<Upgrade?>(nil, eventLoop: channel.eventLoop)
      let filter = UpgradeFilter(patience: configuration.silence, decide: configuration.decide) { install.value = $0 }
      let upgrade = NIOTypedHTTPServerUpgradeHandler<Negotiated>(
        httpEncoder: encoder, extraHTTPHandlers: [decoder, validator, filter],
        upgradeConfiguration: .init(
          upgraders: [upgrader(install)],
          notUpgradingCompletionHandler: { channel in ordinary(channel, logger) }))
      try pipeline.addHandlers([encoder, decoder, validator, filter, upgrade])
      return Value(channel: channel, negotiated: upgrade.upgradeResultFuture)
    }
  }

  public func handle(value: Value, logger: Logger) async {
    do {
      switch try await value.negotiated.get() {
      case .http(let connection): await handleHTTP(asyncChannel: connection, logger: logger)
      case .webSocket(let successor):
        try await value.channel.closeFuture.get()
        while let over = successor.take() { try await over.get() }
      }
    } catch {
      logger.trace("connection ended before its first request", metadata: ["error": "\(error)"])
      value.channel.close(promise: nil)
    }
  }

  private func upgrader(_ install: NIOLoopBoundBox<Upgrade?>) -> WebSocketUpgrader<Negotiated> {
    WebSocketUpgrader(
      fields: { install.value.map { HTTPHeaders($0.subprotocol.map { [("sec-websocket-protocol", $0)] } ?? []) } },
      install: { channel in
        // Hummingbird keeps half-closed connections; a WebSocket whose peer left would stay for ever.
        try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
        try channel.syncOptions?.setOption(.socketOption(.so_sndbuf), value: configuration.sendBuffer)
        try channel.syncOptions?.setOption(.writeBufferWaterMark, value: .webSocket)
        let messages = WebSocketMessages(limits: configuration.limits)
        try channel.pipeline.syncOperations.addHandler(messages)
        try install.value?.install(channel)
        install.value = nil
        return .webSocket(messages.successor)
      })
  }

  private func ordinary(_ channel: any Channel, _ logger: Logger) -> EventLoopFuture<Negotiated> {
    channel.eventLoop.makeCompletedFuture {
      let pipeline = channel.pipeline.syncOperations
      try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
      try pipeline.addHandler(HTTPConnectionStateHandler(idleTimeout: Duration(configuration.idle), logger: logger))
      return .http(
        try NIOAsyncChannel(
          wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true)))
    }
  }
}
