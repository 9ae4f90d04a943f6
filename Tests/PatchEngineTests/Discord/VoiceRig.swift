// A voice server with its forwarding unit, and hosts that do what `poll` says, in virtual time.
import Foundation
import PatchBase
import PatchEngine
import PatchSeal
import PatchWire
import Testing

/// One bot and the host that carries its bytes.
final class Bot {
  var session: VoiceSession
  let user: UInt64
  var events: [VoiceEvent] = []
  var heard: [(media: VoiceMedia, opus: [UInt8])] = []
  var work: [VoiceDaveWork] = []
  var messages: [[UInt8]] = []
  var signals: [UInt64?] = []
  var disconnects: [(UInt32, Int)] = []
  /// The WebSocket that is open, or opening.
  var socket: UInt32?
  var urls: [String] = []
  var wake: UInt64 = 0
  /// Keys come from here: nil has no group, so that sound is in the clear where that is allowed.
  var carriesKeys = true
  weak var server: TestServer?
  /// Real group work, if the test has a gateway for it.
  var group: GroupServer?
  var dave: DaveSession?

  init(_ user: UInt64, requireDave: Bool = true, prefersAES: Bool = true) throws {
    self.user = user
    session = try VoiceSession(
      VoiceSessionSettings(user: user, seed: user, requireDave: requireDave, prefersAES: prefersAES))
  }

  func count(_ kind: VoiceEvent.Kind) -> Int { events.filter { $0.kind == kind }.count }
  func last(_ kind: VoiceEvent.Kind) -> VoiceEvent? { events.last { $0.kind == kind } }

  func drain() throws {
    let server = try #require(server)
    var buffer = [UInt8](repeating: 0, count: 140_000)
    for _ in 0..<10_000 {
      var out = buffer.mutableSpan
      let output = try session.poll(into: &out)
      func bytes(_ length: Int) -> [UInt8] { Array(buffer[..<length]) }
      switch output {
      case .wait(let until):
        wake = until.microseconds
        guard try workForGroup() else { return }
      case .signal(_, let channel):
        signals.append(channel)
        server.signalled(self, channel)
      case .connect(let number, let length):
        socket = number
        urls.append(String(decoding: bytes(length), as: UTF8.self))
        server.connect(self, number)
      case .disconnect(let number, let code):
        disconnects.append((number, code))
        server.disconnected(self, number)
      case .text(let number, let length): server.text(self, number, bytes(length))
      case .binary(let number, let length): server.binary(self, number, bytes(length))
      case .path: break
      case .datagram(let length): server.datagram(self, bytes(length))
      case .media(let media, let length): heard.append((media, bytes(length)))
      case .dave(let item, let length):
        work.append(item)
        if item.kind == .message { messages.append(bytes(length)) }
        if group != nil {
          try tell(item, bytes(length))
        } else if item.kind == .start, carriesKeys {
          try server.keys(self, item)
        }
      case .event(let event): events.append(event)
      }
    }
    Issue.record("poll never waits")
  }
}

extension Bot {
  private func tell(_ item: VoiceDaveWork, _ bytes: [UInt8]) throws {
    let now = try #require(server).time
    switch item.kind {
    case .open: dave = try DaveSession(DaveSettings(user: user, channel: item.id))
    case .start: dave!.start(version: Int(item.value), at: now)
    case .connected:
      let isKnown = dave!.connect(item.id)
      #expect(isKnown)
    case .disconnected: dave!.disconnect(item.id)
    case .message: dave!.receive(bytes.span, at: now)
    case .prepareTransition: dave!.prepareTransition(item.transition, version: Int(item.value), at: now)
    case .executeTransition: dave!.executeTransition(item.transition, at: now)
    case .prepareEpoch: dave!.prepareEpoch(item.extra, version: Int(item.value), at: now)
    case .recover: dave!.recover(at: now)
    }
  }

  /// Carries back what the group says. True when there was something.
  private func workForGroup() throws -> Bool {
    guard dave != nil, let server, let number = work.last?.session else { return false }
    var buffer = [UInt8](repeating: 0, count: 1 << 17)
    var update = try DaveUpdate(users: 100)
    var some = false
    while true {
      var room = buffer.mutableSpan
      switch try dave!.poll(into: &room) {
      case .none: return some
      case .binary(let count): try session.daveBinary(number, Array(buffer[..<count]).span)
      case .transitionReady(let id): try session.daveReady(number, transition: id)
      case .invalidCommitWelcome(let id): try session.daveInvalid(number, transition: id)
      case .update:
        let isTaken = try dave!.take(into: &update)
        #expect(isTaken)
        session.daveKeys(number, &update, at: server.time)
      case .event: continue
      }
      some = true
    }
  }
}

/// A main gateway, a voice gateway and a forwarding unit, as small as they can be. Everything arrives after `delay`.
final class TestServer {
  var now: UInt64 = 1_000_000
  var delay: UInt64 = 10_000
  var bots: [Bot] = []
  private var queue: [(at: UInt64, order: Int, run: () throws -> Void)] = []
  private var order = 0

  /// What a test can change.
  var version = 1
  var answersSignals = true
  var answersDiscovery: (Int) -> Bool = { _ in true }
  var answersHeartbeats = true
  var acceptsSockets = true
  var acceptsResume = true
  var tellsSources = true
  var modes = #"["aead_aes256_gcm_rtpsize","aead_xchacha20_poly1305_rtpsize"]"#
  var channel: UInt64 = 500
  var drops: (Int) -> Bool = { _ in false }
  var pads = false
  /// Its bot is told lies, so that what it says need not make sense here.
  var isPatient = false

  struct Seat {
    var ssrc: UInt32
    var token = ""
    var socket: UInt32?
    var key: [UInt8]
    var mode: TransportMode?
    var up: TransportBox?  // opens what the bot sends
    var down: TransportBox?
    var isLive = false
    var missed: [String] = []
    var sequence = -1
    var discoveries = 0
    var speaking: [Int] = []
    var identifies = 0
    var resumes: [Int] = []
    var heartbeats: [(nonce: UInt64, ack: Int)] = []
    var ready: [UInt16] = []
    var invalid: [UInt16] = []
    var binaries: [[UInt8]] = []
    var keepalives = 0
    /// What was inside the packets that the bot sent.
    var frames: [(sequence: UInt16, timestamp: UInt32, at: UInt64, payload: [UInt8])] = []
  }

  var seats: [UInt64: Seat] = [:]
  private var packets = 0
  private var tokens = 0

  final class TransportBox {
    var seal: TransportSeal
    init(_ mode: TransportMode, _ key: [UInt8]) throws { seal = try TransportSeal(mode, key: key.span) }
  }

  func add(_ bot: Bot, stage: Bool = false) throws {
    bot.server = self
    bots.append(bot)
    seats[bot.user] = Seat(ssrc: UInt32(bot.user) * 100 + 7, key: [])
    bot.session.join(guild: 4, channel: channel, isStage: stage, at: time)
    try bot.drain()
  }

  func bot(_ user: UInt64) -> Bot { bots.first { $0.user == user }! }

  var time: Ticks { Ticks(microseconds: now) }

  func later(_ extra: UInt64 = 0, _ run: @escaping () throws -> Void) {
    order += 1
    queue.append((now + delay + extra, order, run))
  }

  /// Lets `milliseconds` pass; `each` is called at every one of them.
  func run(_ milliseconds: Int, each: ((UInt64) throws -> Void)? = nil) throws {
    for _ in 0..<milliseconds {
      try each?(now)
      while let next = queue.filter({ $0.at <= now }).min(by: { ($0.at, $0.order) < ($1.at, $1.order) }) {
        queue.removeAll { $0.order == next.order }
        try next.run()
        for bot in bots { try bot.drain() }
      }
      for bot in bots where bot.wake <= now {
        bot.session.tick(at: time)
        try bot.drain()
      }
      now += 1000
    }
  }

  // MARK: Main gateway

  func signalled(_ bot: Bot, _ channel: UInt64?) {
    guard answersSignals else { return }
    later { [self] in
      guard let channel else { return try state(bot, nil) }
      try state(bot, channel)
      try server(bot)
    }
  }

  func state(_ bot: Bot, _ channel: UInt64?) throws {
    try bot.session.state(session: Array("session".utf8).span, channel: channel, at: time)
    try bot.drain()
  }

  func server(_ bot: Bot, endpoint: String = "voice.example:2083") throws {
    tokens += 1
    seats[bot.user]!.token = "token\(tokens)"
    let token = Array("token\(tokens)".utf8)
    try bot.session.server(endpoint: Array(endpoint.utf8).span, token: token.span, at: time)
    try bot.drain()
  }

  // MARK: Voice gateway

  func connect(_ bot: Bot, _ number: UInt32) {
    later { [self] in
      guard acceptsSockets else { return bot.session.closed(number, code: 1006, at: time) }
      seats[bot.user]!.socket = number
      bot.session.opened(number, at: time)
      say(bot, #"{"op":8,"d":{"v":8,"heartbeat_interval":13750}}"#)
    }
  }

  func disconnected(_ bot: Bot, _ number: UInt32) {
    if seats[bot.user]!.socket == number { seats[bot.user]!.socket = nil }
  }

  func close(_ bot: Bot, code: Int) throws {
    let number = try #require(seats[bot.user]!.socket)
    seats[bot.user]!.socket = nil
    seats[bot.user]!.isLive = false
    bot.session.closed(number, code: code, at: time)
    try bot.drain()
  }

  /// To one bot, in order. Numbered messages wait while it is away.
  func say(_ bot: Bot, _ text: String, numbered: Bool = false) {
    var text = text
    if numbered {
      seats[bot.user]!.sequence += 1
      text.removeLast()
      text += #","seq":\#(seats[bot.user]!.sequence)}"#
      guard seats[bot.user]!.socket != nil, seats[bot.user]!.isLive else {
        seats[bot.user]!.missed.append(text)
        return
      }
    }
    guard let number = seats[bot.user]!.socket else { return }
    later { [self, text] in try bot.session.text(number, Array(text.utf8).span, at: time) }
  }

  func say(_ bot: Bot, op: UInt8, _ payload: [UInt8]) {
    seats[bot.user]!.sequence += 1
    let sequence = seats[bot.user]!.sequence
    guard let number = seats[bot.user]!.socket else { return }
    let message = [UInt8(sequence >> 8 & 255), UInt8(sequence & 255), op] + payload
    later { [self] in try bot.session.binary(number, message.span, at: time) }
  }

  func text(_ bot: Bot, _ number: UInt32, _ bytes: [UInt8]) {
    if isPatient, number != seats[bot.user]!.socket { return }
    guard number == seats[bot.user]!.socket,
      let json = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any], let op = json["op"] as? Int
    else {
      Issue.record("the server is told what is no message: \(String(decoding: bytes, as: UTF8.self))")
      return
    }
    let d = json["d"] as? [String: Any] ?? [:]
    let ssrc = seats[bot.user]!.ssrc
    switch op {
    case 0:
      #expect(d["server_id"] as? String == "4" && d["user_id"] as? String == String(bot.user))
      #expect(isPatient || d["session_id"] as? String == "session" && d["token"] as? String == seats[bot.user]!.token)
      #expect(d["max_dave_protocol_version"] as? Int == 1)
      seats[bot.user]!.identifies += 1
      seats[bot.user]!.sequence = -1
      seats[bot.user]!.missed = []
      seats[bot.user]!.isLive = true
      say(bot, #"{"op":2,"d":{"ssrc":\#(ssrc),"ip":"127.0.0.1","port":5000,"modes":\#(modes),"experiments":[]}}"#)
      let others = bots.filter { $0 !== bot && seats[$0.user]!.isLive }
      say(bot, #"{"op":11,"d":{"user_ids":\#(others.map { String($0.user) })}}"#, numbered: true)
      for other in others {
        say(other, #"{"op":11,"d":{"user_ids":["\#(bot.user)"]}}"#, numbered: true)
        say(other, #"{"op":20,"d":{"user_id":"\#(bot.user)","platform":0}}"#, numbered: true)
        if tellsSources {
          say(
            bot, #"{"op":5,"d":{"user_id":"\#(other.user)","ssrc":\#(seats[other.user]!.ssrc),"speaking":0}}"#,
            numbered: true)
        }
      }
    case 1:
      let data = d["data"] as? [String: Any] ?? [:]
      #expect(isPatient || data["address"] as? String == "192.0.2.1" && data["port"] as? Int == 40_000)
      let name = data["mode"] as? String ?? ""
      let mode = TransportMode(name: Array(name.utf8).span)
      let key = (0..<32).map { UInt8(truncatingIfNeeded: Int(bot.user) * 31 + $0 * 7 + tokens) }
      seats[bot.user]!.key = key
      seats[bot.user]!.mode = mode
      seats[bot.user]!.up = try? TransportBox(mode!, key)
      seats[bot.user]!.down = try? TransportBox(mode!, key)
      say(
        bot,
        #"{"op":4,"d":{"mode":"\#(name)","secret_key":\#(key.map(Int.init)),"dave_protocol_version":\#(version)}}"#)
      bot.group?.described(bot)
    case 3:
      let nonce = (d["t"] as? NSNumber)?.uint64Value ?? 0
      seats[bot.user]!.heartbeats.append((nonce, d["seq_ack"] as? Int ?? -99))
      if answersHeartbeats { say(bot, #"{"op":6,"d":{"t":\#(nonce)}}"#) }
    case 5:
      #expect(isPatient || d["ssrc"] as? Int == Int(ssrc))
      seats[bot.user]!.speaking.append(d["speaking"] as? Int ?? -1)
      if tellsSources {
        for other in bots where other !== bot {
          say(
            other, #"{"op":5,"d":{"user_id":"\#(bot.user)","ssrc":\#(ssrc),"speaking":\#(d["speaking"] ?? 0)}}"#,
            numbered: true)
        }
      }
    case 7:
      seats[bot.user]!.resumes.append(d["seq_ack"] as? Int ?? -99)
      guard acceptsResume else {
        later { [self] in try close(bot, code: 4006) }
        return
      }
      seats[bot.user]!.isLive = true
      let missed = seats[bot.user]!.missed
      seats[bot.user]!.missed = []
      for text in missed { say(bot, text) }
      say(bot, #"{"op":9,"d":null}"#)
    case 23:
      let id = UInt16(d["transition_id"] as? Int ?? 0)
      seats[bot.user]!.ready.append(id)
      bot.group?.isReady(bot, id)
    case 31: seats[bot.user]!.invalid.append(UInt16(d["transition_id"] as? Int ?? 0))
    default: Issue.record("op \(op) from a client")
    }
  }

  func binary(_ bot: Bot, _ number: UInt32, _ bytes: [UInt8]) {
    #expect(isPatient || number == seats[bot.user]!.socket)
    seats[bot.user]!.binaries.append(bytes)
    do { try bot.group?.binary(bot, bytes) } catch { Issue.record(error) }
  }

  // MARK: Datagrams

  func datagram(_ bot: Bot, _ bytes: [UInt8]) {
    if bytes.count == 74 {
      seats[bot.user]!.discoveries += 1
      guard answersDiscovery(seats[bot.user]!.discoveries) else { return }
      var answer = [0, 2, 0, 70] + bytes[4..<8] + Array("192.0.2.1".utf8)
      answer += [UInt8](repeating: 0, count: 72 - answer.count) + [0x9C, 0x40]
      later { [self, answer] in bot.session.datagram(answer.span, at: time) }
      return
    }
    if bytes.count == 8 {
      seats[bot.user]!.keepalives += 1
      later { [self] in bot.session.datagram(bytes.span, at: time) }
      return
    }
    do { try forward(bot, bytes) } catch {
      if !isPatient { Issue.record("a packet that the server cannot open: \(error)") }
    }
  }

  private func forward(_ bot: Bot, _ bytes: [UInt8]) throws {
    var packet = bytes
    var room = packet.mutableSpan
    guard let up = seats[bot.user]!.up else {
      if !isPatient { Issue.record("sound before there is a key") }
      return
    }
    let length = try up.seal.open(&room)
    let clear = Array(packet[..<length])
    let parsed = try RTPPacket(clear.span)
    #expect(isPatient || parsed.payloadType == 120 && parsed.ssrc == seats[bot.user]!.ssrc)
    seats[bot.user]!.frames.append((parsed.sequence, parsed.timestamp, now, Array(clear[parsed.payload])))
    packets += 1
    guard !drops(packets) else { return }
    for other in bots where other !== bot {
      guard let down = seats[other.user]!.down else { continue }
      var copy = clear
      if pads {
        copy[0] |= 0x20
        copy += [0, 0, 0, 4]
      }
      let count = copy.count
      copy += [UInt8](repeating: 0, count: TransportSeal.overhead)
      var target = copy.mutableSpan
      _ = try down.seal.seal(&target, count: count)
      later { [self, copy] in other.session.datagram(copy.span, at: time) }
    }
  }

  // MARK: A group by hand

  /// Everybody's key follows from their user id: what a group would agree on.
  static func base(_ user: UInt64) -> [UInt8] { (0..<16).map { UInt8(truncatingIfNeeded: Int(user) * 13 + $0) } }

  func keys(_ bot: Bot, _ item: VoiceDaveWork) throws {
    var update = try DaveUpdate(users: 8)
    if item.value == 0 {
      update.openSender()
      update.setPassThrough(true)
    } else {
      for other in 1...8 { try update.addReceiver(UInt64(other), base: TestServer.base(UInt64(other)).span) }
      try update.setSender(base: TestServer.base(bot.user).span)
    }
    bot.session.daveKeys(item.session, &update, at: time)
  }
}
