import NIOCore

/// Something a user did with an application, and what the application made of it.
struct LabInteraction: Sendable {
  enum Kind: Int, Sendable {
    case command = 2
    case component = 3
    case autocomplete = 4
    case modal = 5
  }

  let id: Snowflake
  let token: String
  let application: Snowflake
  let kind: Kind
  let user: Snowflake
  let guild: Snowflake?
  let channel: Snowflake
  let data: JSONValue
  /// The message whose button was pressed.
  let source: Snowflake?
  /// The interaction whose modal was filled in.
  let cause: Snowflake?
  let begun: NIODeadline
  /// The type of the first answer: 4 message, 5 a message later, 6 an update later, 7 update, 8 choices, 9 modal.
  var answered: Int?
  /// Milliseconds from the interaction to its first answer.
  var answeredAfter: Double?
  /// The data of the first answer.
  var answer: JSONValue = .null
  /// The message that `@original` names.
  var original: Snowflake?
  var followUps: [Snowflake] = []

  /// How long an application may take for the first answer, and how long its token lives.
  static let patience = TimeAmount.seconds(3)
  static let lifetime = TimeAmount.minutes(15)

  /// Deferred, and nothing came yet.
  func isPending(_ state: WorldState) -> Bool {
    guard let original, answered == 5 else { return answered == nil }
    return state.message(original, in: channel).map { $0.flags & LabMessage.loading != 0 } ?? false
  }
}
