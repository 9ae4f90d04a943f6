import ArgumentParser
import Foundation
import PatchServer

/// For Tests/Peers: writes TwiML from a description, so that the official SDK's can be compared with it.
struct PeerTwiML: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "peer-twiml", abstract: "Answers each JSON line, a list of verbs, with our TwiML.",
    shouldDisplay: false)

  /// One verb: `verb` is its name, the others what it takes.
  struct Item: Decodable {
    let verb: String
    var text: String?
    var voice: String?
    var language: String?
    var loop: Int?
    var length: Int?
    var reason: String?
    var url: String?
    var name: String?
    var action: String?
    var parameters: [[String]]?
    var audioFormat: String?
    var sampleRate: String?

    func element() throws -> PatchServer.XMLElement {
      switch verb {
      case "Connect":
        let stream = MediaStream(
          url: url ?? "", name: name, parameters: (parameters ?? []).map { ($0[0], $0[1]) }, audioFormat: audioFormat,
          sampleRate: sampleRate)
        return Connect(action: action, stream: stream).element
      case "Hangup": return Hangup().element
      case "Pause": return Pause(length: length ?? 1).element
      case "Play": return Play(url ?? "", loop: loop).element
      case "Redirect": return Redirect(url ?? "").element
      case "Reject": return Reject(reason == "busy" ? .busy : .rejected).element
      case "Say": return Say(text ?? "", voice: voice, language: language).element
      default: throw Complaint("peer-twiml: we do not write <\(verb)>")
      }
    }
  }

  struct Answer: Encodable {
    let xml: String
  }

  func run() throws {
    try JSONLines.answer { (items: [Item]) in
      let elements = try items.map { try $0.element() }
      return Answer(xml: TwiML { for element in elements { Written(element: element) } }.xml)
    }
  }

  /// A verb that is an element already.
  private struct Written: Verb {
    let element: PatchServer.XMLElement
  }
}
