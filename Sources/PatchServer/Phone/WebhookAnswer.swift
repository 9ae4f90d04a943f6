import HTTPTypes
import Hummingbird
import NIOCore

/// What a webhook is told.
enum WebhookAnswer: Sendable, Equatable {
  case twiml(String)
  case refused(HTTPResponse.Status, String)

  var response: Response {
    switch self {
    case .twiml(let xml): Self.text(.ok, xml, type: "text/xml; charset=utf-8")
    case .refused(let status, let reason): Self.text(status, reason + "\n", type: "text/plain; charset=utf-8")
    }
  }

  static func text(_ status: HTTPResponse.Status, _ text: String, type: String) -> Response {
    Response(
      status: status, headers: [.contentType: type, .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
