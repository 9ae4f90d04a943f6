/// Finds a member that an object has twice: Foundation's reader keeps one of them and says nothing.
enum RepeatedMember {
  /// The first such name in a text that is known to be JSON, as it is written there.
  static func find(_ text: [UInt8]) -> String? {
    var objects: [Set<ArraySlice<UInt8>>] = []
    var index = 0
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): objects.append([])
      case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = objects.popLast()
      case UInt8(ascii: "\""):
        let begin = index + 1
        index = end(of: begin, in: text)
        let isName = text[min(index + 1, text.count)...].first { !isSpace($0) } == UInt8(ascii: ":")
        if isName, !objects.isEmpty, !objects[objects.count - 1].insert(text[begin..<index]).inserted {
          return String(decoding: text[begin..<index], as: UTF8.self)
        }
      default: break
      }
      index += 1
    }
    return nil
  }

  /// Where the string that begins at `begin` has its closing mark.
  private static func end(of begin: Int, in text: [UInt8]) -> Int {
    var index = begin
    while index < text.count, text[index] != UInt8(ascii: "\"") {
      index += text[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(index, text.count)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
