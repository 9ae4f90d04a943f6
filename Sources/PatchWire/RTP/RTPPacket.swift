public import PatchBase

/// An RTP packet as it was read (RFC 3550 section 5.1): the fields of its header and where its parts lie.
public struct RTPPacket: Sendable {
  public let marker: Bool
  /// 0…127.
  public let payloadType: UInt8
  public let sequence: UInt16
  public let timestamp: UInt32
  public let ssrc: UInt32
  /// The contributing sources, four bytes each.
  public let sources: Range<Int>
  /// What the extension's first two bytes say; 0 when there is none.
  public let extensionProfile: UInt16
  /// The extension without its first four bytes; empty when there is none.
  public let extensionBody: Range<Int>
  /// What the codec gets: behind the extension, in front of the padding. Never empty.
  public let payload: Range<Int>
  /// How many bytes of padding stand behind the payload.
  public let paddingCount: Int

  /// Reads one packet in the clear.
  ///
  /// `Fault.malformed`: another version than 2, a header or extension longer than the packet, padding of no bytes or of
  /// more than there are, or no payload.
  public init(_ packet: Span<UInt8>) throws(Fault) {
    var reader = ByteReader(packet)
    let first = try reader.byte(), second = try reader.byte()
    guard first >> 6 == 2 else { throw .malformed }
    marker = second & 0x80 != 0
    payloadType = second & 0x7F
    sequence = UInt16(truncatingIfNeeded: try reader.big(2))
    timestamp = UInt32(truncatingIfNeeded: try reader.big(4))
    ssrc = UInt32(truncatingIfNeeded: try reader.big(4))
    sources = try reader.take(4 * Int(first & 0x0F))
    var profile: UInt16 = 0
    var body = reader.offset..<reader.offset
    if first & 0x10 != 0 {
      profile = UInt16(truncatingIfNeeded: try reader.big(2))
      let words = Int(try reader.big(2))
      body = try reader.take(4 * words)
    }
    extensionProfile = profile
    extensionBody = body
    var padding = 0
    if first & 0x20 != 0 {
      guard reader.remaining > 0 else { throw .malformed }
      padding = Int(packet[packet.count - 1])
      guard padding >= 1 else { throw .malformed }
    }
    guard reader.remaining > padding else { throw .malformed }
    paddingCount = padding
    payload = reader.offset..<packet.count - padding
  }

  /// True for a packet of RTCP, which shares the port: its second byte is 200…206.
  public static func isControl(_ packet: Span<UInt8>) -> Bool {
    packet.count >= 2 && packet[1] >= 200 && packet[1] <= 206
  }
}
