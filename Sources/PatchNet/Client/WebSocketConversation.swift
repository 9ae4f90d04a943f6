import NIOCore
import NIOWebSocket

/// What the client asks of its end of the conversation.
enum WebSocketCommand: Sendable {
  case message(WebSocketMessage)
  case close(code: UInt16, reason: String)
}

/// Pauses and resumes reading from the socket.
struct WebSocketReading: Sendable {
  let on: Bool
}

/// The client's end of RFC 6455 above NIO's frames: joins fragments, checks what NIO lets through (masked frames,
/// reserved bits and opcodes, UTF-8, lengths), answers pings, pings, closes in order, and can hold reading back.
final class WebSocketConversation: ChannelDuplexHandler {
  typealias InboundIn = WebSocketFrame
  typealias InboundOut = WebSocketEvent
  typealias OutboundIn = WebSocketCommand
  typealias OutboundOut = WebSocketFrame

  private enum Phase {
    case open
    case closing  // our close frame is out; what still arrives is dropped
    case ended  // the last event is out
  }

  private let maxMessage: Int
  private let pingInterval: TimeAmount?
  private var phase = Phase.open
  private var partial: (opcode: WebSocketOpcode, bytes: ByteBuffer)?
  private var paused = false
  private var readWanted = false
  private var held: [WebSocketFrame] = []  // what a read brought that had begun before the pause
  private var awaitingPong = false
  private var timer: Scheduled<Void>?

  init(maxMessage: Int, pingInterval: TimeAmount?) {
    self.maxMessage = maxMessage
    self.pingInterval = pingInterval
  }

  func handlerAdded(context: ChannelHandlerContext) { schedulePing(context) }

  func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

  // MARK: In

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    if paused { held.append(frame) } else { take(context, frame) }
  }

  private func take(_ context: ChannelHandlerContext, _ frame: WebSocketFrame) {
    guard phase != .ended else { return }
    guard frame.maskKey == nil else { return fail(context, 1002, "masked frame from a server") }
    guard !frame.rsv1, !frame.rsv2, !frame.rsv3 else { return fail(context, 1002, "reserved bit set") }
    switch frame.opcode {
    case .text, .binary:
      guard partial == nil else { return fail(context, 1002, "new message inside a fragmented one") }
      gather(context, frame.opcode, frame.data, last: frame.fin)
    case .continuation:
      guard let begun = partial else { return fail(context, 1002, "continuation of nothing") }
      partial = nil
      var bytes = begun.bytes
      bytes.writeImmutableBuffer(frame.data)
      gather(context, begun.opcode, bytes, last: frame.fin)
    case .ping:
      // A peer that does not read its pongs gets no more of them.
      if phase == .open, context.channel.isWritable { send(context, .pong, frame.data) }
    case .pong: awaitingPong = false
    case .connectionClose: closed(context, frame.data)
    default: fail(context, 1002, "reserved opcode")
    }
  }

  private func gather(_ context: ChannelHandlerContext, _ opcode: WebSocketOpcode, _ bytes: ByteBuffer, last: Bool) {
    guard bytes.readableBytes <= maxMessage else { return fail(context, 1009, "message over \(maxMessage) bytes") }
    guard last else {
      partial = (opcode, bytes)
      return
    }
    if opcode == .text, String(validating: bytes.readableBytesView, as: UTF8.self) == nil {
      return fail(context, 1007, "text that is not UTF-8")
    }
    guard phase == .open else { return }
    let message: WebSocketMessage = opcode == .text ? .text(bytes) : .binary(bytes)
    context.fireChannelRead(wrapInboundOut(.message(message, at: .now())))
  }

  private func closed(_ context: ChannelHandlerContext, _ data: ByteBuffer) {
    var data = data
    let code: UInt16? = data.readInteger()
    guard code != nil || data.readableBytes == 0 else { return fail(context, 1002, "close code cut short") }
    guard code.map({ (1000...1003).contains($0) || (1007...1014).contains($0) || (3000...4999).contains($0) }) ?? true
    else { return fail(context, 1002, "close code out of range") }
    guard let reason = String(validating: data.readableBytesView, as: UTF8.self) else {
      return fail(context, 1007, "close reason that is not UTF-8")
    }
    if phase == .open {
      var answer = ByteBuffer()
      if let code { answer.writeInteger(code) }
      send(context, .connectionClose, answer)
    }
    end(context, .closed(code: code ?? 1005, reason: reason))
    context.close(promise: nil)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    context.fireChannelReadComplete()
    // Nobody may be iterating any more, but the peer's close frame is still to come.
    if phase == .closing { context.read() }
  }

  func channelInactive(context: ChannelHandlerContext) {
    paused = false
    resume(context)
    end(context, .closed(code: 1006, reason: ""))
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    case NIOWebSocketError.invalidFrameLength: fail(context, 1009, "frame over \(maxMessage) bytes")
    case let error as NIOWebSocketError: fail(context, 1002, String(describing: error))
    default:
      // The iterating side learns of it as an end, not as an error of its own.
      end(context, .closed(code: 1006, reason: String(describing: error)))
      context.close(promise: nil)
    }
  }

  private func fail(_ context: ChannelHandlerContext, _ code: UInt16, _ reason: String) {
    guard phase != .ended else { return }
    if phase == .open {
      var answer = ByteBuffer()
      answer.writeInteger(code)
      send(context, .connectionClose, answer)
    }
    end(context, .failed(code: code, reason: reason))
    context.close(promise: nil)
  }

  private func end(_ context: ChannelHandlerContext, _ event: WebSocketEvent) {
    guard phase != .ended else { return }
    phase = .ended
    timer?.cancel()
    context.fireChannelRead(wrapInboundOut(event))
  }

  // MARK: Out

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard phase == .open else {
      promise?.fail(WebFailure.closed)
      return
    }
    switch unwrapOutboundIn(data) {
    case .message(.text(let bytes)): send(context, .text, bytes, promise)
    case .message(.binary(let bytes)): send(context, .binary, bytes, promise)
    case .close(let code, let reason):
      paused = false
      resume(context)
      guard phase == .open else {
        promise?.fail(WebFailure.closed)
        return
      }
      phase = .closing
      var bytes = ByteBuffer()
      bytes.writeInteger(code)
      bytes.writeString(reason)
      send(context, .connectionClose, bytes, promise)
      timer?.cancel()
      timer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(2)) { context.close(promise: nil) }
      context.read()
    }
  }

  private func send(
    _ context: ChannelHandlerContext, _ opcode: WebSocketOpcode, _ bytes: ByteBuffer,
    _ promise: EventLoopPromise<Void>? = nil
  ) {
    let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: bytes)
    context.writeAndFlush(wrapOutboundOut(frame), promise: promise)
  }

  private func schedulePing(_ context: ChannelHandlerContext) {
    guard let pingInterval else { return }
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: pingInterval) { [self] in
      guard phase == .open else { return }
      guard !awaitingPong else { return fail(context, 1011, "no pong") }
      awaitingPong = true
      send(context, .ping, ByteBuffer())
      schedulePing(context)
    }
  }

  // MARK: Reading

  func read(context: ChannelHandlerContext) {
    if paused { readWanted = true } else { context.read() }
  }

  private func resume(_ context: ChannelHandlerContext) {
    let frames = held
    held = []
    for frame in frames { take(context, frame) }
    guard readWanted else { return }
    readWanted = false
    context.read()
  }

  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    guard let reading = event as? WebSocketReading else {
      context.triggerUserOutboundEvent(event, promise: promise)
      return
    }
    paused = !reading.on
    if !paused { resume(context) }
    promise?.succeed()
  }
}
