import HTTPTypes
import Hummingbird

/// Why a request of the API came to nothing (RFC 9457).
struct APIProblem: Error, Sendable {
  let status: HTTPResponse.Status
  /// For programs.
  let code: String
  /// For people: the cause, and what would help.
  let detail: String

  init(_ status: HTTPResponse.Status, _ code: String, _ detail: String) {
    self.status = status
    self.code = code
    self.detail = detail
  }

  static func notFound(_ what: String) -> APIProblem { APIProblem(.notFound, "not_found", "There is no such \(what).") }

  static let undeletable = APIProblem(
    .serviceUnavailable, "undeletable", "The disk does not let the sound go, so its row was kept too.")

  static let foreignRoom = APIProblem(
    .forbidden, "room", "A token of one server has the room discord-ID of that server, and rooms named discord-ID.….")

  init(_ failure: OutboundCalls.Failure) {
    switch failure {
    case .refused(let refusal):
      let status: HTTPResponse.Status =
        switch refusal {
        case .notANumber, .needsCountry, .impossible: .unprocessableContent
        case .tooManyCalls, .tooOften, .minutes, .cost: .tooManyRequests
        case .usageUnknown: .serviceUnavailable
        default: .forbidden
        }
      self.init(status, refusal.code, refusal.message)
    case .notConfigured: self.init(.conflict, "not_configured", failure.message)
    case .tooManyCalls: self.init(.tooManyRequests, "too_many_calls", failure.message)
    case .draining: self.init(.serviceUnavailable, "draining", failure.message)
    case .network(let error):
      self.init(
        error.status == 0 || error.status >= 500 ? .badGateway : error.status == 429 ? .tooManyRequests : .conflict,
        error.code == 0 ? "network" : "twilio_\(error.code)", failure.message)
    case .noSuchCall: self = .notFound("call")
    case .room: self.init(.unprocessableContent, "room_name", failure.message)
    }
  }

  var response: Response {
    let known = Remedies.of(code)
    var text =
      "{\"type\":\"about:blank\",\"title\":\(JSONText.quoted(known?.title ?? status.reasonPhrase)),"
      + "\"status\":\(status.code),\"code\":\(JSONText.quoted(code)),\"detail\":\(JSONText.quoted(detail))"
    if let known { text += ",\"remedy\":\(JSONText.quoted(known.remedy))" }
    text += "}"
    var response = WebhookAnswer.text(status, text, type: "application/problem+json")
    if status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
    return response
  }
}
