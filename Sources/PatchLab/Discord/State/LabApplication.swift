import NIOCore

/// A bot's application.
struct LabApplication: Sendable {
  let id: Snowflake
  /// Its account.
  let user: Snowflake
  var name: String
  var owner: Snowflake
  /// Never written anywhere but to whoever made the bot.
  let token: String
  /// Which privileged intents it may ask for.
  var privileged: Intents
  /// By id, in the order in which they were made.
  var commands: [LabCommand] = []
  /// When it last identified: once each five seconds is allowed.
  var identified: NIODeadline?
  var identifiesLeft = 1000
}
