/// An error as Twilio's REST API tells it.
struct TwilioFailure: Error {
  let status: Int
  let code: Int
  let message: String

  init(_ status: Int, _ code: Int, _ message: String) {
    self.status = status
    self.code = code
    self.message = message
  }

  var reply: LabReply {
    var reply = LabReply(
      status,
      [
        "code": .integer(Int64(code)), "message": .string(message),
        "more_info": .string("https://www.twilio.com/docs/errors/\(code)"), "status": .integer(Int64(status)),
      ])
    if status == 401 { reply.fields.append(("WWW-Authenticate", "Basic realm=\"Twilio API\"")) }
    return reply
  }

  static let notFound = TwilioFailure(404, 20404, "The requested resource was not found")
}
