import NIOCore
import NIOWebSocket

/// Reads a client's frames, joins them to messages and refuses what RFC 6455 forbids: frames too long, a missing mask, reserved bits,
/// reserved opcodes, control frames in parts, stray or missing continuations, text that is not UTF-8, and close frames that say nothing
/// valid. NIO's decoder takes the mask off byte by byte and makes several buffers for each frame; at 50 frames a second and call that
/// shows.
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
  /// Of the last frame: its memory serves the next when nobody keeps it.
  private var payload = ByteBuffer()

  init(limit: Int) {
    self.limit = limit
  }

  /// Takes the next frame out of `bytes`; nil while it is not there as a whole. What breaks the rules stays where it is.
  mutating func next(from bytes: inout ByteBuffer) -> Outcome? {
    guard let head = FrameHead(bytes) else { return nil }
    if let violation = violation(head) { return violation }
    guard let key = head.key else { return .violation(1002, "frame not masked") }
    guard bytes.readableBytes - head.size >= head.length else { return nil }
    bytes.moveReaderIndex(forwardBy: head.size)
    payload.unmask(bytes, head.length, key: key)
    bytes.moveReaderIndex(forwardBy: head.length)
    defer { if payload.capacity > 8192 { payload = ByteBuffer() } }
    switch head.opcode {
    case .text, .binary: return begin(head)
    case .continuation: return proceed(head)
    case .ping: return .ping(payload)
    case .pong: return .pong
    default: return closing(payload)
    }
  }

  private func violation(_ head: FrameHead) -> Outcome? {
    guard head.length <= limit else { return .violation(1009, "message too big") }
    if head.isControl {
      guard head.fin else { return .violation(1002, "control frame in parts") }
      guard head.length <= 125 else { return .violation(1002, "control frame too long") }
    }
    guard !head.isReserved else { return .violation(1002, "reserved bit set") }
    switch head.opcode {
    case .text, .binary: return opcode == nil ? nil : .violation(1002, "continuation expected")
    case .continuation:
      guard opcode != nil else { return .violation(1002, "nothing to continue") }
      return gathered.readableBytes + head.length <= limit ? nil : .violation(1009, "message too big")
    case .ping, .pong, .connectionClose: return nil
    default: return .violation(1002, "reserved opcode")
    }
  }

  /// Lets go of a message that will not be finished.
  mutating func forget() {
    opcode = nil
    gathered = ByteBuffer()
  }

  private mutating func begin(_ head: FrameHead) -> Outcome {
    if head.fin { return finished(head.opcode, payload) }
    opcode = head.opcode
    gathered = payload
    return .more
  }

  private mutating func proceed(_ head: FrameHead) -> Outcome {
    gathered.writeImmutableBuffer(payload)
    guard head.fin, let opcode else { return .more }
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
