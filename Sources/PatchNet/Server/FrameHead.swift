import NIOCore
import NIOWebSocket

/// What stands before a frame's payload (RFC 6455, 5.2).
struct FrameHead: Equatable {
  let fin: Bool
  /// One of the reserved bits is set.
  let isReserved: Bool
  let opcode: WebSocketOpcode
  /// As it came, the first byte the highest.
  let key: UInt32?
  /// Of the payload, in bytes; what no number holds counts as the greatest.
  let length: Int
  /// Of the head itself.
  let size: Int

  var isControl: Bool { opcode.isControlOpcode }

  /// Nil while bytes are missing.
  init?(_ bytes: ByteBuffer) {
    let start = bytes.readerIndex
    guard let two = bytes.getInteger(at: start, as: UInt16.self) else { return nil }
    var size = 2
    switch two & 127 {
    case 126:
      guard let word = bytes.getInteger(at: start + 2, as: UInt16.self) else { return nil }
      (length, size) = (Int(word), 4)
    case 127:
      guard let long = bytes.getInteger(at: start + 2, as: UInt64.self) else { return nil }
      (length, size) = (Int(clamping: long), 10)
    case let short: length = Int(short)
    }
    if two & 128 != 0 {
      guard let key = bytes.getInteger(at: start + size, as: UInt32.self) else { return nil }
      self.key = key
      size += 4
    } else {
      key = nil
    }
    guard let opcode = WebSocketOpcode(encodedWebSocketOpcode: UInt8(two >> 8 & 15)) else { return nil }
    self.opcode = opcode
    self.size = size
    fin = two & 0x8000 != 0
    isReserved = two & 0x7000 != 0
  }
}

extension ByteBuffer {
  /// Makes this a server's frame, whole and without a mask.
  mutating func becomeFrame(_ opcode: WebSocketOpcode, _ payload: RawSpan) {
    let length = payload.byteCount
    let first = 0x80 | UInt8(webSocketOpcode: opcode)
    clear(minimumCapacity: 10 + length)
    switch length {
    case ..<126: writeMultipleIntegers(first, UInt8(length))
    case ..<65_536: writeMultipleIntegers(first, 126 as UInt8, UInt16(length))
    default: writeMultipleIntegers(first, 127 as UInt8, UInt64(length))
    }
    writeBytes(payload)
  }

  /// Makes this the `length` bytes at the beginning of `masked`, with the mask taken off.
  mutating func unmask(_ masked: ByteBuffer, _ length: Int, key: UInt32) {
    clear(minimumCapacity: length)
    writeWithUnsafeMutableBytes(minimumWritableBytes: length) { into in
      masked.withUnsafeReadableBytes { from in
        let word = key.bigEndian
        let wide = UInt64(word) << 32 | UInt64(word)
        var at = 0
        while at + 8 <= length {
          into.storeBytes(
            of: from.loadUnaligned(fromByteOffset: at, as: UInt64.self) ^ wide, toByteOffset: at, as: UInt64.self)
          at += 8
        }
        while at < length {
          into[at] = from[at] ^ UInt8(truncatingIfNeeded: key >> UInt32(24 - (at & 3) * 8))
          at += 1
        }
        return length
      }
    }
  }
}
