/// One packet of an Ogg stream and what its page says about it. The bytes are `OggReader.packet`.
public struct OggPacket: Equatable, Sendable {
  /// Its length in bytes.
  public var length: Int
  /// True for the first packet of a stream, which is the OpusHead.
  public var isFirst: Bool
  /// True for the last packet that ends on its page.
  public var endsPage: Bool
  /// True when its page is marked as the last of the stream.
  public var onLastPage: Bool
  /// The page's granule position: for Opus the 48 kHz samples up to the end of the page's last packet. -1 for none.
  public var granule: Int64
  /// True when packets before this one are missing.
  public var afterGap: Bool
  /// True when the packet was longer than the reader's capacity, which is all of it that is here.
  public var isCut: Bool
  /// Where its page begins in the file.
  public var pageOffset: UInt64

  public init(
    length: Int, isFirst: Bool, endsPage: Bool, onLastPage: Bool, granule: Int64, afterGap: Bool, isCut: Bool,
    pageOffset: UInt64
  ) {
    self.length = length
    self.isFirst = isFirst
    self.endsPage = endsPage
    self.onLastPage = onLastPage
    self.granule = granule
    self.afterGap = afterGap
    self.isCut = isCut
    self.pageOffset = pageOffset
  }
}
