import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// A request of the API, let in and taken apart.
struct APICall: Sendable {
  let token: APIToken
  let request: Request
  /// What stands in the path for each name.
  let path: [String: String]
  let body: ByteBuffer

  /// Who pays, for what is asked here.
  var owner: String { token.owner ?? "default" }

  /// Whether the token may see what belongs to this owner.
  func maySee(_ owner: String) -> Bool { token.owner == nil || token.owner == owner }

  func query(_ name: String) -> String? { request.uri.queryParameters[name[...]].map(String.init) }

  /// A number within bounds.
  func query(_ name: String, _ range: ClosedRange<Int>, default value: Int) throws(APIProblem) -> Int {
    guard let text = query(name) else { return value }
    guard let number = Int(text), range.contains(number) else {
      throw APIProblem(
        .badRequest, "bad_parameter", "\(name) is a number from \(range.lowerBound) to \(range.upperBound).")
    }
    return number
  }

  /// The document in the body.
  func document<Document: Decodable>(_ type: Document.Type = Document.self) throws(APIProblem) -> Document {
    do {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(
        type, from: Data(body.readableBytesView.isEmpty ? Data("{}".utf8) : Data(body.readableBytesView)))
    } catch DecodingError.keyNotFound(let key, _) {
      throw APIProblem(.badRequest, "bad_body", "The body has no “\(key.stringValue)”.")
    } catch DecodingError.typeMismatch(_, let context) {
      let name = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw APIProblem(.badRequest, "bad_body", "“\(name)” is of the wrong type.")
    } catch {
      throw APIProblem(.badRequest, "bad_body", "The body is no JSON object.")
    }
  }
}
