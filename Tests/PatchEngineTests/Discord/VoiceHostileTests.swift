import PatchBase
import PatchEngine
import Testing

/// Whatever the network says: no trap, no endless loop, bounded memory, and nothing in the clear.
@Suite struct VoiceHostileTests {
  /// A session in some state, and messages and datagrams that are random, mutated, too early, too late and too many.
  @Test(arguments: 0..<12)
  func anything(seed: Int) throws {
    var random = Random(UInt64(seed))
    let (server, bot) = (TestServer(), try Bot(1))
    server.isPatient = true
    server.answersSignals = seed % 4 != 0
    server.version = seed % 3 == 0 ? 0 : 1
    bot.carriesKeys = seed % 2 == 0
    try server.add(bot)
    for step in 0..<1500 {
      let number = random.below(8) == 0 ? UInt32(random.below(5)) : (bot.socket ?? 0)
      switch random.below(10) {
      case 0...2: try? bot.session.text(number, random.message().span, at: server.time)
      case 3: try? bot.session.binary(number, random.bytes(random.below(400)).span, at: server.time)
      case 4, 5: bot.session.datagram(random.datagram().span, at: server.time)
      case 6: try? bot.session.send([0x78, 1, 2, 3].span, at: server.time)
      case 7:
        switch random.below(60) {
        case 0: bot.session.closed(number, code: 1000 + random.below(3100), at: server.time)
        case 1: try? bot.session.state(session: random.bytes(random.below(20)).span, channel: 1, at: server.time)
        case 2: try? bot.session.server(endpoint: random.bytes(9).span, token: random.bytes(9).span, at: server.time)
        case 3: bot.session.join(guild: 4, channel: UInt64(500 + random.below(3)), at: server.time)
        case 4: try? bot.session.daveBinary(UInt32(random.below(4)), random.bytes(50).span)
        case 5: try? bot.session.state(session: Span(), channel: nil, at: server.time)
        default: bot.session.opened(number, at: server.time)
        }
      default: try server.run(random.below(40))
      }
      if step % 7 != 0 { try bot.drain() }
    }
    // Every packet that left was sealed with a key, and held a DAVE frame, silence, or sound where that is allowed.
    for frame in server.seats[1]!.frames { #expect(frame.payload.count > 3 || server.version == 0) }
    let all = bot.session.statistics
    #expect(all.waiting <= 64 && all.sources <= 64)
    try server.run(20)
    #expect(bot.session.state != .ready || all.messages > 0)
  }

  @Test func aHostThatNeverPollsCostsNoMemory() throws {
    var session = try VoiceSession(VoiceSessionSettings(user: 1))
    session.join(guild: 1, channel: 2, at: Ticks(microseconds: 1))
    let endpoint = Array("a:1".utf8), token = Array("t".utf8)
    try session.state(session: token.span, channel: 2, at: Ticks(microseconds: 1))
    try session.server(endpoint: endpoint.span, token: token.span, at: Ticks(microseconds: 1))
    session.opened(1, at: Ticks(microseconds: 1))
    let people = Array(#"{"op":11,"d":{"user_ids":["1","2","3","4","5","6","7","8"]}}"#.utf8)
    let speaking = Array(#"{"op":5,"d":{"user_id":"9","ssrc":77,"speaking":1}}"#.utf8)
    for _ in 0..<20_000 {
      try? session.text(1, people.span, at: Ticks(microseconds: 2))
      try? session.text(1, speaking.span, at: Ticks(microseconds: 2))
    }
    #expect(session.statistics.eventsLost > 0)
    #expect(session.statistics.sources <= 1)
    // What was lost cannot be made up for: it asks the main gateway anew.
    #expect(session.state != .ready && session.statistics.rejoins > 0)
  }

  @Test func timeMayJumpAnyhow() throws {
    let (server, bot) = (TestServer(), try Bot(1))
    try server.add(bot)
    try server.run(300)
    for jump: UInt64 in [1 << 40, 1 << 62, .max, 0, 5] {
      bot.session.tick(at: Ticks(microseconds: jump))
      server.now = min(jump, .max - 1_000_000_000)
      var buffer = [UInt8](repeating: 0, count: 140_000)
      var polls = 0
      while polls < 1000 {
        polls += 1
        var out = buffer.mutableSpan
        if case .wait = try bot.session.poll(into: &out) { break }
      }
      #expect(polls < 1000)
    }
  }

  @Test func everySettingOutOfRangeIsRefused() {
    for bad in [
      VoiceSessionSettings(user: 0), VoiceSessionSettings(user: 1, arrivals: 15),
      VoiceSessionSettings(user: 1, arrivals: 513), VoiceSessionSettings(user: 1, speakers: 0),
      VoiceSessionSettings(user: 1, speakers: 513),
    ] {
      #expect(throws: Fault.argument) { _ = try VoiceSession(bad) }
    }
  }
}

/// Numbers that are the same in every run.
private struct Random {
  var state: UInt64
  init(_ seed: UInt64) { state = seed &* 77 &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }

  /// A message of the gateway, more often than not damaged.
  mutating func message() -> [UInt8] {
    let key = "[\((0..<32).map { _ in "\(below(256))" }.joined(separator: ","))]"
    let texts = [
      #"{"op":8,"d":{"heartbeat_interval":\#(below(50_000))}}"#,
      #"{"op":2,"d":{"ssrc":\#(below(1000)),"ip":"1.2.3.4","port":\#(below(70_000)),"modes":["aead_aes256_gcm_rtpsize"]}}"#,
      #"{"op":4,"d":{"mode":"aead_xchacha20_poly1305_rtpsize","secret_key":\#(key),"dave_protocol_version":\#(below(2))}}"#,
      #"{"op":5,"seq":\#(below(70_000)),"d":{"user_id":"\#(below(200))","ssrc":\#(below(300)),"speaking":1}}"#,
      #"{"op":6,"d":{"t":\#(below(9))}}"#, #"{"op":9,"d":null}"#, #"{"op":3,"d":null}"#,
      #"{"op":11,"d":{"user_ids":[\#((0..<below(60)).map { "\"\($0)\"" }.joined(separator: ","))]}}"#,
      #"{"op":12,"d":{"user_id":"\#(below(50))","audio_ssrc":\#(below(300))}}"#,
      #"{"op":13,"d":{"user_id":"\#(below(200))"}}"#,
      #"{"op":21,"d":{"transition_id":\#(below(9)),"protocol_version":\#(below(2))}}"#,
      #"{"op":22,"d":{"transition_id":\#(below(9))}}"#, #"{"op":24,"d":{"protocol_version":1,"epoch":1}}"#,
    ]
    var bytes = Array(texts[below(texts.count)].utf8)
    for _ in 0..<below(4) { bytes[below(bytes.count)] = UInt8(truncatingIfNeeded: next()) }
    if below(10) == 0 { bytes.removeLast(below(bytes.count)) }
    return bytes
  }

  mutating func datagram() -> [UInt8] {
    var bytes = bytes(below(5) == 0 ? below(2000) : below(120))
    if bytes.count > 2, below(3) > 0 {
      bytes[0] = 0x80 | bytes[0] & 0x3F
      bytes[1] = 0x78
    }
    return bytes
  }
}
