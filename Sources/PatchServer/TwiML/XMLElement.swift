/// One element of an XML document, written as Twilio's own SDKs write it: attributes sorted, empty elements closed at once.
public struct XMLElement: Sendable, Equatable {
  public var name: String
  public var attributes: [String: String]
  public var text: String
  public var children: [XMLElement]

  public init(_ name: String, _ attributes: [String: String?] = [:], text: String = "", children: [XMLElement] = []) {
    self.name = name
    self.attributes = attributes.compactMapValues { $0 }
    self.text = text
    self.children = children
  }

  /// The element and what is in it.
  public var xml: String {
    var out = "<" + name
    for (key, value) in attributes.sorted(by: { $0.key < $1.key }) {
      out += " " + key + "=\"" + Self.escaped(value, attribute: true) + "\""
    }
    if text.isEmpty, children.isEmpty { return out + " />" }
    out += ">" + Self.escaped(text, attribute: false)
    for child in children { out += child.xml }
    return out + "</" + name + ">"
  }

  /// Leaves out what XML 1.0 cannot hold, even escaped, and writes the rest so that a parser gives it back unchanged.
  static func escaped(_ text: String, attribute: Bool) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"" where attribute: out += "&quot;"
      case "\r": out += "&#13;"
      case "\n" where attribute: out += "&#10;"
      case "\t" where attribute: out += "&#9;"
      case "\t", "\n", "\u{20}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
        out.unicodeScalars.append(scalar)
      default: break
      }
    }
    return out
  }
}
