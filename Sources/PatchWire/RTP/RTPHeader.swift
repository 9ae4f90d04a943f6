public import PatchBase

/// The fixed header of an RTP packet to send (RFC 3550 section 5.1): no sources, no extension, no padding.
public struct RTPHeader: Sendable {
  /// Bytes that it takes.
  public static let byteCount = 12
  public var marker = false
  /// 0…127. Discord's sound is 120.
  public var payloadType: UInt8
  public var sequence: UInt16
  /// In samples per channel of the codec's clock.
  public var timestamp: UInt32
  public var ssrc: UInt32

  public init(marker: Bool = false, payloadType: UInt8, sequence: UInt16, timestamp: UInt32, ssrc: UInt32) {
    self.marker = marker
    self.payloadType = payloadType
    self.sequence = sequence
    self.timestamp = timestamp
    self.ssrc = ssrc
  }

  /// Writes the 12 bytes to the start of `packet` and returns their number.
  public func write(into packet: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    guard packet.count >= RTPHeader.byteCount else { throw .noSpace(needed: RTPHeader.byteCount) }
    packet[0] = 0x80
    packet[1] = payloadType & 0x7F | (marker ? 0x80 : 0)
    packet[2] = UInt8(truncatingIfNeeded: sequence >> 8)
    packet[3] = UInt8(truncatingIfNeeded: sequence)
    for i in 0..<4 {
      packet[4 + i] = UInt8(truncatingIfNeeded: timestamp >> UInt32(24 - 8 * i))
      packet[8 + i] = UInt8(truncatingIfNeeded: ssrc >> UInt32(24 - 8 * i))
    }
    return RTPHeader.byteCount
  }
}
