/// What a call shall do next: the verbs of a `<Response>`, run in order.
public struct TwiML: Sendable, Equatable {
  public let verbs: [XMLElement]

  public init(@Verbs _ verbs: () -> [XMLElement]) { self.verbs = verbs() }

  /// The document.
  public var xml: String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + XMLElement("Response", children: verbs).xml
  }

  /// Collects verbs written one below the other.
  @resultBuilder
  public enum Verbs {
    public static func buildExpression(_ verb: some Verb) -> [XMLElement] { [verb.element] }
    public static func buildExpression(_ verbs: [XMLElement]) -> [XMLElement] { verbs }
    public static func buildBlock(_ parts: [XMLElement]...) -> [XMLElement] { parts.flatMap { $0 } }
    public static func buildOptional(_ part: [XMLElement]?) -> [XMLElement] { part ?? [] }
    public static func buildEither(first: [XMLElement]) -> [XMLElement] { first }
    public static func buildEither(second: [XMLElement]) -> [XMLElement] { second }
    public static func buildArray(_ parts: [[XMLElement]]) -> [XMLElement] { parts.flatMap { $0 } }
  }
}

/// One TwiML verb.
public protocol Verb: Sendable {
  var element: XMLElement { get }
}
