import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// What the API answers.
enum APIAnswer: Sendable {
  case json(HTTPResponse.Status, String)
  case nothing
  case response(Response)

  static func of(_ value: some Encodable, _ status: HTTPResponse.Status = .ok) -> APIAnswer {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { return .json(.internalServerError, "{}") }
    return .json(status, String(decoding: data, as: UTF8.self))
  }

  var response: Response {
    switch self {
    case .json(let status, let text): WebhookAnswer.text(status, text, type: "application/json")
    case .nothing: Response(status: .noContent)
    case .response(let response): response
    }
  }
}
