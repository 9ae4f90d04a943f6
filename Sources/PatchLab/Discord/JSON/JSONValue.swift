/// A JSON document of any shape: Discord's objects are too many and too loose for a type each.
enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// Written without point and exponent, and within 64 bits.
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// A member, or null when there is none.
  subscript(name: String) -> JSONValue {
    get {
      if case .object(let members) = self { members[name] ?? .null } else { .null }
    }
    set {
      guard case .object(var members) = self else { return self = .object([name: newValue]) }
      // Taken out first, so that growing it copies nothing.
      self = .null
      members[name] = newValue
      self = .object(members)
    }
  }

  /// An element, or null when there is none.
  subscript(index: Int) -> JSONValue {
    if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { .null }
  }

  var isNull: Bool { self == .null }

  var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

  var int: Int? { if case .integer(let value) = self { Int(value) } else { nil } }

  var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .null, .bool, .string, .array, .object: nil
    }
  }

  var string: String? { if case .string(let value) = self { value } else { nil } }

  var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }

  var object: [String: JSONValue]? { if case .object(let value) = self { value } else { nil } }

  /// Snowflakes and permission sets: digits in a string, or a number.
  var uint64: UInt64? {
    switch self {
    case .integer(let value): UInt64(exactly: value)
    case .string(let text): UInt64(text)
    case .null, .bool, .number, .array, .object: nil
    }
  }

  var snowflake: Snowflake? { uint64.map(Snowflake.init) }

  /// True when an object says anything of that name, null included.
  func has(_ name: String) -> Bool { object?[name] != nil }

  /// The members of both; those of `other` win.
  func merging(_ other: JSONValue) -> JSONValue {
    .object((object ?? [:]).merging(other.object ?? [:]) { $1 })
  }

  /// Without these members.
  func without(_ names: String...) -> JSONValue {
    .object((object ?? [:]).filter { !names.contains($0.key) })
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  init(stringLiteral value: String) { self = .string(value) }
  init(integerLiteral value: Int64) { self = .integer(value) }
  init(floatLiteral value: Double) { self = .number(value) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(Dictionary(elements) { $1 }) }

  init(_ value: Int) { self = .integer(Int64(value)) }
  init(_ value: String?) { self = value.map { .string($0) } ?? .null }
}
