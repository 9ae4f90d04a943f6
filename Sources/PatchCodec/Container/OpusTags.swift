public import PatchBase

/// The second packet of an Ogg Opus stream (RFC 7845 section 5.2): who encoded it, and `NAME=value` comments.
public struct OpusTags: Equatable, Sendable {
  /// Where the encoder's name lies in the packet.
  public let vendor: Range<Int>
  /// How many comments follow it.
  public let count: Int
  private let firstComment: Int

  /// True when `packet` begins as OpusTags does.
  public static func isTags(_ packet: Span<UInt8>) -> Bool { begins(packet, "OpusTags") }

  /// Reads the packet, checking every length. Throws `malformed`.
  public init(_ packet: Span<UInt8>) throws(Fault) {
    guard OpusTags.isTags(packet) else { throw .malformed }
    var reader = ByteReader(packet)
    _ = try reader.take(8)
    vendor = try OpusTags.string(&reader)
    let claimed = try reader.little(4)
    firstComment = reader.offset
    // Each comment has at least its length, so a count that lies ends with the packet.
    guard claimed <= UInt64(reader.remaining / 4) else { throw .malformed }
    count = Int(claimed)
    for _ in 0..<count { _ = try OpusTags.string(&reader) }
  }

  /// The place of the comment after the one at `previous`, or of the first; nil after the last. `packet` is the one
  /// that was read.
  public func comment(after previous: Range<Int>? = nil, in packet: Span<UInt8>) -> Range<Int>? {
    var reader = ByteReader(packet)
    guard count > 0, (try? reader.take(previous?.upperBound ?? firstComment)) != nil else { return nil }
    return try? OpusTags.string(&reader)
  }

  /// Writes a packet that names the encoder and one comment, `ENCODER=phonepatch`. Throws `noSpace`.
  public static func write(vendor: Span<UInt8>, into out: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    var writer = ByteWriter(out.window(0..<out.count))
    writer.append("OpusTags")
    writer.little(UInt64(vendor.count), 4)
    writer.append(vendor)
    writer.little(1, 4)
    writer.little(18, 4)
    writer.append("ENCODER=phonepatch")
    return try writer.finish()
  }

  private static func string(_ reader: inout ByteReader) throws(Fault) -> Range<Int> {
    let length = try reader.little(4)
    return try reader.take(Int(length))
  }
}
