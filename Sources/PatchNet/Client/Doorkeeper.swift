import NIOCore

/// Told when the upgrade is over.
struct UpgradeIsOver: Sendable {}

/// Keeps a connection alive until its upgrade is over, even if the peer has left: NIO takes the handlers of a closed
/// connection away, and a server that says something and leaves right behind its 101 would not be heard.
///
/// Stands first, on a connection that allows half-closure: the peer's end then is an event, held back here. Once the
/// upgrade is over half-closure is not allowed any more: TLS would wait for seconds on a peer that has closed already.
final class Doorkeeper: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer

  private var isOpen = false
  private var hasLeft = false

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard case ChannelEvent.inputClosed? = event as? ChannelEvent else {
      return context.fireUserInboundEventTriggered(event)
    }
    hasLeft = true
    if isOpen { context.close(promise: nil) }
  }

  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    guard event is UpgradeIsOver else { return context.triggerUserOutboundEvent(event, promise: promise) }
    isOpen = true
    try? context.channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
    promise?.succeed()
    if hasLeft { context.close(promise: nil) }
  }
}
