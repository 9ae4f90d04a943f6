import HTTPTypes

extension HTTPField.Name {
  static let twilioSignature = named("X-Twilio-Signature")
  static let idempotencyToken = named("I-Twilio-Idempotency-Token")
  static let hostName = named("Host")
  static let forwardedScheme = named("X-Forwarded-Proto")
  static let webSocketProtocol = named("Sec-WebSocket-Protocol")
  static let webSocketExtensions = named("Sec-WebSocket-Extensions")

  /// The names above are valid tokens.
  private static func named(_ text: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no field name") }
    return name
  }
}
