import Logging

/// JSON for log lines.
enum JSONText {
  /// A string in quotes; control characters escaped, so that a line stays one line.
  static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      // DEL and the C1 controls drive terminals too; line separators end lines in JavaScript.
      case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  /// Metadata with its types kept: numbers and flags are not put in quotes.
  static func of(_ value: Logger.MetadataValue) -> String {
    switch value {
    case .string(let text): return quoted(text)
    case .stringConvertible(let value):
      switch value {
      case let number as any FixedWidthInteger: return "\(number)"
      case let number as Double: return number.isFinite ? "\(number)" : "null"
      case let flag as Bool: return flag ? "true" : "false"
      default: return quoted("\(value)")
      }
    case .array(let values): return "[" + values.map(of).joined(separator: ",") + "]"
    case .dictionary(let values):
      let members = values.sorted { $0.key < $1.key }.map { quoted($0.key) + ":" + of($0.value) }
      return "{" + members.joined(separator: ",") + "}"
    }
  }
}
