/// Datagrams that are not media: a client asks for its own address, or keeps its port open.
enum VoiceDiscovery {
  /// The identifier of who asks, or nil when this is no question.
  static func question(_ bytes: [UInt8]) -> UInt32? {
    // Some clients send four bytes more than they say.
    guard (74...78).contains(bytes.count), bytes[0] == 0, bytes[1] == 1, bytes[2] == 0, bytes[3] == 70 else {
      return nil
    }
    return bytes[4..<8].reduce(0) { $0 << 8 | UInt32($1) }
  }

  static func answer(_ ssrc: UInt32, address: String, port: Int) -> [UInt8] {
    var bytes: [UInt8] = [0, 2, 0, 70]
    bytes += (0..<4).map { UInt8(truncatingIfNeeded: ssrc >> (24 - 8 * $0)) }
    let text = Array(address.utf8.prefix(63))
    bytes += text + [UInt8](repeating: 0, count: 64 - text.count)
    return bytes + [UInt8(port >> 8 & 0xFF), UInt8(port & 0xFF)]
  }

  /// What to answer to a keepalive; nil when this is none.
  static func echo(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count == 8 else { return nil }
    return bytes.starts(with: [0x13, 0x37, 0xCA, 0xFE]) ? [0x13, 0x37, 0xF0, 0x0D] + bytes[4...] : bytes
  }
}
