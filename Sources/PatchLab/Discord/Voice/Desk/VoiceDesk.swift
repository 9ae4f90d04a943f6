import NIOCore

/// The voice servers without their sockets and clock: voice gateway version 8, the groups of the channels, and the forwarding of media.
///
/// Everything goes in with the time, and `take()` says what is to be done. Used on one event loop only.
final class VoiceDesk {
  typealias Admit = (_ guild: UInt64, _ user: UInt64, _ session: String, _ token: String, _ endpoint: String)
    throws(VoiceRefusal) -> VoiceSeat

  /// One voice server: where its WebSockets and its datagrams go.
  struct Server {
    let endpoint: String
    let address: String
    let port: Int
  }

  struct Connection {
    let server: Int
    var member: VoiceMember?
    var heardAt: UInt64
    /// Of media messages, for the rate limit.
    var window: (start: UInt64, count: Int) = (0, 0)
  }

  struct RoomKey: Hashable {
    let server: Int
    let channel: UInt64
  }

  struct UserKey: Hashable {
    let guild: UInt64
    let user: UInt64?
  }

  let settings: VoiceSettings
  let servers: [Server]
  private let admit: Admit
  var random: LabRandom
  var connections: [Int: Connection] = [:]
  var members: [UserKey: VoiceMember] = [:]
  var sources: [UInt32: VoiceMember] = [:]
  var rooms: [RoomKey: VoiceRoom] = [:]
  /// Sessions that could have been resumed once (close code 4009 instead of 4006).
  var expired: Set<String> = []
  var faults: [UserKey: VoiceFaults] = [:]
  var reports: [UInt64: VoiceUserReport] = [:]
  var schedule = Schedule()
  var effects: [VoiceEffect] = []

  init(settings: VoiceSettings, servers: [Server], admit: @escaping Admit) {
    self.settings = settings
    self.servers = servers
    self.admit = admit
    random = LabRandom(seed: settings.seed)
  }

  /// What is to be done since the last call.
  func take() -> [VoiceEffect] {
    defer { effects = [] }
    return effects
  }

  // MARK: Sockets

  func opened(_ connection: Int, server: Int, version: Int, now: UInt64) {
    connections[connection] = Connection(server: server, heardAt: now)
    guard version == 8 else { return close(connection, 4012, now: now) }
    tell(connection, op: 8, ["v": 8, "heartbeat_interval": JSONValue(settings.heartbeatMilliseconds)])
  }

  /// The client closed, or the connection broke (1006).
  func closed(_ connection: Int, code: UInt16, now: UInt64) {
    guard let member = connections.removeValue(forKey: connection)?.member, member.connection == connection else {
      return
    }
    if code == 1000 || code == 1001 { depart(member, now: now) } else { lose(member, now: now) }
  }

  /// Closes from our side; what becomes of the session depends on the code.
  func close(_ connection: Int, _ code: UInt16?, now: UInt64) {
    effects.append(.close(connection, code: code))
    guard let member = connections.removeValue(forKey: connection)?.member else { return }
    if let code { report(member) { $0.closes.append(Int(code)) } }
    guard member.connection == connection else { return }
    switch code {
    case nil, 4013, 4015, 1001: lose(member, now: now)
    case let code? where code < 4000: lose(member, now: now)
    default: depart(member, now: now)
    }
  }

  private func lose(_ member: VoiceMember, now: UInt64) {
    member.connection = nil
    member.lostAt = now
  }

  /// The user is out of the channel.
  func depart(_ member: VoiceMember, now: UInt64) {
    let key = UserKey(guild: member.guild, user: member.user)
    guard members[key] === member else { return }
    members[key] = nil
    sources[member.ssrc] = nil
    if let connection = member.connection { connections[connection]?.member = nil }
    member.connection = nil
    let roomKey = RoomKey(server: member.server, channel: member.channel)
    if let room = rooms[roomKey] {
      room.members.removeAll { $0 === member }
      for other in room.members { send(other, op: 13, ["user_id": member.seat.user.json]) }
      room.group.leave(member.user, now: now)
      deliver(room, now: now)
      if room.members.isEmpty { rooms[roomKey] = nil }
    }
    effects.append(.live(member.seat, false))
  }

  // MARK: The rest of the Lab

  func apply(_ change: VoiceChange, now: UInt64) {
    switch change {
    case .granted: break
    case .changed(let seat):
      if let member = member(of: seat) { member.seat = seat }
    case .revoked(let seat, let ending):
      guard let member = member(of: seat) else { return }
      let code: UInt16 =
        switch ending {
        case .left, .kicked, .moved, .sessionEnded: 4014
        case .channelDeleted, .serverMoved: 4022
        case .replaced: 4006
        }
      if let connection = member.connection { close(connection, code, now: now) } else { depart(member, now: now) }
    }
  }

  func perform(_ intervention: VoiceIntervention, now: UInt64) {
    switch intervention {
    case .faults(let guild, let user, let faults): self.faults[UserKey(guild: guild, user: user)] = faults
    case .close(let guild, let user, let code): interrupt(guild, user, code, now: now)
    case .drop(let guild, let user): interrupt(guild, user, nil, now: now)
    case .version(let channel, let version):
      for (key, room) in rooms where key.channel == channel {
        if version > 0 { for member in room.members { send(member, op: 25, room.group.externalSender) } }
        room.group.change(to: version, now: now)
        deliver(room, now: now)
      }
    }
  }

  private func interrupt(_ guild: UInt64, _ user: UInt64, _ code: UInt16?, now: UInt64) {
    guard let connection = members[UserKey(guild: guild, user: user)]?.connection else { return }
    close(connection, code, now: now)
  }

  /// The faults that hold for a user.
  func faults(of member: VoiceMember) -> VoiceFaults {
    faults[UserKey(guild: member.guild, user: member.user)] ?? faults[UserKey(guild: member.guild, user: nil)]
      ?? VoiceFaults()
  }

  private func member(of seat: VoiceSeat) -> VoiceMember? {
    guard let member = members[UserKey(guild: seat.guild.raw, user: seat.user.raw)], member.seat.isSameRight(as: seat)
    else { return nil }
    return member
  }

  func report(_ member: VoiceMember, _ change: (inout VoiceUserReport) -> Void) {
    change(&reports[member.user, default: VoiceUserReport(user: member.user)])
  }

  func violation(_ member: VoiceMember, _ text: String) {
    report(member) { if $0.violations.count < 100 { $0.violations.append(text) } }
  }

  func report() -> VoiceReport {
    VoiceReport(
      users: reports.values.sorted { $0.user < $1.user },
      channels: rooms.values.sorted { $0.channel < $1.channel }.map { room in
        VoiceChannelReport(
          channel: room.channel, version: room.group.version, epoch: room.group.epoch,
          users: room.members.map(\.user), members: room.group.leaves?.users ?? [],
          proposals: room.group.pending.count)
      })
  }

  // MARK: Time

  /// When `advance` wants to be called.
  var wake: UInt64? {
    var times = rooms.values.compactMap(\.group.wake)
    if let due = schedule.next { times.append(due) }
    times += members.values.compactMap { $0.lostAt.map { $0 + settings.resumeWindow } }
    times += connections.values.map { $0.heardAt + silence }
    return times.min()
  }

  private var silence: UInt64 { UInt64(settings.heartbeatMilliseconds * settings.heartbeatsMissed) * 1000 }

  func advance(now: UInt64) {
    while let what = schedule.take(until: now) { happen(what, now: now) }
    for room in Array(rooms.values) where room.group.wake ?? .max <= now {
      room.group.advance(now: now)
      deliver(room, now: now)
    }
    for member in Array(members.values) {
      guard let lost = member.lostAt, lost + settings.resumeWindow <= now else { continue }
      expired.insert(member.seat.sessionID)
      depart(member, now: now)
    }
    for (connection, state) in connections where state.heardAt + silence <= now { close(connection, 4009, now: now) }
  }

  private func happen(_ what: Delayed, now: UInt64) {
    switch what {
    case .datagram(let server, let address, let bytes):
      effects.append(.datagram(server: server, to: address, bytes))
    case .commit(let member, let bytes): commit(bytes, member, now: now)
    case .message(let member, let op, let data): send(member, op: op, data)
    case .release(let room): release(room, now: now)
    }
  }

  // MARK: Saying

  /// A message that is not numbered.
  func tell(_ connection: Int, op: Int, _ data: JSONValue) {
    effects.append(.text(connection, (["op": JSONValue(op), "d": data] as JSONValue).text))
  }

  /// A numbered message, kept for a resume.
  func send(_ member: VoiceMember, op: Int, _ data: JSONValue) {
    emit(member.messages.text(op: op, data), member)
  }

  func send(_ member: VoiceMember, op: UInt8, _ payload: [UInt8]) {
    emit(member.messages.binary(op: op, payload), member)
  }

  func emit(_ message: ResumeBuffer.Message, _ member: VoiceMember) {
    guard let connection = member.connection else { return }
    switch message {
    case .text(let text): effects.append(.text(connection, text))
    case .binary(let bytes): effects.append(.binary(connection, bytes))
    }
  }

  func admission(
    _ guild: UInt64, _ user: UInt64, _ session: String, _ token: String, on server: Int
  ) throws(VoiceRefusal) -> VoiceSeat {
    try admit(guild, user, session, token, servers[server].endpoint)
  }
}
