/// What a client's packet holds, seen without any key.
enum MediaContent: Equatable, Sendable {
  /// End-to-end encrypted, with this counter.
  case encrypted(counter: UInt64)
  /// The three bytes of Opus that say silence; the only sound that may be in the clear.
  case silence
  /// Anything else.
  case plain

  init(_ frame: [UInt8]) {
    if frame == [0xF8, 0xFF, 0xFE] {
      self = .silence
    } else if let counter = Self.counter(frame) {
      self = .encrypted(counter: counter)
    } else {
      self = .plain
    }
  }

  /// The counter in the trailer of a DAVE frame; nil when this is none.
  private static func counter(_ frame: [UInt8]) -> UInt64? {
    let count = frame.count
    guard count >= 11, frame[count - 1] == 0xFA, frame[count - 2] == 0xFA else { return nil }
    let size = Int(frame[count - 3])
    guard size >= 11, size <= count else { return nil }
    var offset = count - size + 8  // behind the tag
    let end = count - 3
    guard let counter = number(frame, &offset, end) else { return nil }
    var position: UInt64 = 0
    while offset < end {
      guard let start = number(frame, &offset, end), let length = number(frame, &offset, end),
        start >= position, start + length <= UInt64(count - size)
      else { return nil }
      position = start + length
    }
    return counter
  }

  private static func number(_ frame: [UInt8], _ offset: inout Int, _ end: Int) -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while offset < end {
      let byte = frame[offset]
      offset += 1
      if shift < 32 { value |= UInt64(byte & 0x7F) << shift }
      if byte & 0x80 == 0 { return value & 0xFFFF_FFFF }
      shift += 7
    }
    return nil
  }
}
