/// Names of rooms: short and printable. A room is often named after the number dialled, so events carry `shown`.
enum RoomName {
  /// 1 to 64 of letters, digits and `+ - _ . : @`.
  static func isValid(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case 48...57, 65...90, 97...122: true
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"),
          UInt8(ascii: "@"):
          true
        default: false
        }
      }
  }

  /// Whether a token may send somebody there: one of a guild has the guild's room, and those named after it.
  static func isOpen(_ name: String, to token: APIToken) -> Bool {
    guard let owner = token.owner else { return true }
    let own = "discord-" + owner
    return name == own || name.hasPrefix(own + ".")
  }

  /// The name as logs and events may show it: a telephone number is masked, anything else stays.
  static func shown(_ name: String) -> EventValue {
    let digits = name.drop { $0 == "+" }
    let isNumber = digits.utf8.count >= 5 && digits.utf8.allSatisfy { (48...57).contains($0) }
    return .string(isNumber ? MaskedNumber.of(name) : name)
  }
}
