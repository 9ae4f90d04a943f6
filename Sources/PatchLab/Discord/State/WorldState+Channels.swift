extension WorldState {
  /// Makes a channel and tells. `options` are Discord's members of a channel.
  mutating func addChannel(name: String, kind: ChannelKind, in guild: Snowflake, options: JSONValue) -> LabChannel {
    var channel = LabChannel(
      id: mint.next(), guild: guild, kind: kind, name: name, position: guilds[guild]?.channels.count ?? 0)
    apply(options, to: &channel)
    guilds[guild]?.channels[channel.id] = channel
    dispatch("CHANNEL_CREATE", channel.json, guild: guild, intent: .guilds)
    return channel
  }

  /// Changes a channel as a PATCH says, and tells.
  mutating func updateChannel(_ id: Snowflake, _ options: JSONValue) -> LabChannel? {
    guard var channel = channel(id), let guild = channel.guild else { return nil }
    if let name = options["name"].string { channel.name = name }
    apply(options, to: &channel)
    guilds[guild]?.channels[id] = channel
    dispatch("CHANNEL_UPDATE", channel.json, guild: guild, intent: .guilds)
    refreshVoice(in: guild)
    return channel
  }

  /// Those who are in it fall out of voice first.
  mutating func deleteChannel(_ id: Snowflake) -> LabChannel? {
    guard let channel = channel(id), let guild = channel.guild else { return nil }
    for user in occupants(of: id, in: guild) { endVoice(user, in: guild, .channelDeleted) }
    guilds[guild]?.channels[id] = nil
    messages[id] = nil
    dispatch("CHANNEL_DELETE", channel.json, guild: guild, intent: .guilds)
    return channel
  }

  /// The line below a voice channel's name; nil takes it away.
  mutating func setStatus(_ status: String?, of id: Snowflake) {
    guard let channel = channel(id), let guild = channel.guild, channel.status != status else { return }
    guilds[guild]?.channels[id]?.status = status
    dispatch(
      "VOICE_CHANNEL_STATUS_UPDATE", ["id": id.json, "guild_id": guild.json, "status": .init(status)], guild: guild,
      intent: .guilds)
  }

  /// The conversation of two users, made when there is none.
  mutating func conversation(_ one: Snowflake, _ other: Snowflake) -> LabChannel? {
    guard let first = users[one], let second = users[other] else { return nil }
    let found = direct.values.first { channel in
      channel.recipients.contains { $0.id == one } && channel.recipients.contains { $0.id == other }
    }
    if let found { return found }
    var channel = LabChannel(id: mint.next(), guild: nil, kind: .direct, name: "")
    channel.recipients = [first, second]
    direct[channel.id] = channel
    return channel
  }

  /// What everybody may be told about voice channels: the answer to op 43.
  func channelInfo(_ guild: Snowflake, fields: [String]) -> JSONValue {
    let channels = (guilds[guild]?.sortedChannels ?? []).filter { $0.kind.isVoice }
    let told: [JSONValue] = channels.compactMap { channel in
      var json: JSONValue = ["id": channel.id.json]
      if fields.contains("status"), let status = channel.status { json["status"] = .string(status) }
      if fields.contains("voice_start_time"), let start = channel.voiceStart { json["voice_start_time"] = .init(start) }
      return json.object?.count == 1 ? nil : json
    }
    return ["guild_id": guild.json, "channels": .array(told)]
  }

  private func apply(_ options: JSONValue, to channel: inout LabChannel) {
    if let position = options["position"].int { channel.position = position }
    if options.has("parent_id") { channel.parent = options["parent_id"].snowflake }
    if options.has("topic") { channel.topic = options["topic"].string }
    if options.has("rtc_region") { channel.region = options["rtc_region"].string }
    if let limit = options["user_limit"].int { channel.userLimit = limit }
    if let bitrate = options["bitrate"].int { channel.bitrate = bitrate }
    if let nsfw = options["nsfw"].bool { channel.nsfw = nsfw }
    if let slow = options["rate_limit_per_user"].int { channel.slowMode = slow }
    if let overwrites = options["permission_overwrites"].array {
      channel.overwrites = overwrites.compactMap(Overwrite.init)
    }
  }
}
