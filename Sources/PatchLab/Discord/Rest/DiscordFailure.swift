/// An error as Discord's REST tells it.
struct DiscordFailure: Error, Sendable, Equatable {
  let status: Int
  let code: Int
  let message: String
  var errors: JSONValue = .null

  var reply: LabReply {
    var json: JSONValue = ["message": .string(message), "code": .init(code)]
    if !errors.isNull { json["errors"] = errors }
    return LabReply(status, json)
  }

  static let unauthorized = DiscordFailure(status: 401, code: 0, message: "401: Unauthorized")
  static let notFound = DiscordFailure(status: 404, code: 0, message: "404: Not Found")
  static let wrongMethod = DiscordFailure(status: 405, code: 0, message: "405: Method Not Allowed")
  static let notJSON = DiscordFailure(
    status: 400, code: 50109, message: "The request body contains invalid JSON.")
  static let unknownApplication = unknown(10002, "Application")
  static let unknownChannel = unknown(10003, "Channel")
  static let unknownGuild = unknown(10004, "Guild")
  static let unknownMember = unknown(10007, "Member")
  static let unknownMessage = unknown(10008, "Message")
  static let unknownRole = unknown(10011, "Role")
  static let unknownUser = unknown(10013, "User")
  static let unknownWebhook = unknown(10015, "Webhook")
  static let unknownInteraction = unknown(10062, "interaction")
  static let unknownCommand = unknown(10063, "application command")
  static let unknownVoiceState = unknown(10065, "Voice State")
  static let notConnected = DiscordFailure(status: 400, code: 40032, message: "Target user is not connected to voice.")
  static let acknowledged = DiscordFailure(
    status: 400, code: 40060, message: "Interaction has already been acknowledged.")
  static let missingAccess = DiscordFailure(status: 403, code: 50001, message: "Missing Access")
  static let notAuthor = DiscordFailure(
    status: 403, code: 50005, message: "Cannot edit a message authored by another user")
  static let emptyMessage = DiscordFailure(status: 400, code: 50006, message: "Cannot send an empty message")
  static let noMessagesHere = DiscordFailure(
    status: 400, code: 50008, message: "Cannot send messages in a non-text channel")
  static let missingPermissions = DiscordFailure(status: 403, code: 50013, message: "Missing Permissions")
  static let badWebhookToken = DiscordFailure(status: 401, code: 50027, message: "Invalid Webhook Token")

  static func unknown(_ code: Int, _ what: String) -> DiscordFailure {
    DiscordFailure(status: 404, code: code, message: "Unknown \(what)")
  }

  /// A body that is wrong at `path`, names and indices joined by points.
  static func form(_ path: String, _ code: String, _ message: String) -> DiscordFailure {
    var errors: JSONValue = ["_errors": [["code": .string(code), "message": .string(message)]]]
    for part in path.split(separator: ".").reversed() { errors = .object([String(part): errors]) }
    return DiscordFailure(status: 400, code: 50035, message: "Invalid Form Body", errors: errors)
  }

  static func required(_ path: String) -> DiscordFailure {
    form(path, "BASE_TYPE_REQUIRED", "This field is required")
  }

  static func length(_ path: String, _ range: ClosedRange<Int>) -> DiscordFailure {
    form(
      path, "BASE_TYPE_BAD_LENGTH",
      "Must be between \(range.lowerBound) and \(range.upperBound) in length.")
  }
}
