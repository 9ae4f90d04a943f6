/// The fields of `application/x-www-form-urlencoded`, decoded as the signature wants them: in order, empty ones kept.
enum FormFields {
  static func parse(_ text: some StringProtocol) -> [(String, String)] {
    text.utf8.split(separator: UInt8(ascii: "&")).map { item in
      let pair = item.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      return (decoded(pair[0]), pair.count == 2 ? decoded(pair[1]) : "")
    }
  }

  /// The other way round.
  static func encode(_ fields: [(String, String)]) -> String {
    fields.map { escaped($0.0) + "=" + escaped($0.1) }.joined(separator: "&")
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
        out.unicodeScalars.append(Unicode.Scalar(byte))
      default: out += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return out
  }

  /// `+` is a space; a percent sign without two digits behind it stands for itself; what is not UTF-8 is replaced.
  private static func decoded(_ bytes: some Collection<UInt8>) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index != bytes.endIndex {
      let byte = bytes[index]
      let rest = bytes[bytes.index(after: index)...].prefix(2)
      if byte == UInt8(ascii: "%"), rest.count == 2, let first = rest.first.flatMap(hex),
        let second = rest.dropFirst().first.flatMap(hex)
      {
        out.append(first << 4 | second)
        index = bytes.index(index, offsetBy: 3)
        continue
      }
      out.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      index = bytes.index(after: index)
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func hex(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
