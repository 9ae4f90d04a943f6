import NIOCore
import NIOWebSocket

/// Joins a client's frames to messages and refuses what RFC 6455 forbids and NIO lets through: a missing mask, reserved bits, reserved
/// opcodes, stray or missing continuations, text that is not UTF-8, and close frames that say nothing valid.
struct FrameAssembler {
  enum Outcome: Equatable {
    case message(WebSocketInput)
    case ping(ByteBuffer)
    case pong
    case more
    case violation(UInt16, String)
  }

  private let limit: Int
  private var opcode: WebSocketOpcode?
  private var gathered = ByteBuffer()

  init(limit: Int) {
    self.limit = limit
  }

  mutating func add(_ frame: WebSocketFrame) -> Outcome {
    guard !frame.rsv1, !frame.rsv2, !frame.rsv3 else { return .violation(1002, "reserved bit set") }
    guard frame.maskKey != nil else { return .violation(1002, "frame not masked") }
    switch frame.opcode {
    case .text, .binary: return begin(frame)
    case .continuation: return proceed(frame)
    case .ping: return .ping(frame.unmaskedData)
    case .pong: return .pong
    case .connectionClose: return closing(frame.unmaskedData)
    default: return .violation(1002, "reserved opcode")
    }
  }

  /// Lets go of a message that will not be finished.
  mutating func forget() {
    opcode = nil
    gathered = ByteBuffer()
  }

  private mutating func begin(_ frame: WebSocketFrame) -> Outcome {
    guard opcode == nil else { return .violation(1002, "continuation expected") }
    guard frame.length <= limit else { return .violation(1009, "message too big") }
    if frame.fin { return finished(frame.opcode, frame.unmaskedData) }
    opcode = frame.opcode
    gathered = frame.unmaskedData
    return .more
  }

  private mutating func proceed(_ frame: WebSocketFrame) -> Outcome {
    guard let opcode else { return .violation(1002, "nothing to continue") }
    guard gathered.readableBytes + frame.length <= limit else {
      return .violation(1009, "message too big")
    }
    var part = frame.unmaskedData
    gathered.writeBuffer(&part)
    guard frame.fin else { return .more }
    let whole = gathered
    forget()
    return finished(opcode, whole)
  }

  private func finished(_ opcode: WebSocketOpcode, _ data: ByteBuffer) -> Outcome {
    if opcode == .binary { return .message(.binary(data)) }
    guard isUTF8(data) else { return .violation(1007, "text is not UTF-8") }
    return .message(.text(data))
  }

  private func closing(_ data: ByteBuffer) -> Outcome {
    var data = data
    guard data.readableBytes > 0 else { return .message(.closed(code: 1005, reason: "")) }
    guard let number = data.readInteger(as: UInt16.self) else {
      return .violation(1002, "close code cut short")
    }
    switch number {
    case 1000...1003, 1007...1014, 3000...4999: break
    default: return .violation(1002, "close code out of range")
    }
    guard isUTF8(data) else { return .violation(1007, "close reason is not UTF-8") }
    return .message(.closed(code: number, reason: String(buffer: data)))
  }
}

private func isUTF8(_ buffer: ByteBuffer) -> Bool { (try? UTF8Span(validating: buffer.readableBytesUInt8Span)) != nil }
