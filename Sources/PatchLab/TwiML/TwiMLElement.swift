/// One element of a TwiML document.
public struct TwiMLElement: Equatable, Sendable {
  public var name: String
  public var attributes: [String: String]
  public var children: [TwiMLElement]
  /// The element's own character data, trimmed.
  public var text: String

  public init(_ name: String, _ attributes: [String: String] = [:], children: [TwiMLElement] = [], text: String = "") {
    self.name = name
    self.attributes = attributes
    self.children = children
    self.text = text
  }

  subscript(_ attribute: String) -> String? { attributes[attribute] }

  /// A number attribute: `nil` when absent, `fallback` when it is no number.
  func number(_ attribute: String, default fallback: Double) -> Double {
    attributes[attribute].flatMap(Double.init) ?? fallback
  }

  func flag(_ attribute: String, default fallback: Bool) -> Bool {
    attributes[attribute].map { $0 == "true" } ?? fallback
  }
}
