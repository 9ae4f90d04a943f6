/// A person, or a bot's account.
struct LabUser: Sendable, Equatable {
  let id: Snowflake
  var name: String
  var isBot: Bool

  var json: JSONValue {
    [
      "id": id.json, "username": .string(name), "discriminator": isBot ? "0001" : "0",
      "global_name": isBot ? .null : .string(name), "avatar": .null, "bot": .bool(isBot), "system": false,
      "banner": .null,
      "accent_color": .null, "public_flags": 0, "flags": 0, "avatar_decoration_data": .null, "collectibles": .null,
      "primary_guild": .null,
    ]
  }

  /// As the account sees itself.
  var selfJSON: JSONValue { json.merging(["verified": true, "email": .null, "mfa_enabled": true, "locale": "en-US"]) }
}
