/// One value of an event's data.
public enum EventValue: Sendable, Equatable {
  case string(String)
  case integer(Int64)
  case number(Double)
  case flag(Bool)
}

extension EventValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(booleanLiteral value: Bool) { self = .flag(value) }
}

extension EventValue {
  var json: String {
    switch self {
    case .string(let text): JSONText.quoted(text)
    case .integer(let number): String(number)
    case .number(let number): number.isFinite ? "\(number)" : "null"
    case .flag(let flag): flag ? "true" : "false"
    }
  }

  /// The number of an `.integer`, else nil.
  public var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
  /// The text of a `.string`, else nil.
  public var string: String? { if case .string(let value) = self { value } else { nil } }
}
