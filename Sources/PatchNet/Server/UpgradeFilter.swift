public import NIOCore
public import NIOHTTP1

/// What to do with a request to upgrade.
public enum UpgradeDecision: Sendable {
  /// Not a WebSocket address of ours: an ordinary request, whatever its Upgrade header says.
  case pass
  /// Answered with this status, and the connection closed.
  case refuse(HTTPResponseStatus)
  /// Upgraded, to one of the subprotocols that were offered, if one is named; the closure adds the handlers that take
  /// `WebSocketInput` and write `WebSocketOutput`.
  case accept(subprotocol: String? = nil, @Sendable (any Channel) throws -> Void)
}

/// What an accepted upgrade leads to.
struct Upgrade: Sendable {
  let subprotocol: String?
  let install: @Sendable (any Channel) throws -> Void
}

/// Stands between the HTTP decoder and NIO's upgrade handler, and sees the first request of a connection.
///
/// NIO loses the head of a request whose upgrade it refuses, so refusals are written here and foreign Upgrade headers
/// are taken off. A connection that says nothing is closed, since Hummingbird's own timer starts only after the first head.
final class UpgradeFilter: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let decide: @Sendable (HTTPRequestHead) -> UpgradeDecision
  private let accepted: (Upgrade) -> Void
  private let patience: TimeAmount
  private var timer: Scheduled<Void>?
  private var seenHead = false
  private var refused = false

  /// `accepted` receives the set-up of the connection that the upgrader then runs.
  init(
    patience: TimeAmount, decide: @escaping @Sendable (HTTPRequestHead) -> UpgradeDecision,
    accepted: @escaping (Upgrade) -> Void
  ) {
    self.patience = patience
    self.decide = decide
    self.accepted = accepted
  }

  func handlerAdded(context: ChannelHandlerContext) {
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: patience) { context.close(promise: nil) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !refused else { return }
    guard !seenHead, case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
    seenHead = true
    timer?.cancel()
    guard head.headers.contains(name: "upgrade") else { return context.fireChannelRead(data) }
    guard isWebSocket(head) else { return strip(&head, context) }
    guard head.headers["sec-websocket-version"] == ["13"] else { return refuse(.upgradeRequired, context) }
    // Before the decision: a malformed handshake must not use up a token.
    guard isWellFormed(head) else { return refuse(.badRequest, context) }
    switch decide(head) {
    case .pass: strip(&head, context)
    case .refuse(let status): refuse(status, context)
    case .accept(let subprotocol, let install):
      accepted(Upgrade(subprotocol: subprotocol, install: install))
      context.fireChannelRead(data)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // Later errors have Hummingbird to answer them.
    guard !seenHead else { return context.fireErrorCaught(error) }
    seenHead = true
    timer?.cancel()
    refuse(.badRequest, context)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is ChannelShouldQuiesceEvent, !seenHead { return context.close(promise: nil) }
    context.fireUserInboundEventTriggered(event)
  }

  private func strip(_ head: inout HTTPRequestHead, _ context: ChannelHandlerContext) {
    head.headers.remove(name: "upgrade")
    context.fireChannelRead(wrapInboundOut(.head(head)))
  }

  private func refuse(_ status: HTTPResponseStatus, _ context: ChannelHandlerContext) {
    refused = true
    var headers = HTTPHeaders([("content-length", "0"), ("connection", "close")])
    if status == .upgradeRequired { headers.add(name: "sec-websocket-version", value: "13") }
    let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in bound.value.close(promise: nil) }
  }
}

/// True when a request asks for a WebSocket, however badly.
private func isWebSocket(_ head: HTTPRequestHead) -> Bool {
  head.headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
}

/// RFC 6455, 4.2.1: what an opening handshake holds. A body would leave the upgrade half done.
private func isWellFormed(_ head: HTTPRequestHead) -> Bool {
  let keys = head.headers["sec-websocket-key"]
  return head.method == .GET && head.version == .http1_1
    && head.headers[canonicalForm: "connection"].contains { $0.lowercased() == "upgrade" }
    && keys.count == 1 && keys[0].utf8.count == 24 && keys[0].hasSuffix("==")
    && !head.headers.contains(name: "content-length") && !head.headers.contains(name: "transfer-encoding")
}

@available(*, unavailable)
extension UpgradeFilter: Sendable {}
