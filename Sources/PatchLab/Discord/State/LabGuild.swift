/// A guild and all that is in it.
struct LabGuild: Sendable {
  let id: Snowflake
  var name: String
  var owner: Snowflake
  var channels: [Snowflake: LabChannel] = [:]
  var roles: [Snowflake: LabRole] = [:]
  var members: [Snowflake: LabMember] = [:]
  /// By user: one stay per guild.
  var voiceStates: [Snowflake: VoiceState] = [:]
  /// Which of the region's endpoints.
  var voiceServer = 0
  /// An endpoint that was asked for by name, instead.
  var voiceEndpoint: String?

  var json: JSONValue {
    [
      "id": id.json, "name": .string(name), "icon": .null, "splash": .null, "discovery_splash": .null,
      "owner_id": owner.json,
      "afk_channel_id": .null, "afk_timeout": 300, "verification_level": 0, "default_message_notifications": 0,
      "explicit_content_filter": 0, "emojis": [], "stickers": [], "features": [], "mfa_level": 0,
      "application_id": .null, "system_channel_id": .null, "system_channel_flags": 0, "rules_channel_id": .null,
      "max_members": 500_000, "max_presences": .null, "vanity_url_code": .null, "description": .null, "banner": .null,
      "premium_tier": 0,
      "premium_subscription_count": 0, "preferred_locale": "en-US", "public_updates_channel_id": .null,
      "nsfw_level": 0, "premium_progress_bar_enabled": false, "safety_alerts_channel_id": .null,
      "incidents_data": .null,
      "roles": .array(sortedRoles.map(\.json)), "region": "deprecated", "hub_type": .null, "nsfw": false,
      "widget_enabled": false, "widget_channel_id": .null, "max_video_channel_users": 25,
      "max_stage_video_channel_users": 50, "latest_onboarding_question_id": .null, "home_header": .null,
    ]
  }

  var sortedRoles: [LabRole] { roles.values.sorted { ($0.position, $0.id) < ($1.position, $1.id) } }

  var sortedChannels: [LabChannel] { channels.values.sorted { ($0.position, $0.id) < ($1.position, $1.id) } }

  /// What `user` may in the guild, or in one of its channels: owner, everybody's role, own roles, then the channel's
  /// overwrites for everybody, for the roles and for the member.
  func permissions(of user: Snowflake, in channel: LabChannel? = nil) -> Permissions {
    guard let member = members[user] else { return [] }
    if owner == user { return .all }
    var held = roles[id]?.permissions ?? []
    for role in member.roles { held.formUnion(roles[role]?.permissions ?? []) }
    if held.contains(.administrator) { return .all }
    guard let channel else { return held }
    for overwrite in channel.overwrites where !overwrite.isMember && overwrite.id == id {
      held = held.subtracting(overwrite.deny).union(overwrite.allow)
    }
    var allow: Permissions = []
    var deny: Permissions = []
    for overwrite in channel.overwrites where !overwrite.isMember && member.roles.contains(overwrite.id) {
      allow.formUnion(overwrite.allow)
      deny.formUnion(overwrite.deny)
    }
    held = held.subtracting(deny).union(allow)
    for overwrite in channel.overwrites where overwrite.isMember && overwrite.id == user {
      held = held.subtracting(overwrite.deny).union(overwrite.allow)
    }
    // What cannot be seen cannot be used, and who cannot connect cannot do anything in voice.
    if !held.contains(.viewChannel) { return [] }
    if channel.kind.isVoice, !held.contains(.connect) {
      held.subtract([.speak, .muteMembers, .deafenMembers, .moveMembers])
    }
    return held
  }

  func member(_ user: LabUser) -> JSONValue {
    memberCore(user).merging(["user": user.json])
  }

  /// A member object without its user, as messages carry it.
  func memberCore(_ user: LabUser) -> JSONValue {
    let member = members[user.id] ?? LabMember(user: user.id)
    return [
      "nick": .init(member.nick), "avatar": .null, "banner": .null,
      "roles": .array(member.roles.sorted().map(\.json)), "joined_at": "2025-01-01T00:00:00.000000+00:00",
      "premium_since": .null, "deaf": .bool(member.deaf), "mute": .bool(member.mute), "flags": 0, "pending": false,
      "communication_disabled_until": .null, "avatar_decoration_data": .null,
    ]
  }

  /// `channel` is nil when the user has just left.
  func voiceJSON(_ state: VoiceState, user: LabUser, left: Bool = false) -> JSONValue {
    let member = members[user.id]
    return [
      "guild_id": id.json, "channel_id": left ? .null : state.channel.json, "user_id": user.id.json,
      "member": self.member(user), "session_id": .string(state.sessionID), "deaf": .bool(member?.deaf ?? false),
      "mute": .bool(member?.mute ?? false), "self_deaf": .bool(state.selfDeaf), "self_mute": .bool(state.selfMute),
      "self_video": false, "suppress": .bool(state.suppress),
      "request_to_speak_timestamp": .init(state.requestToSpeak),
    ]
  }
}
