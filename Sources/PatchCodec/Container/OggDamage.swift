/// What an `OggReader` passed over.
public struct OggDamage: Equatable, Sendable {
  /// Bytes that belong to no page, those of damaged pages among them.
  public var skippedBytes: UInt64 = 0
  /// Pages whose checksum does not fit.
  public var badPages: UInt64 = 0
  /// Times that page numbers of our stream did not follow one another.
  public var gaps: UInt64 = 0
  /// Packets of which a part is missing.
  public var brokenPackets: UInt64 = 0
  /// Whole pages of other streams: video, other languages. Not damage, but not read.
  public var foreignPages: UInt64 = 0

  public init() {}

  /// True when nothing was damaged.
  public var isNone: Bool { skippedBytes == 0 && badPages == 0 && gaps == 0 && brokenPackets == 0 }
}
