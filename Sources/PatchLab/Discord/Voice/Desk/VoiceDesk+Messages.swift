/// What clients say on their WebSockets.
extension VoiceDesk {
  /// Ops that the official client sends and nobody needs here: video, and what is not documented.
  private static let ignored: Set<Int> = [12, 14, 15, 16, 17, 18, 19, 20]
  private static let messagesPerMinute = 1200

  func text(_ connection: Int, _ bytes: [UInt8], now: UInt64) {
    guard isWithinLimits(connection, now) else { return close(connection, 4021, now: now) }
    guard let message = JSONValue(parsing: String(decoding: bytes, as: UTF8.self)), let op = message["op"].int else {
      return close(connection, 4002, now: now)
    }
    let data = message["d"]
    if op == 3 { return heartbeat(connection, data, now: now) }
    guard let member = connections[connection]?.member else {
      switch op {
      case 0: return identify(connection, data, now: now)
      case 7: return resume(connection, data, now: now)
      default: return close(connection, 4003, now: now)
      }
    }
    switch op {
    case 0, 7: close(connection, 4005, now: now)
    case 1: select(member, connection, data, now: now)
    case 5: speak(member, connection, data, now: now)
    case 23:
      guard let transition = data["transition_id"].int else { return close(connection, 4020, now: now) }
      group(of: member) { $0.ready(transition, from: member.user) }
      settle(member, now: now)
    case 31:
      report(member) { $0.recoveries += 1 }
      if data["transition_id"].int == nil { violation(member, "op 31 without transition_id") }
      group(of: member) { $0.invalid(from: member.user, now: now) }
      settle(member, now: now)
    case 26, 28: close(connection, 4002, now: now)
    default:
      if !Self.ignored.contains(op) { close(connection, 4001, now: now) }
    }
  }

  func binary(_ connection: Int, _ bytes: [UInt8], now: UInt64) {
    guard isWithinLimits(connection, now) else { return close(connection, 4021, now: now) }
    guard let member = connections[connection]?.member else { return close(connection, 4003, now: now) }
    switch bytes.first {
    case 26?: keyPackage(Array(bytes.dropFirst()), member, now: now)
    case 28?: arrived(commit: Array(bytes.dropFirst()), member, now: now)
    case nil: close(connection, 4002, now: now)
    default: close(connection, 4001, now: now)
    }
  }

  private func isWithinLimits(_ connection: Int, _ now: UInt64) -> Bool {
    guard var state = connections[connection] else { return true }
    if now - min(state.window.start, now) > 60_000_000 { state.window = (now, 0) }
    state.window.count += 1
    connections[connection] = state
    return state.window.count <= Self.messagesPerMinute
  }

  private func heartbeat(_ connection: Int, _ data: JSONValue, now: UInt64) {
    // A number with a point or an exponent is refused, which has broken clients before.
    guard let nonce = data["t"].int else { return close(connection, 4020, now: now) }
    let acknowledged = data["seq_ack"]
    guard acknowledged.isNull || acknowledged.int != nil else { return close(connection, 4020, now: now) }
    connections[connection]?.heardAt = now
    if let member = connections[connection]?.member { report(member) { $0.heartbeats += 1 } }
    tell(connection, op: 6, ["t": JSONValue(nonce)])
  }

  private func identify(_ connection: Int, _ data: JSONValue, now: UInt64) {
    guard let guild = data["server_id"].uint64, let user = data["user_id"].uint64,
      let session = data["session_id"].string, let token = data["token"].string,
      let server = connections[connection]?.server
    else { return close(connection, 4002, now: now) }
    let seat: VoiceSeat
    do {
      seat = try admission(guild, user, session, token, on: server)
    } catch {
      return close(connection, error.closeCode, now: now)
    }
    let isStage = seat.channelKind == .stage
    guard isStage || data["max_dave_protocol_version"].int ?? 0 >= 1 else { return close(connection, 4017, now: now) }
    if let old = members[UserKey(guild: guild, user: user)] {
      if let other = old.connection { close(other, 4006, now: now) } else { depart(old, now: now) }
    }
    var ssrc = UInt32.random(in: 1000..<1_000_000, using: &random)
    while sources[ssrc] != nil { ssrc += 1 }
    let member = VoiceMember(
      seat: seat, server: server, ssrc: ssrc, connection: connection,
      messages: ResumeBuffer(limit: settings.resumeMessages))
    connections[connection]?.member = member
    members[UserKey(guild: guild, user: user)] = member
    sources[ssrc] = member
    report(member) { $0.identified += 1 }
    effects.append(.live(seat, true))
    tell(
      connection, op: 2,
      [
        "ssrc": JSONValue(Int(ssrc)), "ip": .string(servers[server].address), "port": JSONValue(servers[server].port),
        "modes": .array(TransportMode.allCases.map { .string($0.rawValue) }), "experiments": [], "streams": [],
      ])
    enter(member, isStage)
  }

  /// Everybody in the channel learns of everybody.
  private func enter(_ member: VoiceMember, _ isStage: Bool) {
    let key = RoomKey(server: member.server, channel: member.channel)
    let room =
      rooms[key]
      ?? VoiceRoom(
        channel: member.channel,
        group: ChannelGroup(
          channel: member.channel, version: isStage ? 0 : 1, patience: settings.transitionPatience))
    rooms[key] = room
    let isEarly = faults(of: member).isEarly
    if isEarly {
      send(member, op: 25, room.group.externalSender)
      send(member, op: 22, ["transition_id": 4711])
      tellSpeakers(member, room)
      send(member, op: 15, ["any": 100])
      send(member, op: 99, ["unknown": true])
    }
    if !room.members.isEmpty { send(member, op: 11, ["user_ids": .array(room.members.map(\.seat.user.json))]) }
    for other in room.members {
      send(other, op: 11, ["user_ids": [member.seat.user.json]])
      send(other, op: 18, ["user_id": member.seat.user.json, "flags": 0])
      send(other, op: 20, ["user_id": member.seat.user.json, "platform": 0])
    }
    if !isEarly { tellSpeakers(member, room) }
    room.members.append(member)
  }

  private func tellSpeakers(_ member: VoiceMember, _ room: VoiceRoom) {
    guard !faults(of: member).swallowsSpeaking else { return }
    for other in room.members {
      guard let speaking = other.speaking else { continue }
      send(member, op: 5, speakingMessage(other, speaking))
    }
  }

  private func speakingMessage(_ member: VoiceMember, _ speaking: Int) -> JSONValue {
    ["user_id": member.seat.user.json, "ssrc": JSONValue(Int(member.ssrc)), "speaking": JSONValue(speaking)]
  }

  private func select(_ member: VoiceMember, _ connection: Int, _ data: JSONValue, now: UInt64) {
    guard data["protocol"].string == "udp" else { return close(connection, 4012, now: now) }
    let details = data["data"]
    guard details["address"].string != nil, details["port"].int != nil else { return close(connection, 4020, now: now) }
    guard let mode = details["mode"].string.flatMap(TransportMode.init) else {
      return close(connection, 4016, now: now)
    }
    let isFirst = member.transport == nil
    let transport =
      member.transport?.changed(to: mode)
      ?? TransportSeal(
        mode: mode, key: (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) },
        counter: UInt32.random(in: 0..<1000, using: &random))
    member.transport = transport
    guard let room = room(of: member) else { return }
    let isEarly = faults(of: member).isEarly
    tell(
      connection, op: 4,
      [
        "mode": .string(mode.rawValue), "secret_key": .array(transport.key.map { JSONValue(Int($0)) }),
        "audio_codec": "opus", "video_codec": "H264", "media_session_id": .string("lab\(member.ssrc)"),
        "dave_protocol_version": JSONValue(room.group.version),
      ])
    guard isFirst else { return }
    if !isEarly, room.group.version > 0 { send(member, op: 25, room.group.externalSender) }
    room.group.join(member.user)
    deliver(room, now: now)
  }

  private func speak(_ member: VoiceMember, _ connection: Int, _ data: JSONValue, now: UInt64) {
    guard let speaking = data["speaking"].int, speaking >= 0 else { return close(connection, 4020, now: now) }
    if data["ssrc"].int != Int(member.ssrc) { violation(member, "op 5 with another ssrc") }
    member.speaking = speaking
    for other in room(of: member)?.members ?? [] where other !== member && !faults(of: other).swallowsSpeaking {
      send(other, op: 5, speakingMessage(member, speaking))
    }
  }

  private func resume(_ connection: Int, _ data: JSONValue, now: UInt64) {
    guard let guild = data["server_id"].uint64, let session = data["session_id"].string,
      let token = data["token"].string, let server = connections[connection]?.server
    else { return close(connection, 4002, now: now) }
    guard let member = members.values.first(where: { $0.guild == guild && $0.seat.sessionID == session }),
      member.server == server
    else { return close(connection, expired.contains(session) ? 4009 : 4006, now: now) }
    guard member.seat.token == token else { return close(connection, 4004, now: now) }
    let acknowledged = data["seq_ack"].int ?? -1
    guard let missed = faults(of: member).replaysAll ? member.messages.all : member.messages.replay(after: acknowledged)
    else {
      violation(member, "resume from \(acknowledged), which is not kept")
      close(connection, 4006, now: now)
      return depart(member, now: now)
    }
    if let old = member.connection {
      // Two sockets of one session: the newer one has it.
      connections[old] = nil
      effects.append(.close(old, code: 4006))
    }
    member.connection = connection
    member.lostAt = nil
    connections[connection]?.member = member
    report(member) { $0.resumed += 1 }
    for message in missed { emit(message, member) }
    tell(connection, op: 9, .null)
  }
}

extension VoiceRefusal {
  var closeCode: UInt16 {
    switch self {
    case .badToken: 4004
    case .badSession: 4006
    case .noServer: 4011
    }
  }
}
