/// A part of a file that a request asks for (RFC 9110, 14.2).
enum ByteRange: Equatable {
  /// Not a range of ours: all of it.
  case whole
  case part(Range<Int>)
  /// None of it is there.
  case none

  /// One range of bytes; several at once are answered with the whole.
  static func of(_ text: String, length: Int) -> ByteRange {
    guard text.hasPrefix("bytes="), !text.contains(",") else { return .whole }
    let pair = text.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard pair.count == 2 else { return .whole }
    let (first, last) = (pair[0].isEmpty ? nil : Int(pair[0]), pair[1].isEmpty ? nil : Int(pair[1]))
    guard (first != nil || pair[0].isEmpty) && (last != nil || pair[1].isEmpty) else { return .whole }
    switch (first, last) {
    case (nil, nil): return .whole
    case (nil, let suffix?): return suffix > 0 && length > 0 ? .part(max(length - suffix, 0)..<length) : .none
    case (let begin?, nil): return begin < length && begin >= 0 ? .part(begin..<length) : .none
    case (let begin?, let end?):
      guard begin <= end, begin >= 0 else { return .whole }
      return begin < length ? .part(begin..<min(end, length - 1) + 1) : .none
    }
  }
}
