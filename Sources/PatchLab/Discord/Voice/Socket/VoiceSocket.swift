import NIOCore
import PatchNet

/// The server's end of one voice WebSocket: passes everything on to the desk's event loop.
final class VoiceSocket: ChannelInboundHandler {
  typealias InboundIn = WebSocketInput

  enum Happening: Sendable {
    case opened(any Channel)
    case text([UInt8])
    case binary([UInt8])
    case closed(UInt16)
  }

  private let report: @Sendable (Happening) -> Void
  private var isOver = false

  init(report: @escaping @Sendable (Happening) -> Void) { self.report = report }

  func handlerAdded(context: ChannelHandlerContext) { report(.opened(context.channel)) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .text(let text): report(.text(Array(text.readableBytesView)))
    case .binary(let bytes): report(.binary(Array(bytes.readableBytesView)))
    case .closed(let code, _): end(code)
    }
  }

  func channelInactive(context: ChannelHandlerContext) { end(1006) }

  private func end(_ code: UInt16) {
    guard !isOver else { return }
    isOver = true
    report(.closed(code))
  }
}

@available(*, unavailable)
extension VoiceSocket: Sendable {}

/// Passes datagrams on to the desk, on its own event loop.
final class VoiceDatagrams: ChannelInboundHandler, Sendable {
  typealias InboundIn = AddressedEnvelope<ByteBuffer>

  private let report: @Sendable (SocketAddress, [UInt8]) -> Void

  init(report: @escaping @Sendable (SocketAddress, [UInt8]) -> Void) { self.report = report }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let envelope = unwrapInboundIn(data)
    report(envelope.remoteAddress, Array(envelope.data.readableBytesView))
  }

  // A receiver that has gone answers with ICMP, which is no reason to close.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
