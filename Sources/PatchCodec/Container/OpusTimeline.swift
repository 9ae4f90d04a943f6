/// Says which part of each decoded packet belongs to the sound (RFC 7845 section 4): not the encoder's delay at the
/// start, and at the end nothing beyond the last page's granule position. Counts in 48 kHz samples.
public struct OpusTimeline: Equatable, Sendable {
  private var skip: Int64
  private var decoded: Int64 = 0  // since the start of the stream
  private var origin: Int64?  // the granule position of the first decoded sample
  /// Samples of sound so far.
  public private(set) var length: Int64 = 0

  /// For a stream with this head.
  public init(_ head: OpusHead) { skip = Int64(head.preSkip) }

  /// Takes the next packet in, which decodes to `samples` (at 48 kHz, 0 to 5760), and returns the part to keep.
  public mutating func take(_ packet: OggPacket, samples: Int) -> Range<Int> {
    let before = decoded
    decoded += Int64(samples)
    if packet.endsPage, packet.granule >= 0, !packet.onLastPage {
      // Set by every page: pages that are missing move it. It may wrap only in a file that lies.
      origin = packet.granule &- decoded
    }
    var end = samples
    if packet.onLastPage, packet.granule >= 0 {
      // A stream of one page begins at 0, however little of that page counts.
      let wanted = packet.granule &- (origin ?? 0) &- before
      end = Int(max(0, min(wanted, Int64(samples))))
    }
    let start = Int(min(skip, Int64(samples)))
    skip -= Int64(start)
    let kept = start..<max(start, end)
    length += Int64(kept.count)
    return kept
  }
}
