/// A message in a channel.
struct LabMessage: Sendable, Equatable {
  let id: Snowflake
  let channel: Snowflake
  let guild: Snowflake?
  let author: LabUser
  var content = ""
  var embeds: JSONValue = []
  var components: JSONValue = []
  var attachments: JSONValue = []
  var flags = 0
  /// 0 ordinary, 19 a reply, 20 the answer to a slash command.
  var kind = 0
  var edited: String?
  var nonce: JSONValue = .null
  var reference: JSONValue = .null
  var tts = false
  var pinned = false
  /// The application that answered an interaction with it.
  var application: Snowflake?
  var interaction: JSONValue = .null
  var mentions: [LabUser] = []

  static let ephemeral = 1 << 6
  static let loading = 1 << 7
  /// The flags that an application may set.
  static let settable = 1 << 2 | ephemeral | 1 << 12 | 1 << 15

  /// Seen by one user only, and in no channel's history.
  var isEphemeral: Bool { flags & Self.ephemeral != 0 }

  var json: JSONValue {
    var json: JSONValue = [
      "id": id.json, "channel_id": channel.json, "author": author.json, "content": .string(content),
      "timestamp": .string(id.timestamp), "edited_timestamp": .init(edited), "tts": .bool(tts),
      "mention_everyone": false, "mentions": .array(mentions.map(\.json)), "mention_roles": [],
      "attachments": attachments, "embeds": embeds, "pinned": .bool(pinned), "type": .init(kind),
      "components": components, "flags": .init(flags),
    ]
    if !nonce.isNull { json["nonce"] = nonce }
    if !reference.isNull { json["message_reference"] = reference }
    if let application {
      json["application_id"] = application.json
      json["webhook_id"] = application.json
    }
    if !interaction.isNull { json["interaction_metadata"] = interaction }
    return json
  }

  /// For those who may not read what is written.
  var redacted: JSONValue {
    json.merging(["content": "", "embeds": [], "components": [], "attachments": []])
  }

  /// The component with this custom id, wherever it is nested.
  func component(_ customID: String) -> JSONValue? { Self.find(customID, components) }

  private static func find(_ customID: String, _ json: JSONValue) -> JSONValue? {
    for item in json.array ?? [] where !item.isNull {
      if item["custom_id"].string == customID { return item }
      if let found = find(customID, item["components"]) { return found }
      if let found = find(customID, [item["accessory"], item["component"]]) { return found }
    }
    return nil
  }
}
