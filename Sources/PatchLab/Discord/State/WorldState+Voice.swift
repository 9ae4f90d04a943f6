/// Who is in which voice channel, and the seats that follow from it.
extension WorldState {
  /// Op 4, or a person who does the same. Refusals are silent, as Discord's are.
  /// - Returns: the seat that was granted, or that goes on.
  @discardableResult
  mutating func requestVoice(
    _ user: Snowflake, in guild: Snowflake, channel: Snowflake?, selfMute: Bool = false, selfDeaf: Bool = false,
    session: String? = nil
  ) -> VoiceSeat? {
    guard let channel else {
      endVoice(user, in: guild, .left)
      return nil
    }
    guard let place = guilds[guild], let target = place.channels[channel], target.kind.isVoice else { return nil }
    let held = place.permissions(of: user, in: target)
    guard held.contains([.viewChannel, .connect]) else { return nil }
    if var state = place.voiceStates[user], state.channel == channel, state.gatewaySession == session {
      let isSame = state.selfMute == selfMute && state.selfDeaf == selfDeaf
      state.selfMute = selfMute
      state.selfDeaf = selfDeaf
      guilds[guild]?.voiceStates[user] = state
      tellVoiceState(user, in: guild)
      // Asking for what one has is how a client that lost its connection gets another.
      if isSame, !state.isLive { grantSeat(user, in: guild) } else { changeSeat(user, in: guild) }
      return guilds[guild]?.voiceStates[user]?.seat
    }
    let isFull = target.userLimit > 0 && occupants(of: channel, in: guild).count >= target.userLimit
    guard !isFull || held.contains(.moveMembers) else { return nil }
    return settle(user, in: guild, target, selfMute: selfMute, selfDeaf: selfDeaf, session: session)
  }

  /// A moderator moves a user who is in voice.
  @discardableResult
  mutating func moveVoice(_ user: Snowflake, in guild: Snowflake, to channel: Snowflake) -> Bool {
    guard let state = guilds[guild]?.voiceStates[user], let target = guilds[guild]?.channels[channel],
      target.kind.isVoice
    else { return false }
    guard state.channel != channel else { return true }
    _ = settle(
      user, in: guild, target, selfMute: state.selfMute, selfDeaf: state.selfDeaf, session: state.gatewaySession)
    return true
  }

  /// Takes a user out of voice.
  mutating func endVoice(_ user: Snowflake, in guild: Snowflake, _ ending: VoiceEnding) {
    guard let state = guilds[guild]?.voiceStates.removeValue(forKey: user) else { return }
    if let account = users[user], let place = guilds[guild] {
      dispatch(
        "VOICE_STATE_UPDATE", place.voiceJSON(state, user: account, left: true), guild: guild, intent: .voiceStates)
    }
    if let seat = state.seat { region?.apply(.revoked(seat, ending)) }
    emptied(state.channel, in: guild)
  }

  /// Everybody in the guild gets another voice server. Old connections end.
  /// - Parameter endpoint: nil takes the next of the region's.
  mutating func moveVoiceServer(_ guild: Snowflake, to endpoint: String? = nil) {
    guard let place = guilds[guild] else { return }
    guilds[guild]?.voiceServer += 1
    guilds[guild]?.voiceEndpoint = endpoint
    for user in place.voiceStates.keys.sorted() { grantSeat(user, in: guild, ending: .serverMoved) }
  }

  /// The voice server went away: clients are told that there is none, and wait.
  mutating func loseVoiceServer(_ guild: Snowflake) {
    guard let place = guilds[guild] else { return }
    for state in place.voiceStates.values.sorted(by: { $0.user < $1.user }) {
      guard let seat = state.seat else { continue }
      dispatch(
        "VOICE_SERVER_UPDATE", ["token": .string(seat.token), "guild_id": guild.json, "endpoint": .null],
        to: state.user, guild: guild)
    }
  }

  func occupants(of channel: Snowflake, in guild: Snowflake) -> [Snowflake] {
    (guilds[guild]?.voiceStates.values.filter { $0.channel == channel }.map(\.user) ?? []).sorted()
  }

  /// Rights and mutes may have changed: looks again at everybody in voice.
  mutating func refreshVoice(in guild: Snowflake) {
    for user in guilds[guild]?.voiceStates.keys.sorted() ?? [] { changeSeat(user, in: guild) }
  }

  /// Tells all bots where a user is now.
  mutating func tellVoiceState(_ user: Snowflake, in guild: Snowflake) {
    guard let place = guilds[guild], let state = place.voiceStates[user], let account = users[user] else { return }
    dispatch("VOICE_STATE_UPDATE", place.voiceJSON(state, user: account), guild: guild, intent: .voiceStates)
  }

  /// Whether a connection may be made or gone on with. The endpoint is looked at only when it is given.
  func admit(
    guild: Snowflake, user: Snowflake, session: String, token: String, endpoint: String?
  ) throws(VoiceRefusal) -> VoiceSeat {
    guard let place = guilds[guild] else { throw .noServer }
    guard let seat = place.voiceStates[user]?.seat, seat.sessionID == session else { throw .badSession }
    guard seat.token == token else { throw .badToken }
    // A client that dropped the port is at the wrong server.
    if let endpoint, endpoint != seat.endpoint { throw .badSession }
    return seat
  }

  private mutating func settle(
    _ user: Snowflake, in guild: Snowflake, _ target: LabChannel, selfMute: Bool, selfDeaf: Bool, session: String?
  ) -> VoiceSeat? {
    let old = guilds[guild]?.voiceStates[user]
    let held = guilds[guild]?.permissions(of: user, in: target) ?? []
    // A move keeps the stay; a new session of the bot begins another.
    let stays = old != nil && old?.gatewaySession == session
    var state = VoiceState(
      guild: guild, channel: target.id, user: user, sessionID: stays ? old?.sessionID ?? "" : opaque(32),
      gatewaySession: session, selfMute: selfMute, selfDeaf: selfDeaf)
    state.suppress = target.kind == .stage ? !held.contains(.muteMembers) : !held.contains(.speak)
    state.generation = old?.generation ?? 0
    state.seat = old?.seat
    guilds[guild]?.voiceStates[user] = state
    if let old, old.channel != target.id { emptied(old.channel, in: guild) }
    if target.voiceStart == nil {
      guilds[guild]?.channels[target.id]?.voiceStart = mint.seconds()
      tellStart(target.id, in: guild)
    }
    tellVoiceState(user, in: guild)
    let moved = old.map { $0.channel != target.id } ?? false
    grantSeat(user, in: guild, ending: moved && stays ? .moved(to: target.id) : .replaced)
    return guilds[guild]?.voiceStates[user]?.seat
  }

  private mutating func grantSeat(_ user: Snowflake, in guild: Snowflake, ending: VoiceEnding = .replaced) {
    guard let place = guilds[guild], var state = place.voiceStates[user], let channel = place.channels[state.channel]
    else { return }
    let endpoints = region?.endpoints ?? []
    let endpoint =
      place.voiceEndpoint ?? (endpoints.isEmpty ? "127.0.0.1:1" : endpoints[place.voiceServer % endpoints.count])
    let old = state.seat
    state.generation += 1
    state.isLive = false
    var seat = VoiceSeat(
      guild: guild, channel: channel.id, channelKind: channel.kind, user: user, sessionID: state.sessionID,
      token: opaque(16), endpoint: endpoint, generation: state.generation)
    seat.take(state, of: place.members[user])
    state.seat = seat
    guilds[guild]?.voiceStates[user] = state
    if let old { region?.apply(.revoked(old, ending)) }
    region?.apply(.granted(seat))
    dispatch(
      "VOICE_SERVER_UPDATE",
      ["token": .string(seat.token), "guild_id": guild.json, "endpoint": .string(endpoint)], to: user, guild: guild)
  }

  private mutating func changeSeat(_ user: Snowflake, in guild: Snowflake) {
    guard let place = guilds[guild], var state = place.voiceStates[user], let channel = place.channels[state.channel],
      var seat = state.seat
    else { return }
    if channel.kind == .voice { state.suppress = !place.permissions(of: user, in: channel).contains(.speak) }
    let tells = state.suppress != place.voiceStates[user]?.suppress
    seat.take(state, of: place.members[user])
    let isNew = seat != state.seat
    state.seat = seat
    guilds[guild]?.voiceStates[user] = state
    if isNew { region?.apply(.changed(seat)) }
    if tells { tellVoiceState(user, in: guild) }
  }

  private mutating func emptied(_ channel: Snowflake, in guild: Snowflake) {
    guard occupants(of: channel, in: guild).isEmpty, guilds[guild]?.channels[channel] != nil else { return }
    guilds[guild]?.channels[channel]?.voiceStart = nil
    tellStart(channel, in: guild)
    setStatus(nil, of: channel)
  }

  private mutating func tellStart(_ channel: Snowflake, in guild: Snowflake) {
    let start = guilds[guild]?.channels[channel]?.voiceStart.map { JSONValue($0) } ?? .null
    dispatch(
      "VOICE_CHANNEL_START_TIME_UPDATE", ["id": channel.json, "guild_id": guild.json, "voice_start_time": start],
      guild: guild, intent: .guilds)
  }
}

extension VoiceSeat {
  fileprivate mutating func take(_ state: VoiceState, of member: LabMember?) {
    mute = member?.mute ?? false
    deaf = member?.deaf ?? false
    selfMute = state.selfMute
    selfDeaf = state.selfDeaf
    maySpeak = !mute && !state.suppress
  }
}
