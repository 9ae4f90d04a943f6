/// Why the gateway ends a connection: code and reason as Discord has them.
struct GatewayClose: Sendable, Equatable {
  let code: UInt16
  let reason: String

  init(code: UInt16, reason: String = "") {
    self.code = code
    self.reason = reason
  }

  static let unknownError = GatewayClose(code: 4000, reason: "Unknown error.")
  static let unknownOpcode = GatewayClose(code: 4001, reason: "Unknown opcode.")
  static let decodeError = GatewayClose(code: 4002, reason: "Error while decoding payload.")
  static let notAuthenticated = GatewayClose(code: 4003, reason: "Not authenticated.")
  static let authenticationFailed = GatewayClose(code: 4004, reason: "Authentication failed.")
  static let alreadyAuthenticated = GatewayClose(code: 4005, reason: "Already authenticated.")
  static let invalidSequence = GatewayClose(code: 4007, reason: "Invalid seq.")
  static let rateLimited = GatewayClose(code: 4008, reason: "Rate limited.")
  static let timedOut = GatewayClose(code: 4009, reason: "Session timed out.")
  static let invalidShard = GatewayClose(code: 4010, reason: "Invalid shard.")
  static let invalidVersion = GatewayClose(code: 4012, reason: "Invalid API version.")
  static let invalidIntents = GatewayClose(code: 4013, reason: "Invalid intent(s).")
  static let disallowedIntents = GatewayClose(code: 4014, reason: "Disallowed intent(s).")
}
