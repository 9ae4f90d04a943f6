public import PatchBase

/// One packet of a compound RTCP packet (RFC 3550 section 6).
public struct RTCPPacket: Sendable {
  public static let senderReport: UInt8 = 200
  public static let receiverReport: UInt8 = 201

  /// 200 sender report, 201 receiver report, 202 source description, 203 bye, …
  public let type: UInt8
  /// The five bits behind the version: how many report blocks, or a subtype.
  public let count: Int
  /// Whose packet it is; 0 when it is too short to say.
  public let ssrc: UInt32
  /// What follows the first eight bytes, padding cut.
  public let body: Range<Int>
}

/// Walks over the packets of a compound RTCP packet in the clear.
public struct RTCPReader: ~Escapable {
  private var reader: ByteReader

  @_lifetime(copy packet)
  public init(_ packet: Span<UInt8>) { reader = ByteReader(packet) }

  /// The next packet; nil at the end. `Fault.malformed` for another version or a length beyond the end.
  @_lifetime(self: copy self)
  public mutating func next() throws(Fault) -> RTCPPacket? {
    guard reader.remaining > 0 else { return nil }
    let first = try reader.byte(), type = try reader.byte()
    guard first >> 6 == 2 else { throw .malformed }
    let body = try reader.take(4 * Int(try reader.big(2)))
    var end = body.upperBound
    if first & 0x20 != 0 {
      guard !body.isEmpty else { throw .malformed }
      let padding = Int(reader.bytes[end - 1])
      guard padding >= 1, padding <= body.count else { throw .malformed }
      end -= padding
    }
    var ssrc: UInt32 = 0
    let start = min(body.lowerBound + 4, end)
    if start - body.lowerBound == 4 {
      for i in body.lowerBound..<start { ssrc = ssrc << 8 | UInt32(reader.bytes[i]) }
    }
    return RTCPPacket(type: type, count: Int(first & 0x1F), ssrc: ssrc, body: start..<end)
  }
}
