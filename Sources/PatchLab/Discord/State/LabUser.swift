/// A person, or a bot's account.
struct LabUser: Sendable, Equatable {
  let id: Snowflake
  var name: String
  var isBot: Bool

  var json: JSONValue {
    [
      "id": id.json, "username": .string(name), "discriminator": isBot ? "0001" : "0",
      "global_name": isBot ? .null : .string(name), "avatar": nil, "bot": .bool(isBot), "system": false, "banner": nil,
      "accent_color": nil, "public_flags": 0, "flags": 0, "avatar_decoration_data": nil, "collectibles": nil,
      "primary_guild": nil,
    ]
  }

  /// As the account sees itself.
  var selfJSON: JSONValue { json.merging(["verified": true, "email": nil, "mfa_enabled": true, "locale": "en-US"]) }
}
