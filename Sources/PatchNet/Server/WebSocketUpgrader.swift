import NIOCore
import NIOHTTP1
import NIOWebSocket

/// NIO's answer to the opening handshake, with handlers of our own in place of its frame decoder and encoder.
struct WebSocketUpgrader<Result: Sendable>: NIOTypedHTTPServerProtocolUpgrader {
  var supportedProtocol: String { "websocket" }
  var requiredUpgradeHeaders: [String] { [] }
  private let handshake: NIOTypedWebSocketServerUpgrader<Result>
  private let install: @Sendable (any Channel) throws -> Result

  /// `fields` are added to the answer; nil refuses.
  init(
    fields: @escaping @Sendable () -> HTTPHeaders?, install: @escaping @Sendable (any Channel) throws -> Result
  ) {
    self.install = install
    handshake = NIOTypedWebSocketServerUpgrader(
      shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(fields()) },
      upgradePipelineHandler: { channel, _ in channel.eventLoop.makeCompletedFuture { try install(channel) } })
  }

  func buildUpgradeResponse(
    channel: any Channel, upgradeRequest: HTTPRequestHead, initialResponseHeaders: HTTPHeaders
  ) -> EventLoopFuture<HTTPHeaders> {
    handshake.buildUpgradeResponse(
      channel: channel, upgradeRequest: upgradeRequest, initialResponseHeaders: initialResponseHeaders)
  }

  func upgrade(channel: any Channel, upgradeRequest: HTTPRequestHead) -> EventLoopFuture<Result> {
    channel.eventLoop.makeCompletedFuture { try install(channel) }
  }
}
