import Glibc
public import NIOCore
import NIOSSL
import NIOWebSocket

/// The server's end of a WebSocket: turns bytes into messages and back, answers pings, keeps the connection alive and closes it
/// properly. A violation is answered with its close code and nothing more is read. It can take its connection to another event
/// loop (`WebSocketMove`).
public final class WebSocketMessages: ChannelDuplexHandler {
  public typealias InboundIn = ByteBuffer
  public typealias InboundOut = WebSocketInput
  public typealias OutboundIn = WebSocketOutput
  public typealias OutboundOut = ByteBuffer

  private enum State { case open, moving, closing, closed }

  private let limits: WebSocketLimits
  private var assembler: FrameAssembler
  private var state = State.open
  private var heard = true
  private var missed = 0
  private var timer: Scheduled<Void>?
  /// What came of a frame, or of frames that wait for a move.
  private var held: ByteBuffer
  private var move: (order: WebSocketMove, promise: EventLoopPromise<Void>?)?
  /// Where the connection went.
  let successor: Successor

  public convenience init(limits: WebSocketLimits = WebSocketLimits()) {
    self.init(limits: limits, held: ByteBuffer(), successor: Successor())
  }

  /// `held`: what was read before this end began.
  init(limits: WebSocketLimits, held: ByteBuffer, successor: Successor) {
    self.limits = limits
    self.held = held
    self.successor = successor
    assembler = FrameAssembler(limit: limits.messageBytes)
  }

  public func handlerAdded(context: ChannelHandlerContext) { schedulePing(context) }

  public func channelActive(context: ChannelHandlerContext) {
    context.fireChannelActive()
    read(context)
  }

  public func handlerRemoved(context: ChannelHandlerContext) { stopTimer() }

  public func channelInactive(context: ChannelHandlerContext) {
    state = .closed
    stay(ChannelError.ioOnClosedChannel)
    stopTimer()
    assembler.forget()
    context.fireChannelInactive()
  }

  public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    heard = true
    if held.readableBytes == 0 { held = bytes } else { held.writeBuffer(&bytes) }
    read(context)
  }

  private func read(_ context: ChannelHandlerContext) {
    var bytes = held
    held = ByteBuffer()
    while bytes.readableBytes > 0 {
      if state == .open {
        guard let outcome = assembler.next(from: &bytes) else { break }
        act(on: outcome, context)
      } else {
        guard state != .moving, skip(&bytes, context) else { break }
      }
    }
    guard bytes.readableBytes > 0, state != .closed else { return }
    bytes.discardReadBytes()
    held = bytes
  }

  private func act(on outcome: FrameAssembler.Outcome, _ context: ChannelHandlerContext) {
    switch outcome {
    case .more, .pong: break
    case .message(.closed(let code, let reason)):
      context.fireChannelRead(wrapInboundOut(.closed(code: code, reason: reason)))
      beginClose(context, code == 1005 ? 1000 : code, reason: "", thenAtOnce: true)
    case .message(let message): context.fireChannelRead(wrapInboundOut(message))
    case .ping(let payload):
      // A peer that does not read its pongs gets no more of them.
      if context.channel.isWritable { context.writeAndFlush(wrap(.pong, payload, context), promise: nil) }
    case .violation(let code, let reason):
      context.fireChannelRead(wrapInboundOut(.closed(code: code, reason: reason)))
      beginClose(context, code, reason: reason)
    }
  }

  /// After our close frame only the peer's matters. False when there is nothing more to read.
  private func skip(_ bytes: inout ByteBuffer, _ context: ChannelHandlerContext) -> Bool {
    guard state == .closing, let head = FrameHead(bytes), head.length <= limits.messageBytes else {
      // What is too long, or of a closed connection, is not gathered.
      if let head = FrameHead(bytes), state == .closed || head.length > limits.messageBytes { bytes.clear() }
      return false
    }
    guard bytes.readableBytes >= head.size + head.length else { return false }
    bytes.moveReaderIndex(forwardBy: head.size + head.length)
    if head.opcode == .connectionClose { context.close(promise: nil) }
    return true
  }

  public func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard state == .open else { return }
    context.fireErrorCaught(error)
    context.close(promise: nil)
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
    case .text(let text): context.write(wrap(.text, text, context), promise: promise)
    case .binary(let bytes): context.write(wrap(.binary, bytes, context), promise: promise)
    case .ping: context.write(wrap(.ping, ByteBuffer(), context), promise: promise)
    case .close(let code, let reason):
      beginClose(context, code, reason: reason)
      promise?.succeed()
    }
  }

  private func beginClose(
    _ context: ChannelHandlerContext, _ code: UInt16, reason: String, thenAtOnce: Bool = false
  ) {
    guard state == .open || state == .moving else { return }
    state = .closing
    stay(ChannelError.ioOnClosedChannel)
    stopTimer()
    assembler.forget()
    var payload = context.channel.allocator.buffer(capacity: 2 + reason.utf8.count)
    payload.writeInteger(code)
    payload.writeString(String(reason.prefix(40)))  // a control frame holds 125 bytes
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.writeAndFlush(wrap(.connectionClose, payload, context)).whenComplete { _ in
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
      if context.channel.isWritable { context.writeAndFlush(wrap(.ping, ByteBuffer(), context), promise: nil) }
      schedulePing(context)
    }
  }

  private func stopTimer() {
    timer?.cancel()
    timer = nil
  }

  private func wrap(_ opcode: WebSocketOpcode, _ payload: ByteBuffer, _ context: ChannelHandlerContext) -> NIOAny {
    wrapOutboundOut(.frame(opcode, payload, context.channel.allocator))
  }
}

/// Going to another event loop.
extension WebSocketMessages {
  public func triggerUserOutboundEvent(
    context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
  ) {
    guard let order = event as? WebSocketMove else {
      return context.triggerUserOutboundEvent(event, promise: promise)
    }
    // What TLS has agreed on stays with its loop.
    guard state == .open, !isSecure(context),
      (try? context.channel.syncOptions?.setOption(.autoRead, value: false)) != nil
    else {
      promise?.fail(ChannelError.operationUnsupported)
      return
    }
    state = .moving
    move = (order, promise)
    // Behind the reads of this turn: none follow.
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.execute { bound.value.0.depart(bound.value.1) }
  }

  private func isSecure(_ context: ChannelHandlerContext) -> Bool {
    (try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)) != nil
  }

  /// What we had for the socket must be gone, too.
  private func depart(_ context: ChannelHandlerContext) {
    guard state == .moving else { return }
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(ByteBuffer())).whenComplete { result in
      let (this, context) = bound.value
      guard this.state == .moving, let move = this.move else { return }
      guard case .success = result, let socket = Self.copy(context) else {
        this.state = .open
        this.stay(ChannelError.operationUnsupported)
        try? context.channel.syncOptions?.setOption(.autoRead, value: true)
        return this.read(context)
      }
      this.move = nil
      this.state = .closed
      move.order.adopt(socket, this.held, this.limits, this.successor)
      move.promise?.succeed()
      context.close(promise: nil)
    }
  }

  /// The socket once more: closing ours does not end the connection then.
  private static func copy(_ context: ChannelHandlerContext) -> NIOBSDSocket.Handle? {
    let copy = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
      fcntl($0, F_DUPFD_CLOEXEC, 0)
    }
    return copy.flatMap { $0 >= 0 ? $0 : nil }
  }

  private func stay(_ reason: any Error) {
    move?.promise?.fail(reason)
    move = nil
  }
}

@available(*, unavailable)
extension WebSocketMessages: Sendable {}
