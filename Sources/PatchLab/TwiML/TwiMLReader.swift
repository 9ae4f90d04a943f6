import Foundation
import FoundationXML

/// Reads a TwiML document: bounded, without entities of its own, without fetching anything.
public enum TwiMLReader {
  /// Longest document taken, as at Twilio.
  public static let limit = 64 * 1024
  private static let deepest = 16

  /// The `Response` element, or the problem in words.
  public static func read(_ bytes: [UInt8]) throws(TwiMLProblem) -> TwiMLElement {
    guard bytes.count <= limit else { throw TwiMLProblem("document over \(limit) bytes") }
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.utf8.elementsEqual(bytes) else { throw TwiMLProblem("document is not UTF-8") }
    // A document type could declare entities that grow without bound; TwiML has none.
    guard text.firstRange(of: "<!DOCTYPE") == nil else { throw TwiMLProblem("document type declared") }
    let builder = Builder()
    let parser = XMLParser(data: Data(bytes))
    parser.delegate = builder
    let complete = parser.parse()
    if let problem = builder.problem { throw TwiMLProblem(problem) }
    guard complete, parser.parserError == nil, let root = builder.root else {
      let line = parser.lineNumber
      throw TwiMLProblem("not well-formed XML near line \(line)")
    }
    guard root.name == "Response" else { throw TwiMLProblem("root element is \(root.name), not Response") }
    return root
  }

  private final class Builder: NSObject, XMLParserDelegate {
    var root: TwiMLElement?
    var problem: String?
    private var open: [TwiMLElement] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      guard open.count < TwiMLReader.deepest else {
        problem = "elements nested over \(TwiMLReader.deepest) deep"
        return parser.abortParsing()
      }
      guard root == nil else {
        problem = "a second root element"
        return parser.abortParsing()
      }
      open.append(TwiMLElement(name, attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
      guard !open.isEmpty else { return }
      open[open.count - 1].text += string
    }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
      guard !open.isEmpty else { return }
      open[open.count - 1].text += String(decoding: block, as: UTF8.self)
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
      guard var element = open.popLast() else { return }
      element.text = element.text.trimmingCharacters(in: .whitespacesAndNewlines)
      if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
    }
  }
}

/// Why a document is no TwiML.
public struct TwiMLProblem: Error, Equatable, Sendable {
  public let text: String

  init(_ text: String) { self.text = text }
}
