internal import PatchBase

/// One element of a header extension.
public struct RTPExtension: Sendable {
  /// ssrc-audio-level (RFC 6464): one byte, a bit for voice and −dBov.
  public static let audioLevel: UInt8 = 1
  /// Discord's speaking flags: one byte, 1 priority, 2 voice, 4 shared sound.
  public static let speaking: UInt8 = 9

  public let id: UInt8
  /// Its bytes in the packet.
  public let data: Range<Int>
}

/// Walks over the elements of a packet's header extension (RFC 8285), one-byte and two-byte form.
public struct RTPExtensions: ~Escapable {
  private let packet: Span<UInt8>
  private let end: Int
  private let isLong: Bool
  private var offset: Int

  /// `read` is what `packet` was read as.
  @_lifetime(copy packet)
  public init(_ packet: Span<UInt8>, _ read: RTPPacket) {
    self.packet = packet
    isLong = read.extensionProfile >> 4 == 0x100
    offset = read.extensionBody.lowerBound
    // Of an unknown form there is nothing to walk over.
    end = isLong || read.extensionProfile == 0xBEDE ? min(read.extensionBody.upperBound, packet.count) : offset
  }

  /// The next element; nil at the end, or where the rest is damaged.
  @_lifetime(self: copy self)
  public mutating func next() -> RTPExtension? {
    while offset < end, packet[offset] == 0 { offset += 1 }  // padding
    guard offset + (isLong ? 2 : 1) <= end else { return nil }
    let id = isLong ? packet[offset] : packet[offset] >> 4
    let count = isLong ? Int(packet[offset + 1]) : Int(packet[offset] & 0x0F) + 1
    let start = offset + (isLong ? 2 : 1)
    guard start + count <= end, isLong || id != 15 else {
      offset = end
      return nil
    }
    offset = start + count
    return RTPExtension(id: id, data: start..<start + count)
  }
}
