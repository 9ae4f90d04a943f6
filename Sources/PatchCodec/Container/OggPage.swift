internal import PatchBase

/// The head of one Ogg page (RFC 3533 section 6).
struct OggPage {
  var isContinued: Bool
  var isFirst: Bool
  var isLast: Bool
  var granule: Int64
  var serial: UInt32
  var sequence: UInt32
  /// Entries of the lacing table: 0 to 255.
  var segments: Int
  /// The index of the last entry that ends a packet, or -1 when none ends here.
  var lastEnd: Int
  /// Where the packets' bytes begin.
  var bodyStart: Int
  /// The length of the whole page.
  var length: Int

  /// 27 bytes of head, 255 lacing values, 255 segments of 255 bytes.
  static let maximumBytes = 27 + 255 + 255 * 255

  enum Reading {
    case whole(OggPage)
    /// It may be a page, but not all of it is here.
    case short
    /// It is not one. `isPage`: it would be, but for its checksum.
    case bad(isPage: Bool)
  }

  /// How many bytes to pass over until something that may be the start of a page.
  static func find(in bytes: Span<UInt8>) -> Int {
    for start in 0..<bytes.count where bytes[start] == 0x4F {
      let length = min(4, bytes.count - start)
      var fits = true
      for i in 1..<4 where i < length && bytes[start + i] != (i == 3 ? 0x53 : 0x67) { fits = false }
      if fits { return start }
    }
    return bytes.count
  }

  /// Reads the page at the start of `bytes`, which `find` found.
  static func read(_ bytes: Span<UInt8>) -> Reading {
    guard bytes.count >= 5 else { return .short }
    guard bytes[4] == 0 else { return .bad(isPage: false) }  // the version
    guard bytes.count >= 27 else { return .short }
    let segments = Int(bytes[26])
    let bodyStart = 27 + segments
    guard bytes.count >= bodyStart else { return .short }
    var length = bodyStart
    var lastEnd = -1
    for i in 0..<segments {
      let lacing = bytes[27 + i]
      length += Int(lacing)
      if lacing < 255 { lastEnd = i }
    }
    guard bytes.count >= length else { return .short }
    guard OggChecksum.page(bytes.window(0..<length)) == UInt32(little(bytes, 22, 4)) else {
      return .bad(isPage: true)
    }
    let flags = bytes[5]
    return .whole(
      OggPage(
        isContinued: flags & 1 != 0, isFirst: flags & 2 != 0, isLast: flags & 4 != 0,
        granule: Int64(bitPattern: little(bytes, 6, 8)), serial: UInt32(little(bytes, 14, 4)),
        sequence: UInt32(little(bytes, 18, 4)), segments: segments, lastEnd: lastEnd, bodyStart: bodyStart,
        length: length))
  }

  private static func little(_ bytes: Span<UInt8>, _ offset: Int, _ width: Int) -> UInt64 {
    var value: UInt64 = 0
    for i in 0..<width { value |= UInt64(bytes[offset + i]) << UInt64(8 * i) }
    return value
  }
}
