import NIOCore

/// The outer form of `zlib-stream` and `zstd-stream`: one endless stream over all messages, flushed after each. Nothing is made
/// smaller, which decoders do not mind, and which needs no library.
enum StreamCompression: String, Sendable {
  case zlib = "zlib-stream"
  case zstd = "zstd-stream"

  /// The next piece of the stream.
  func wrap(_ text: String, isFirst: Bool) -> ByteBuffer {
    let bytes = Array(text.utf8)
    var out = ByteBuffer()
    switch self {
    case .zlib:
      // RFC 1950: deflate with a window of 32 KB.
      if isFirst { out.writeBytes([0x78, 0x01]) }
      for start in stride(from: 0, to: bytes.count, by: 65_535) {
        let piece = bytes[start..<min(start + 65_535, bytes.count)]
        // RFC 1951, 3.2.4: a stored block that is not the last.
        out.writeInteger(UInt8(0))
        out.writeInteger(UInt16(piece.count), endianness: .little)
        out.writeInteger(~UInt16(piece.count), endianness: .little)
        out.writeBytes(piece)
      }
      // An empty stored block ends each message: what clients look for.
      out.writeBytes([0, 0, 0, 0xFF, 0xFF])
    case .zstd:
      // RFC 8878, 3.1.1: a frame with a window of 1 MB and neither size nor checksum.
      if isFirst { out.writeBytes([0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x50]) }
      for start in stride(from: 0, to: bytes.count, by: 65_536) {
        let piece = bytes[start..<min(start + 65_536, bytes.count)]
        // A raw block that is not the last.
        let header = UInt32(piece.count) << 3
        out.writeBytes([UInt8(header & 255), UInt8(header >> 8 & 255), UInt8(header >> 16 & 255)])
        out.writeBytes(piece)
      }
    }
    return out
  }
}
