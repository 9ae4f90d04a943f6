/// Names of rooms: short, printable, and the same in logs, URLs and events.
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
}
