/// A registered application command.
struct LabCommand: Sendable, Equatable {
  let id: Snowflake
  let application: Snowflake
  /// Nil: everywhere.
  let guild: Snowflake?
  var version: Snowflake
  /// What the application said, defaults filled in.
  var definition: JSONValue

  var name: String { definition["name"].string ?? "" }

  /// 1 slash, 2 user, 3 message.
  var kind: Int { definition["type"].int ?? 1 }

  var json: JSONValue {
    var json = definition.merging([
      "id": id.json, "application_id": application.json, "version": version.json, "type": .init(kind),
    ])
    if let guild { json["guild_id"] = guild.json }
    return json
  }
}
