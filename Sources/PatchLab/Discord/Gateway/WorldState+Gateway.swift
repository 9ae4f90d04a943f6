import NIOCore

/// What clients say on the main gateway.
extension WorldState {
  /// - Parameter session: of this connection; set by identify and resume.
  /// - Returns: why the connection is to be closed, if it is.
  mutating func receive(
    _ op: Int, _ data: JSONValue, from peer: any GatewayPeer, session: inout String?, now: NIODeadline
  ) -> GatewayClose? {
    let current = session.flatMap { sessions[$0] }
    switch op {
    case 1:
      if let current, let left = faults.deafTo[current.user], left > 0 {
        faults.deafTo[current.user] = left - 1
        return nil
      }
      peer.send(#"{"d":null,"op":11,"s":null,"t":null}"#)
      return nil
    case 2:
      guard current == nil else { return .alreadyAuthenticated }
      return identify(data, from: peer, session: &session, now: now)
    case 6:
      guard current == nil else { return .alreadyAuthenticated }
      return resume(data, from: peer, session: &session, now: now)
    default: break
    }
    guard let current else { return .notAuthenticated }
    switch op {
    case 3: break
    case 4: return updateVoice(data, current)
    case 8: return tellMembers(data, current)
    case 31:
      for id in data["guild_ids"].array ?? [] where !id.isNull {
        sessions[current.id]?.dispatch("SOUNDBOARD_SOUNDS", ["guild_id": id, "soundboard_sounds": []])
      }
    case 43:
      guard let guild = data["guild_id"].snowflake, guilds[guild]?.members[current.user] != nil else { break }
      let info = channelInfo(guild, fields: data["fields"].array?.compactMap(\.string) ?? [])
      sessions[current.id]?.dispatch("CHANNEL_INFO", info)
    default: return .unknownOpcode
    }
    return nil
  }

  /// A connection is gone. A session that is kept waits for its bot.
  mutating func leave(_ id: String, peer: any GatewayPeer, keepsSession: Bool, now: NIODeadline) {
    guard let session = sessions[id], session.peer === peer else { return }
    if keepsSession { sessions[id]?.desert(at: now) } else { endSession(id) }
  }

  /// Ends sessions to which nobody came back.
  mutating func expireSessions(now: NIODeadline) {
    for id in sessions.keys.sorted() {
      guard let since = sessions[id]?.deserted, now - since > resumeWindow else { continue }
      endSession(id)
    }
  }

  /// The bot is offline, and out of voice.
  mutating func endSession(_ id: String) {
    guard sessions.removeValue(forKey: id) != nil else { return }
    for guild in guilds.values.sorted(by: { $0.id < $1.id }) {
      for stay in guild.voiceStates.values where stay.gatewaySession == id {
        endVoice(stay.user, in: guild.id, .sessionEnded)
      }
    }
  }

  private mutating func identify(
    _ data: JSONValue, from peer: any GatewayPeer, session: inout String?, now: NIODeadline
  ) -> GatewayClose? {
    guard let token = data["token"].string, let asked = data["intents"].int, data["properties"].object != nil else {
      return .decodeError
    }
    guard let application = application(token: bare(token)) else { return .authenticationFailed }
    let intents = Intents(rawValue: asked)
    guard Intents.known.isSuperset(of: intents) else { return .invalidIntents }
    guard application.privileged.isSuperset(of: intents.intersection(.privileged)) else { return .disallowedIntents }
    var shard = (index: 0, count: 1)
    if let parts = data["shard"].array {
      guard parts.count == 2, let index = parts[0].int, let count = parts[1].int, count > 0, (0..<count).contains(index)
      else { return .invalidShard }
      shard = (index, count)
    }
    if let last = application.identified, now - last < .seconds(5) {
      peer.send(#"{"d":false,"op":9,"s":null,"t":null}"#)
      return nil
    }
    applications[application.id]?.identified = now
    applications[application.id]?.identifiesLeft -= 1
    let id = opaque(32)
    session = id
    sessions[id] = GatewaySession(
      id: id, application: application.id, user: application.user, intents: intents, shard: shard, peer: peer)
    welcome(id, application)
    return nil
  }

  private mutating func welcome(_ id: String, _ application: LabApplication) {
    guard let session = sessions[id] else { return }
    let home = guilds.values.filter { $0.members[application.user] != nil && session.covers($0.id) }
      .sorted { $0.id < $1.id }
    sessions[id]?.dispatch(
      "READY",
      [
        "v": 10, "user": users[application.user]?.selfJSON ?? .null, "user_settings": [:], "session_type": "normal",
        "session_id": .string(id), "resume_gateway_url": .string(gatewayURL), "relationships": [],
        "private_channels": [], "presences": [], "guild_join_requests": [], "geo_ordered_rtc_regions": ["lab"],
        "guilds": .array(home.map { ["id": $0.id.json, "unavailable": true] }), "auth": [:],
        "shard": [.init(session.shard.index), .init(session.shard.count)],
        "application": ["id": application.id.json, "flags": 0], "_trace": ["lab"],
      ])
    guard session.intents.contains(.guilds) else { return }
    for guild in home {
      let told = guildCreate(guild, for: application.user, everyone: session.intents.contains(.members))
      sessions[id]?.dispatch("GUILD_CREATE", told)
    }
  }

  private mutating func resume(
    _ data: JSONValue, from peer: any GatewayPeer, session: inout String?, now: NIODeadline
  ) -> GatewayClose? {
    guard let token = data["token"].string, let id = data["session_id"].string, let sequence = data["seq"].int else {
      return .decodeError
    }
    guard let application = application(token: bare(token)) else { return .authenticationFailed }
    expireSessions(now: now)
    guard let known = sessions[id], known.application == application.id, known.remembers(after: sequence) else {
      peer.send(#"{"d":false,"op":9,"s":null,"t":null}"#)
      return nil
    }
    guard sequence <= known.sequence else { return .invalidSequence }
    session = id
    let old = sessions[id]?.resume(after: sequence, peer: peer)
    old?.close(.unknownError)
    return nil
  }

  /// Some clients put the kind before the token here too.
  private func bare(_ token: String) -> String { token.hasPrefix("Bot ") ? String(token.dropFirst(4)) : token }

  private mutating func updateVoice(_ data: JSONValue, _ session: GatewaySession) -> GatewayClose? {
    guard let guild = data["guild_id"].snowflake, data.has("channel_id") else { return .decodeError }
    guard guilds[guild]?.members[session.user] != nil else { return nil }
    guard data["channel_id"].isNull || data["channel_id"].snowflake != nil else { return .decodeError }
    requestVoice(
      session.user, in: guild, channel: data["channel_id"].snowflake, selfMute: data["self_mute"].bool ?? false,
      selfDeaf: data["self_deaf"].bool ?? false, session: session.id)
    return nil
  }

  private mutating func tellMembers(_ data: JSONValue, _ session: GatewaySession) -> GatewayClose? {
    guard let id = data["guild_id"].snowflake ?? data["guild_id"][0].snowflake else { return .decodeError }
    guard let guild = guilds[id], guild.members[session.user] != nil else { return nil }
    var found = guild.members.keys.sorted().compactMap { users[$0] }
    var missing: [JSONValue] = []
    if data.has("user_ids") {
      let wanted = data["user_ids"].array ?? [data["user_ids"]]
      missing = wanted.filter { id in !found.contains { $0.id == id.snowflake } }
      found = found.filter { user in wanted.contains { $0.snowflake == user.id } }
    } else {
      let query = (data["query"].string ?? "").lowercased()
      // All of them only for those who may see all.
      if query.isEmpty, !session.intents.contains(.members) { return nil }
      found = found.filter { query.isEmpty || $0.name.lowercased().hasPrefix(query) }
      if let limit = data["limit"].int, limit > 0 { found = Array(found.prefix(limit)) }
    }
    let chunks = max((found.count + 999) / 1000, 1)
    for index in 0..<chunks {
      var chunk: JSONValue = [
        "guild_id": id.json, "chunk_index": .init(index), "chunk_count": .init(chunks),
        "members": .array(found.dropFirst(index * 1000).prefix(1000).map(guild.member)),
      ]
      if !data["nonce"].isNull { chunk["nonce"] = data["nonce"] }
      if !missing.isEmpty { chunk["not_found"] = .array(missing) }
      if data["presences"] == true { chunk["presences"] = [] }
      sessions[session.id]?.dispatch("GUILD_MEMBERS_CHUNK", chunk)
    }
    return nil
  }
}
