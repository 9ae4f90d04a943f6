internal import PatchBase

/// What stands behind the media of a DAVE frame: tag, nonce, the ranges left in the clear, its own size and a marker.
public struct FrameTrailer: Sendable {
  static let tagCount = 8
  /// Tag, one byte of nonce, size and marker.
  static let leastCount = 12

  /// Bytes of media, in the clear and encrypted.
  public let mediaCount: Int
  /// Where the list of clear ranges stands.
  let ranges: Range<Int>
  /// The sender's count of its frames: its lowest 32 bits.
  public let nonce: UInt32

  /// Reads the end of `frame`; nil when it is no DAVE frame, but media in the clear or damaged.
  public init?(_ frame: Span<UInt8>) {
    let end = frame.count - 3
    guard FrameTrailer.hasMarker(frame), end >= 8 else { return nil }
    let size = Int(frame[end])
    guard size >= 11, size <= frame.count else { return nil }
    let media = frame.count - size
    var offset = media + FrameTrailer.tagCount
    guard let number = FrameTrailer.number(frame, &offset, end) else { return nil }
    let first = offset
    // Ascending, apart from each other and inside the media.
    var last: UInt64 = 0
    while offset < end {
      guard let start = FrameTrailer.number(frame, &offset, end), let count = FrameTrailer.number(frame, &offset, end),
        start >= last, start <= UInt64(media), count <= UInt64(media) - start
      else { return nil }
      last = start + count
    }
    mediaCount = media
    ranges = first..<end
    nonce = UInt32(truncatingIfNeeded: number)
  }

  /// The clear range that stands at `offset` of the list, which moves on; nil at its end.
  func range(_ frame: Span<UInt8>, _ offset: inout Int) -> Range<Int>? {
    guard offset < ranges.upperBound, let start = FrameTrailer.number(frame, &offset, ranges.upperBound),
      let count = FrameTrailer.number(frame, &offset, ranges.upperBound)
    else { return nil }
    return Int(start)..<Int(start) + Int(count)
  }

  /// True when the last two bytes say that this is a DAVE frame.
  static func hasMarker(_ frame: Span<UInt8>) -> Bool {
    frame.count >= 2 && frame[frame.count - 2] == 0xFA && frame[frame.count - 1] == 0xFA
  }

  /// An unsigned LEB128 number before `end`, not necessarily the shortest; bits above the 64th are dropped.
  @inline(never)
  private static func number(_ frame: Span<UInt8>, _ offset: inout Int, _ end: Int) -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while offset < end {
      let byte = frame[offset]
      offset += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
      shift += 7
    }
    return nil
  }
}
