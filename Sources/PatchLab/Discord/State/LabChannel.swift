/// A channel of a guild, or of two people.
struct LabChannel: Sendable, Equatable {
  let id: Snowflake
  /// Nil for a conversation of two.
  let guild: Snowflake?
  let kind: ChannelKind
  var name: String
  var position = 0
  var parent: Snowflake?
  var overwrites: [Overwrite] = []
  var topic: String?
  /// 0 is no limit.
  var userLimit = 0
  var bitrate = 64_000
  var region: String?
  var slowMode = 0
  var nsfw = false
  /// The line below a voice channel's name.
  var status: String?
  /// When the first one came into the empty voice channel, in seconds since 1970.
  var voiceStart: Int?
  var lastMessage: Snowflake?
  /// Who talks here, in a conversation of two.
  var recipients: [LabUser] = []

  var json: JSONValue {
    var json: JSONValue = [
      "id": id.json, "type": .init(kind.rawValue), "last_message_id": .init(lastMessage), "flags": 0,
    ]
    guard let guild else {
      json["recipients"] = .array(recipients.map(\.json))
      return json
    }
    json = json.merging([
      "guild_id": guild.json, "name": .string(name), "position": .init(position), "parent_id": .init(parent),
      "permission_overwrites": .array(overwrites.map(\.json)), "nsfw": .bool(nsfw),
      "rate_limit_per_user": .init(slowMode),
    ])
    switch kind {
    case .text, .direct: json["topic"] = .init(topic)
    case .voice, .stage:
      json = json.merging([
        "bitrate": .init(bitrate), "user_limit": .init(userLimit), "rtc_region": .init(region), "topic": .init(topic),
      ])
      if kind == .voice { json["video_quality_mode"] = 1 }
    case .category: break
    }
    return json
  }

  /// As GUILD_CREATE has it: the status comes along, the guild's id does not.
  var guildJSON: JSONValue {
    var json = json.without("guild_id")
    if kind.isVoice {
      json["status"] = .init(status)
      if let voiceStart { json["voice_start_time"] = .init(voiceStart) }
    }
    return json
  }
}
