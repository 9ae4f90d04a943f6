public import PatchBase

/// Base64 as RFC 4648 section 4 writes it: padded, no line breaks.
///
/// Strict both ways: there is exactly one text for each row of bytes. Missing or surplus padding, a character outside the
/// alphabet and bits that are left over but not zero are `Fault.malformed`.
public enum Base64 {
  /// How many characters `count` bytes become.
  public static func encodedCount(_ count: Int) -> Int { (count + 2) / 3 * 4 }

  /// Room that surely holds what `count` characters decode to: at most two bytes more than it will be.
  public static func decodedCapacity(_ count: Int) -> Int { count / 4 * 3 }

  /// How many bytes `text` decodes to if it is well-formed, from its length and padding alone.
  public static func decodedCount(_ text: Span<UInt8>) -> Int {
    let count = text.count
    guard count >= 4 else { return 0 }
    let padding = text[count - 1] != 0x3D ? 0 : text[count - 2] != 0x3D ? 1 : 2
    return count / 4 * 3 - padding
  }

  /// Decodes all of `text` and returns how many bytes that gave. `Fault.noSpace` says how many it takes.
  public static func decode(_ text: Span<UInt8>, into bytes: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    guard text.count % 4 == 0 else { throw .malformed }
    let length = decodedCount(text)
    guard bytes.count >= length else { throw .noSpace(needed: length) }
    var out = bytes.window(0..<length)
    let groups = wholeGroups(text, into: &out)
    if groups * 4 == text.count { return length }
    guard text.count - groups * 4 == 4 else { throw .malformed }
    return try lastGroup(text.word4(at: groups * 4), into: &out, at: groups * 3)
  }

  /// Encodes all of `bytes` and returns how many characters that gave. `Fault.noSpace` says how many it takes.
  public static func encode(_ bytes: Span<UInt8>, into text: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    let length = encodedCount(bytes.count)
    guard text.count >= length else { throw .noSpace(needed: length) }
    var out = text.window(0..<length)
    return encode(whole: bytes, into: &out)
  }

  /// Encodes into room of exactly `encodedCount(bytes.count)`.
  @_optimize(speed)
  static func encode(whole bytes: Span<UInt8>, into text: inout MutableSpan<UInt8>) -> Int {
    let alphabet = Base64Tables.alphabet.span
    let groups = min(bytes.count / 3, text.count / 4)
    var group = 0
    // Two groups a round while eight bytes may be read, of which six are used.
    while groups - group >= 2, bytes.count - group * 3 >= 8 {
      let word = bytes.word(at: group * 3).byteSwapped
      var characters: UInt64 = 0
      for i in 0..<8 {
        characters |= UInt64(alphabet[Int(word >> UInt64(58 - 6 * i)) & 63]) << UInt64(8 * i)
      }
      text.setWord(characters, at: group * 4)
      group += 2
    }
    while group < groups {
      let a = bytes[group * 3], b = bytes[group * 3 + 1], c = bytes[group * 3 + 2]
      text[group * 4] = alphabet[Int(a >> 2)]
      text[group * 4 + 1] = alphabet[Int((a & 3) << 4 | b >> 4)]
      text[group * 4 + 2] = alphabet[Int((b & 15) << 2 | c >> 6)]
      text[group * 4 + 3] = alphabet[Int(c & 63)]
      group += 1
    }
    let left = bytes.count - groups * 3
    if left > 0 {
      let a = bytes[groups * 3], b = left == 2 ? bytes[groups * 3 + 1] : 0
      text[groups * 4] = alphabet[Int(a >> 2)]
      text[groups * 4 + 1] = alphabet[Int((a & 3) << 4 | b >> 4)]
      text[groups * 4 + 2] = left == 2 ? alphabet[Int((b & 15) << 2)] : 0x3D
      text[groups * 4 + 3] = 0x3D
    }
    return text.count
  }

  /// Decodes groups of four until one has a character outside the alphabet, or room or text ends. Returns how many.
  @_optimize(speed)
  static func wholeGroups(_ text: Span<UInt8>, into bytes: inout MutableSpan<UInt8>) -> Int {
    let groups = min(text.count / 4, bytes.count / 3)
    var group = 0
    // Two groups a round while eight bytes may be stored; the two beyond the six are overwritten afterwards.
    while groups - group >= 2, bytes.count - group * 3 >= 8 {
      let word = text.word(at: group * 4)
      let a = wide(word), b = wide(word >> 8), c = wide(word >> 16), d = wide(word >> 24)
      let e = wide(word >> 32), f = wide(word >> 40), g = wide(word >> 48), h = wide(word >> 56)
      if (a | b | c | d | e | f | g | h) & 0x80 != 0 { break }
      let first = a << 58 | b << 52 | c << 46 | d << 40
      let second = e << 34 | f << 28 | g << 22 | h << 16
      bytes.setWord((first | second).byteSwapped, at: group * 3)
      group += 2
    }
    while group < groups {
      let a = value(text[group * 4]), b = value(text[group * 4 + 1])
      let c = value(text[group * 4 + 2]), d = value(text[group * 4 + 3])
      if (a | b | c | d) & 0x80 != 0 { break }
      bytes[group * 3] = a << 2 | b >> 4
      bytes[group * 3 + 1] = b << 4 | c >> 2
      bytes[group * 3 + 2] = c << 6 | d
      group += 1
    }
    return group
  }

  /// What a character stands for; above 127 when it is not in the alphabet.
  @inline(__always)
  private static func value(_ character: UInt8) -> UInt8 { Base64Tables.values[Int(character)] }

  /// The same of the lowest byte of a word, in a word.
  @inline(__always)
  private static func wide(_ word: UInt64) -> UInt64 { UInt64(value(UInt8(truncatingIfNeeded: word))) }

  /// Decodes a padded group, its first character least significant, to `offset`. Returns where the bytes now end.
  static func lastGroup(
    _ group: UInt32, into bytes: inout MutableSpan<UInt8>, at offset: Int
  ) throws(Fault) -> Int {
    let a = value(UInt8(truncatingIfNeeded: group)), b = value(UInt8(truncatingIfNeeded: group >> 8))
    let c = UInt8(truncatingIfNeeded: group >> 16), d = UInt8(truncatingIfNeeded: group >> 24)
    guard (a | b) & 0x80 == 0, d == 0x3D else { throw .malformed }
    if c == 0x3D {
      guard b & 15 == 0 else { throw .malformed }
      guard bytes.count - offset >= 1 else { throw .noSpace(needed: offset + 1) }
      bytes[offset] = a << 2 | b >> 4
      return offset + 1
    }
    let third = value(c)
    guard third & 0x83 == 0 else { throw .malformed }
    guard bytes.count - offset >= 2 else { throw .noSpace(needed: offset + 2) }
    bytes[offset] = a << 2 | b >> 4
    bytes[offset + 1] = b << 4 | third >> 2
    return offset + 2
  }

  /// Decodes text that stands in `bytes` to the start of `bytes`.
  static func decode(inPlace bytes: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    guard bytes.count % 4 == 0 else { throw .malformed }
    for group in 0..<bytes.count / 4 {
      let text = (bytes[group * 4], bytes[group * 4 + 1], bytes[group * 4 + 2], bytes[group * 4 + 3])
      let a = value(text.0), b = value(text.1), c = value(text.2), d = value(text.3)
      if (a | b | c | d) & 0x80 != 0 {
        guard group == bytes.count / 4 - 1 else { throw .malformed }
        let last = UInt32(text.0) | UInt32(text.1) << 8 | UInt32(text.2) << 16 | UInt32(text.3) << 24
        return try lastGroup(last, into: &bytes, at: group * 3)
      }
      bytes[group * 3] = a << 2 | b >> 4
      bytes[group * 3 + 1] = b << 4 | c >> 2
      bytes[group * 3 + 2] = c << 6 | d
    }
    return bytes.count / 4 * 3
  }
}

extension Span<UInt8> {
  /// Four bytes from `offset` on as one number, the first least significant.
  func word4(at offset: Int) -> UInt32 {
    UInt32(self[offset]) | UInt32(self[offset + 1]) << 8 | UInt32(self[offset + 2]) << 16
      | UInt32(self[offset + 3]) << 24
  }
}
