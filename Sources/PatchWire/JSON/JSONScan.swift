internal import PatchBase

/// Walking over the bytes of strings.
enum JSONScan {
  /// The first byte at or after `start` that may not simply be passed over: a quote, a backslash, a control character,
  /// or a byte outside ASCII. `text.count` when there is none.
  @_optimize(speed)
  static func plainEnd(_ text: Span<UInt8>, from start: Int) -> Int {
    var i = start
    // Eight bytes at a time. A subtraction borrows only above a byte that is marked itself, so the lowest mark is exact.
    let ones: UInt64 = 0x0101_0101_0101_0101
    while text.count - i >= 8 {
      let word = text.word(at: i)
      let quote = word ^ (ones &* 0x22)
      let backslash = word ^ (ones &* 0x5C)
      let marks = ((quote &- ones) | (backslash &- ones) | (word &- ones &* 0x20) | word) & (ones &* 0x80)
      if marks != 0 { return i + marks.trailingZeroBitCount / 8 }
      i += 8
    }
    while i < text.count {
      let byte = text[i]
      if byte < 0x20 || byte >= 0x80 || byte == 0x22 || byte == 0x5C { return i }
      i += 1
    }
    return i
  }

  /// The length of the UTF-8 sequence at `i`, 2 to 4 bytes; nil when RFC 3629 does not allow it (cut short, overlong, a
  /// surrogate, above U+10FFFF). The byte at `i` is not ASCII.
  static func sequenceLength(_ text: Span<UInt8>, at i: Int) -> Int? {
    let length: Int
    // What the second byte may be; the others are 80…BF.
    let second: ClosedRange<UInt8>
    switch text[i] {
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return nil
    }
    guard text.count - i >= length, second.contains(text[i + 1]) else { return nil }
    for k in 2..<max(length, 2) where text[i + k] & 0xC0 != 0x80 { return nil }
    return length
  }

  /// The value of a hexadecimal digit.
  static func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x37)
    case 0x61...0x66: UInt32(byte - 0x57)
    default: nil
    }
  }

  /// The four hexadecimal digits from `i` on, as a number; nil when they are not there.
  static func unit(_ text: Span<UInt8>, at i: Int) -> UInt32? {
    guard text.count - i >= 4 else { return nil }
    var value: UInt32 = 0
    for k in 0..<4 {
      guard let digit = hexadecimal(text[i + k]) else { return nil }
      value = value << 4 | digit
    }
    return value
  }
}
