/// An id of Discord's: when it was made, and a count.
struct Snowflake: Hashable, Comparable, Sendable, CustomStringConvertible {
  let raw: UInt64

  init(_ raw: UInt64) { self.raw = raw }

  init?(_ text: some StringProtocol) {
    guard let raw = UInt64(text) else { return nil }
    self.raw = raw
  }

  static func < (one: Snowflake, other: Snowflake) -> Bool { one.raw < other.raw }

  var description: String { String(raw) }

  /// Ids travel as strings: most languages' numbers cannot hold them.
  var json: JSONValue { .string(String(raw)) }
}

extension JSONValue {
  init(_ id: Snowflake?) { self = id?.json ?? .null }
}
