import ArgumentParser
import Foundation
import PatchNet

/// For Tests/Peers: signs and checks requests line by line, so that another implementation can compare.
struct PeerSignature: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "peer-signature", abstract: "Answers each JSON line with our signature and our verdict.",
    shouldDisplay: false)

  struct Question: Decodable {
    let tokens: [String]
    let url: String
    var fields: [[String]]?
    /// A body that is not a form.
    var body: String?
    var upgrade: Bool?
    let signature: String
  }

  struct Answer: Encodable {
    /// With the first token, over the URL as given.
    let signature: String
    let accepted: Bool
  }

  func run() throws {
    try JSONLines.answer { (question: Question) in
      let fields = (question.fields ?? []).map { ($0[0], $0[1]) }
      let check = TwilioSignatureCheck(tokens: question.tokens)
      let accepted =
        if let body = question.body {
          check.accepts(question.signature, url: question.url, body: Array(body.utf8))
        } else if question.upgrade == true {
          check.acceptsUpgrade(question.signature, url: question.url)
        } else {
          check.accepts(question.signature, url: question.url, fields: fields)
        }
      let key = TwilioSignature(token: question.tokens.first ?? "")
      return Answer(signature: key.sign(url: question.url, fields: fields), accepted: accepted)
    }
  }
}

enum JSONLines {
  /// Reads one JSON value a line and writes one a line, until the input ends.
  static func answer<Question: Decodable>(_ body: (Question) throws -> some Encodable) throws {
    let decoder = JSONDecoder()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    while let line = readLine() {
      guard !line.isEmpty else { continue }
      let answer = try body(try decoder.decode(Question.self, from: Data(line.utf8)))
      FileHandle.standardOutput.write(try encoder.encode(answer) + [10])
    }
  }
}
