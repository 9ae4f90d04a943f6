public import PatchBase

/// Asks a voice server where it sees us: 74 bytes each way.
public enum VoiceDiscovery {
  public static let length = 74

  /// Writes a request.
  public static func request(ssrc: UInt32, into out: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    guard out.count >= length else { throw .noSpace(needed: length) }
    var all = out.window(0..<length)
    all.fill(with: 0)
    var writer = ByteWriter(all)
    writer.big(1, 2)
    writer.big(70, 2)
    writer.big(UInt64(ssrc), 4)
    return length
  }

  /// Reads a response to our request: where the text of the address stands in it, and the port. Nil for anything else.
  public static func response(_ bytes: Span<UInt8>, ssrc: UInt32) -> (address: Range<Int>, port: UInt16)? {
    guard bytes.count == length, number(bytes, 0, 2) == 2, number(bytes, 2, 2) == 70,
      number(bytes, 4, 4) == UInt64(ssrc)
    else { return nil }
    var end = 8
    while end < 72, bytes[end] != 0 {
      // An address, and nothing that would be a surprise in a JSON text.
      switch bytes[end] {
      case 0x2E, 0x30...0x3A, 0x41...0x46, 0x61...0x66: end += 1
      default: return nil
      }
    }
    let port = UInt16(truncatingIfNeeded: number(bytes, 72, 2))
    guard end > 8, port != 0 else { return nil }
    return (8..<end, port)
  }

  private static func number(_ bytes: Span<UInt8>, _ start: Int, _ width: Int) -> UInt64 {
    var value: UInt64 = 0
    for i in start..<start + width { value = value << 8 | UInt64(bytes[i]) }
    return value
  }
}
