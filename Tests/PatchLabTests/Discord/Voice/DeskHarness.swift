import NIOCore

@testable import PatchLab

/// A desk with clients that say what a test wants, in virtual time.
struct DeskHarness {
  let desk: VoiceDesk
  var now: UInt64 = 1_000_000
  var texts: [Int: [JSONValue]] = [:]
  var binaries: [Int: [[UInt8]]] = [:]
  var closes: [Int: UInt16] = [:]
  var datagrams: [(to: Int, bytes: [UInt8])] = []
  var live: [UInt64: Bool] = [:]

  init(stage: Bool = false, settings: VoiceSettings = VoiceSettings()) {
    desk = VoiceDesk(
      settings: settings, servers: [.init(endpoint: "127.0.0.1:1", address: "127.0.0.1", port: 5000)]
    ) { guild, user, session, token, endpoint throws(VoiceRefusal) in
      guard guild == 1 else { throw .noServer }
      guard session.hasPrefix("session\(user)") else { throw .badSession }
      guard token == "token\(user)" else { throw .badToken }
      return VoiceSeat(
        guild: Snowflake(1), channel: Snowflake(77), channelKind: stage ? .stage : .voice, user: Snowflake(user),
        sessionID: session, token: token, endpoint: endpoint, generation: 1)
    }
  }

  static func address(_ port: Int) -> SocketAddress { try! SocketAddress(ipAddress: "127.0.0.1", port: port) }

  mutating func collect() {
    for effect in desk.take() {
      switch effect {
      case .text(let id, let text): texts[id, default: []].append(JSONValue(parsing: text) ?? .null)
      case .binary(let id, let bytes): binaries[id, default: []].append(bytes)
      case .close(let id, let code): closes[id] = code ?? 0
      case .datagram(_, let address, let bytes): datagrams.append((address.port ?? 0, bytes))
      case .live(let seat, let isLive): live[seat.user.raw] = isLive
      }
    }
  }

  mutating func open(_ id: Int, version: Int = 8) {
    desk.opened(id, server: 0, version: version, now: now)
    collect()
  }

  mutating func say(_ id: Int, _ op: Int, _ data: JSONValue) {
    desk.text(id, Array((["op": JSONValue(op), "d": data] as JSONValue).text.utf8), now: now)
    collect()
  }

  mutating func say(_ id: Int, raw: String) {
    desk.text(id, Array(raw.utf8), now: now)
    collect()
  }

  mutating func send(_ bytes: [UInt8], port: Int) {
    desk.datagram(bytes, from: Self.address(port), server: 0, now: now)
    collect()
  }

  mutating func wait(_ microseconds: UInt64) {
    now += microseconds
    desk.advance(now: now)
    collect()
  }

  mutating func identify(_ id: Int, _ user: UInt64, dave: Int? = 1) {
    var data: JSONValue = [
      "server_id": "1", "user_id": .string("\(user)"), "session_id": .string("session\(user)"),
      "token": .string("token\(user)"),
    ]
    if let dave { data["max_dave_protocol_version"] = JSONValue(dave) }
    say(id, 0, data)
  }

  /// A user all the way to where sound may flow; the connection has the user's number, the port 6000 more.
  mutating func enter(_ user: UInt64, mode: TransportMode = .xchacha) {
    let id = Int(user)
    open(id)
    identify(id, user)
    let ssrc = texts[id]?.first { $0["op"].int == 2 }?["d"]["ssrc"].int ?? 0
    var question = [UInt8](repeating: 0, count: 74)
    question.replaceSubrange(
      0..<8, with: [0, 1, 0, 70] + (0..<4).map { UInt8(truncatingIfNeeded: ssrc >> (24 - 8 * $0)) })
    send(question, port: 6000 + id)
    say(
      id, 1,
      [
        "protocol": "udp",
        "data": ["address": "127.0.0.1", "port": JSONValue(6000 + id), "mode": .string(mode.rawValue)],
      ])
    say(id, 5, ["speaking": 1, "delay": 0, "ssrc": JSONValue(ssrc)])
  }

  func messages(_ id: Int, _ op: Int) -> [JSONValue] { (texts[id] ?? []).filter { $0["op"].int == op } }

  func ssrc(_ id: Int) -> UInt32 { UInt32(messages(id, 2).first?["d"]["ssrc"].int ?? 0) }

  func seal(_ id: Int) -> TransportSeal? {
    guard let message = messages(id, 4).last?["d"], let mode = message["mode"].string.flatMap(TransportMode.init) else {
      return nil
    }
    return TransportSeal(mode: mode, key: (message["secret_key"].array ?? []).map { UInt8($0.int ?? 0) })
  }

  func header(_ id: Int, sequence: UInt8, first: UInt8 = 0x80) -> [UInt8] {
    let ssrc = ssrc(id)
    return [first, 0x78, 0, sequence, 0, 0, 0, 0] + (0..<4).map { UInt8(truncatingIfNeeded: ssrc >> (24 - 8 * $0)) }
  }
}
