public import NIOCore
public import NIOWebSocket

/// The server's end of a WebSocket, after NIO's frame decoder: turns frames into messages, answers pings, keeps the connection alive and closes it
/// properly. A violation is answered with its close code and nothing more is read.
public final class WebSocketMessages: ChannelDuplexHandler {
  public typealias InboundIn = WebSocketFrame
  public typealias InboundOut = WebSocketInput
  public typealias OutboundIn = WebSocketOutput
  public typealias OutboundOut = WebSocketFrame

  private enum State { case open, closing, closed }

  private let limits: WebSocketLimits
  private var assembler: FrameAssembler
  private var state = State.open
  private var heard = true
  private var missed = 0
  private var timer: Scheduled<Void>?

  public init(limits: WebSocketLimits = WebSocketLimits()) {
    self.limits = limits
    assembler = FrameAssembler(limit: limits.messageBytes)
  }

  public func handlerAdded(context: ChannelHandlerContext) { schedulePing(context) }

  public func handlerRemoved(context: ChannelHandlerContext) { stopTimer() }

  public func channelInactive(context: ChannelHandlerContext) {
    state = .closed
    stopTimer()
    assembler.forget()
    context.fireChannelInactive()
  }

  public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    heard = true
    if state == .closing, frame.opcode == .connectionClose { return context.close(promise: nil) }
    guard state == .open else { return }
    switch assembler.add(frame) {
    case .more, .pong: break
    case .message(.closed(let code, let reason)):
      context.fireChannelRead(wrapInboundOut(.closed(code: code, reason: reason)))
      beginClose(context, code == 1005 ? 1000 : code, reason: "", thenAtOnce: true)
    case .message(let message): context.fireChannelRead(wrapInboundOut(message))
    case .ping(let payload):
      // A peer that does not read its pongs gets no more of them.
      if context.channel.isWritable { context.writeAndFlush(wrap(.pong, payload), promise: nil) }
    case .violation(let code, let reason):
      context.fireChannelRead(wrapInboundOut(.closed(code: code, reason: reason)))
      beginClose(context, code, reason: reason)
    }
  }

  public func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // Decoders repeat their first error for every later byte; one answer is enough.
    guard state == .open else { return }
    if let violation = error as? NIOWebSocketError {
      let code: UInt16 = violation == .invalidFrameLength ? 1009 : 1002
      context.fireChannelRead(wrapInboundOut(.closed(code: code, reason: "\(violation)")))
      beginClose(context, code, reason: "")
    } else {
      context.fireErrorCaught(error)
      context.close(promise: nil)
    }
  }

  public func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // The server stops: NIO leaves WebSockets open otherwise, and the process never ends.
    if event is ChannelShouldQuiesceEvent { return beginClose(context, 1001, reason: "server stops") }
    context.fireUserInboundEventTriggered(event)
  }

  public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard state == .open else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    switch unwrapOutboundIn(data) {
    case .text(let text): context.write(wrap(.text, text), promise: promise)
    case .binary(let bytes): context.write(wrap(.binary, bytes), promise: promise)
    case .ping: context.write(wrap(.ping, ByteBuffer()), promise: promise)
    case .close(let code, let reason):
      beginClose(context, code, reason: reason)
      promise?.succeed()
    }
  }

  private func beginClose(
    _ context: ChannelHandlerContext, _ code: UInt16, reason: String, thenAtOnce: Bool = false
  ) {
    guard state == .open else { return }
    state = .closing
    stopTimer()
    assembler.forget()
    var payload = context.channel.allocator.buffer(capacity: 2 + reason.utf8.count)
    payload.writeInteger(code)
    payload.writeString(String(reason.prefix(40)))  // a control frame holds 125 bytes
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.writeAndFlush(wrap(.connectionClose, payload)).whenComplete { _ in
      let context = bound.value
      if thenAtOnce {
        context.close(promise: nil)
      } else {
        // Ends our direction and keeps reading, so that unread bytes do not turn the close frame into a reset.
        context.close(mode: .output, promise: nil)
      }
    }
    // A peer that does not read cannot hold the connection either.
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: limits.closeGrace) { context.close(promise: nil) }
  }

  private func schedulePing(_ context: ChannelHandlerContext) {
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: limits.pingInterval) { [self] in
      missed = heard ? 0 : missed + 1
      heard = false
      guard missed < 2 else { return context.close(promise: nil) }
      if context.channel.isWritable { context.writeAndFlush(wrap(.ping, ByteBuffer()), promise: nil) }
      schedulePing(context)
    }
  }

  private func stopTimer() {
    timer?.cancel()
    timer = nil
  }

  private func wrap(_ opcode: WebSocketOpcode, _ payload: ByteBuffer) -> NIOAny {
    let frame = WebSocketFrame(
      fin: true, opcode: opcode, data: payload)
    return wrapOutboundOut(frame)
  }
}

@available(*, unavailable)
extension WebSocketMessages: Sendable {}
