import Glibc
public import NIOCore
import NIOSSL
import NIOWebSocket

/// The server's end of a WebSocket: turns bytes into messages and back, answers pings, keeps the connection alive and closes it
/// properly. A violation is answered with its close code and nothing more is read. It can take its connection to another event
/// loop (`WebSocketMove`).
///
/// A frame goes to the socket itself while nothing waits before it: by way of NIO's channel it costs as much again as the system
/// call. What the socket does not take is the channel's, and what follows queues up there until it is gone.
public final class WebSocketMessages: ChannelDuplexHandler {
  public typealias InboundIn = ByteBuffer
  public typealias InboundOut = WebSocketInput
  public typealias OutboundIn = WebSocketOutput
  public typealias OutboundOut = ByteBuffer

  private enum State { case open, moving, closing, closed }

  /// A frame's way out.
  private enum Way {
    /// What stood before us may still have something on its way.
    case unknown
    case socket(NIOBSDSocket.Handle)
    /// TLS is between, or there is no socket.
    case channel
  }

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
  /// Hears text messages past the pipeline, in place of the handlers above; on the connection's event loop.
  public var hear: ((ByteBuffer) -> Void)?
  private var context: ChannelHandlerContext?
  /// The last frame: its memory serves the next when nobody keeps it.
  private var frame = ByteBuffer()
  private var way = Way.unknown
  /// Frames that the channel has for the socket.
  private var queued = 0

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

  public func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    schedulePing(context)
  }

  public func channelActive(context: ChannelHandlerContext) {
    context.fireChannelActive()
    read(context)
  }

  public func handlerRemoved(context: ChannelHandlerContext) {
    stopTimer()
    self.context = nil
  }

  public func channelInactive(context: ChannelHandlerContext) {
    state = .closed
    way = .channel
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

  /// Nobody above waits for it.
  public func channelReadComplete(context: ChannelHandlerContext) {}

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
    case .message(let message):
      if let hear, case .text(let text) = message { return hear(text) }
      context.fireChannelRead(wrapInboundOut(message))
    case .ping(let payload):
      // A peer that does not read its pongs gets no more of them.
      if isWritable { send(.pong, payload.readableBytesSpan, context) }
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
    case .text(let text): send(.text, text.readableBytesSpan, context, promise)
    case .binary(let bytes): send(.binary, bytes.readableBytesSpan, context, promise)
    case .ping: send(.ping, RawSpan(), context, promise)
    case .close(let code, let reason):
      beginClose(context, code, reason: reason)
      promise?.succeed()
    }
  }

  /// What is written is on its way already.
  public func flush(context: ChannelHandlerContext) {}

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
    let sent = context.eventLoop.makePromise(of: Void.self)
    sent.futureResult.assumeIsolated().whenComplete { _ in
      if thenAtOnce {
        context.close(promise: nil)
      } else {
        // Ends our direction and keeps reading, so that unread bytes do not turn the close frame into a reset.
        context.close(mode: .output, promise: nil)
      }
    }
    send(.connectionClose, payload.readableBytesSpan, context, sent)
    // A peer that does not read cannot hold the connection either.
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: limits.closeGrace) { context.close(promise: nil) }
  }

  private func schedulePing(_ context: ChannelHandlerContext) {
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: limits.pingInterval) { [self] in
      missed = heard ? 0 : missed + 1
      heard = false
      guard missed < 2 else { return context.close(promise: nil) }
      if isWritable { send(.ping, RawSpan(), context) }
      schedulePing(context)
    }
  }

  private func stopTimer() {
    timer?.cancel()
    timer = nil
  }
}

/// From a message to the socket.
extension WebSocketMessages {
  /// False while the peer is behind with reading.
  public var isWritable: Bool {
    if case .socket = way, queued == 0 { return true }
    return context?.channel.isWritable ?? false
  }

  /// Sends a text message past the pipeline; for whoever is on the connection's event loop.
  public func send(text: RawSpan) {
    guard state == .open, let context else { return }
    send(.text, text, context)
  }

  private func send(
    _ opcode: WebSocketOpcode, _ payload: RawSpan, _ context: ChannelHandlerContext,
    _ promise: EventLoopPromise<Void>? = nil
  ) {
    frame.becomeFrame(opcode, payload)
    switch way {
    case .socket(let socket) where queued == 0 && give(to: socket): promise?.succeed()
    case .socket, .unknown: queue(context, promise)
    case .channel: context.writeAndFlush(wrapOutboundOut(frame), promise: promise)
    }
  }

  /// The channel's way, and once all is written the socket is free for us.
  private func queue(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
    queued += 1
    let written = context.eventLoop.makePromise(of: Void.self)
    if let promise { written.futureResult.cascade(to: promise) }
    written.futureResult.assumeIsolated().whenComplete { [self] result in
      queued -= 1
      guard case .success = result, state != .closed else { return way = .channel }
      guard case .unknown = way else { return }
      way = (isSecure(context) ? nil : Self.handle(context) { $0 }).map { .socket($0) } ?? .channel
    }
    context.writeAndFlush(wrapOutboundOut(frame), promise: written)
  }

  /// Leaves in `frame` what the socket did not take; an error is for the channel to meet.
  private func give(to socket: NIOBSDSocket.Handle) -> Bool {
    let sent = frame.withUnsafeReadableBytes { bytes in
      Glibc.send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
    }
    frame.moveReaderIndex(forwardBy: max(sent, 0))
    return frame.readableBytes == 0
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
    handle(context) { fcntl($0, F_DUPFD_CLOEXEC, 0) }.flatMap { $0 >= 0 ? $0 : nil }
  }

  private static func handle(
    _ context: ChannelHandlerContext, _ body: (NIOBSDSocket.Handle) -> NIOBSDSocket.Handle
  ) -> NIOBSDSocket.Handle? {
    try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self, body)
  }

  private func stay(_ reason: any Error) {
    move?.promise?.fail(reason)
    move = nil
  }
}

@available(*, unavailable)
extension WebSocketMessages: Sendable {}
