import NIOCore

/// A request that has found its endpoint.
struct DiscordCall: Sendable {
  let request: LabRequest
  let parameters: [String: String]
  /// Null when there is none.
  let body: JSONValue
  /// Who asks; nil where no bot's token is needed.
  let application: LabApplication?

  var now: NIODeadline { request.at }

  /// The account of who asks.
  var user: Snowflake { application?.user ?? Snowflake(0) }

  func text(_ name: String) -> String { parameters[name] ?? "" }

  /// The id in the path; `@me` is who asks.
  func id(_ name: String) throws(DiscordFailure) -> Snowflake {
    if text(name) == "@me" { return user }
    guard let id = Snowflake(text(name)) else {
      throw .form(name + "_id", "NUMBER_TYPE_COERCE", "Value \"\(text(name))\" is not snowflake.")
    }
    return id
  }

  func flag(_ name: String) -> Bool { ["true", "1", "True"].contains(request.query[name] ?? "") }

  /// A string of the body, of a length in `range`; nil when it is absent.
  func string(_ name: String, _ range: ClosedRange<Int>) throws(DiscordFailure) -> String? {
    guard body.has(name), !body[name].isNull else { return nil }
    guard let text = body[name].string else {
      throw .form(name, "STRING_TYPE_CONVERT", "Could not interpret \"\(body[name].text)\" as string.")
    }
    guard range.contains(text.unicodeScalars.count) else { throw .length(name, range) }
    return text
  }
}

extension WorldState {
  /// A guild that the caller is in.
  func guild(_ call: DiscordCall, _ needed: Permissions = []) throws(DiscordFailure) -> LabGuild {
    guard let guild = guilds[try call.id("guild")] else { throw .unknownGuild }
    guard guild.members[call.user] != nil else { throw .missingAccess }
    guard guild.permissions(of: call.user).isSuperset(of: needed) else { throw .missingPermissions }
    return guild
  }

  /// A channel that the caller can see.
  func channel(_ call: DiscordCall, _ needed: Permissions = []) throws(DiscordFailure) -> LabChannel {
    guard let channel = channel(try call.id("channel")) else { throw .unknownChannel }
    guard let home = channel.guild else {
      guard channel.recipients.contains(where: { $0.id == call.user }) else { throw .missingAccess }
      return channel
    }
    guard let guild = guilds[home], guild.members[call.user] != nil else { throw .missingAccess }
    let held = guild.permissions(of: call.user, in: channel)
    guard held.contains(.viewChannel) else { throw .missingAccess }
    guard held.isSuperset(of: needed) else { throw .missingPermissions }
    return channel
  }

  /// The application in the path, which has to be the caller's.
  func application(_ call: DiscordCall) throws(DiscordFailure) -> LabApplication {
    let id = try call.id("application")
    guard let application = call.application, application.id == id else { throw .missingAccess }
    return application
  }
}
