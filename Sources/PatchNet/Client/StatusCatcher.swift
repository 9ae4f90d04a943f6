import NIOCore
import NIOHTTP1

/// Keeps the head of the answer to an upgrade: NIO's upgrade handler drops a refusal's status (swift-nio#3274).
/// Stands before that handler, and leaves when the head has passed.
final class StatusCatcher: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias InboundOut = HTTPClientResponsePart

  private let head: EventLoopPromise<HTTPResponseHead>
  private var caught = false

  init(_ head: EventLoopPromise<HTTPResponseHead>) { self.head = head }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .head(let head) = unwrapInboundIn(data), head.status.code == 101 || head.status.code >= 200 {
      caught = true
      self.head.succeed(head)
      context.fireChannelRead(data)
      context.pipeline.syncOperations.removeHandler(self, promise: nil)
    } else {
      context.fireChannelRead(data)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if !caught { head.fail(error) }
    caught = true
    context.fireErrorCaught(error)
  }

  func channelInactive(context: ChannelHandlerContext) {
    if !caught { head.fail(WebFailure.closed) }
    caught = true
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    if !caught { head.fail(WebFailure.closed) }
  }
}
