/// A role. The one with the guild's own id is everybody's.
struct LabRole: Sendable, Equatable {
  let id: Snowflake
  var name: String
  var permissions: Permissions
  var position: Int
  var color = 0
  var hoist = false
  var mentionable = false
  /// The bot whose role it is, which nobody else can have.
  var bot: Snowflake?

  var json: JSONValue {
    var json: JSONValue = [
      "id": id.json, "name": .string(name), "permissions": permissions.json, "position": .init(position),
      "color": .init(color),
      "colors": ["primary_color": .init(color), "secondary_color": .null, "tertiary_color": .null],
      "hoist": .bool(hoist), "mentionable": .bool(mentionable), "managed": .bool(bot != nil), "icon": .null,
      "unicode_emoji": .null, "flags": 0,
    ]
    if let bot { json["tags"] = ["bot_id": bot.json] }
    return json
  }
}
