import PatchBase
import PatchEngine
import PatchSeal
import Testing

/// A Discord voice session against a small server, in virtual time.
@Suite struct VoiceSessionTests {
  private let opus: [UInt8] = [0x78, 1, 2, 3, 4, 5, 6, 7]

  private func ready(_ bots: Bot..., server: TestServer = TestServer()) throws -> TestServer {
    for bot in bots { try server.add(bot) }
    try server.run(300)
    for bot in bots { #expect(bot.session.state == .ready) }
    return server
  }

  // MARK: Joining

  @Test(arguments: [true, false])
  func joins(aes: Bool) throws {
    let bot = try Bot(1, prefersAES: aes)
    let server = try ready(bot)
    let seat = server.seats[1]!
    #expect(bot.urls == ["wss://voice.example:2083/?v=8"])
    #expect(bot.signals == [500])
    #expect(seat.mode == (aes ? .aes256GCM : .xchacha20Poly1305))
    #expect(seat.identifies == 1 && seat.discoveries == 1)
    #expect(bot.last(.ready)?.value == UInt64(seat.ssrc) && bot.last(.ready)?.extra == 1)
    #expect(bot.work.map(\.kind) == [.open, .start])
    #expect(bot.work[0].id == 500 && bot.work[0].value == 1 && bot.work[1].value == 1)
    // It greets with silence, and the gateway knows its source.
    #expect(seat.speaking == [1, 0])
    #expect(seat.frames.count == 5)
    #expect(seat.frames.map(\.at) == (0..<5).map { seat.frames[0].at + $0 * 20_000 })
  }

  @Test func unknownModesEndIt() throws {
    let (server, bot) = (TestServer(), try Bot(1))
    server.modes = #"["aead_something_new"]"#
    try server.add(bot)
    try server.run(200)
    #expect(bot.session.state == .ended)
    #expect(bot.last(.ended)?.value == UInt64(VoiceEnd.noMode.rawValue))
  }

  @Test func sessionAndServerComeInAnyOrder() throws {
    let (server, bot) = (TestServer(), try Bot(1))
    server.answersSignals = false
    try server.add(bot)
    try server.server(bot)
    #expect(bot.session.state == .signalling)
    try server.state(bot, 500)
    try server.run(300)
    #expect(bot.session.state == .ready)
  }

  @Test func noAnswerIsToldAndThenGivenUp() throws {
    let (server, bot) = (TestServer(), try Bot(1))
    server.answersSignals = false
    try server.add(bot)
    try server.run(50_000)
    #expect(bot.count(.noAnswer) == 3)
    #expect(bot.signals == [500, nil, 500, nil, 500])
    #expect(bot.last(.ended)?.value == UInt64(VoiceEnd.unanswered.rawValue))
    // And all over again when asked.
    server.answersSignals = true
    bot.session.join(guild: 4, channel: 500, at: server.time)
    try bot.drain()
    try server.run(300)
    #expect(bot.session.state == .ready)
  }

  @Test func discoveryIsRepeated() throws {
    let (server, bot) = (TestServer(), try Bot(1))
    server.answersDiscovery = { $0 == 4 }
    try server.add(bot)
    try server.run(4000)
    #expect(bot.session.state == .ready)
    #expect(server.seats[1]!.discoveries == 4)
  }

  @Test func noPathEndsIt() throws {
    let (server, bot) = (TestServer(), try Bot(1))
    server.answersDiscovery = { _ in false }
    try server.add(bot)
    try server.run(45_000)
    #expect(bot.count(.noDiscovery) == 3)
    #expect(bot.last(.ended)?.value == UInt64(VoiceEnd.noPath.rawValue))
  }

  // MARK: Heartbeats

  @Test func heartbeatsAcknowledgeTheLastMessage() throws {
    let (first, second) = (try Bot(1), try Bot(2))
    let server = try ready(first)
    #expect(server.seats[1]!.heartbeats.isEmpty)
    try server.add(second)
    try server.run(16_000)
    let beats = server.seats[1]!.heartbeats
    #expect(beats.map(\.nonce) == [1, 2, 3])
    #expect(beats.map(\.ack).last == server.seats[1]!.sequence)
    #expect(first.session.statistics.roundTrip == 10_000)
    #expect(server.seats[1]!.keepalives == 3)
  }

  @Test func threeMissedHeartbeatsResume() throws {
    let bot = try Bot(1)
    let server = try ready(bot)
    server.answersHeartbeats = false
    try server.run(21_000)
    #expect(bot.count(.heartbeatLost) == 1)
    #expect(server.seats[1]!.resumes.count == 1)
    #expect(bot.session.state == .ready)
    #expect(server.seats[1]!.identifies == 1)
  }

  // MARK: Close codes

  @Test(arguments: [
    (1000, VoiceReaction.resume), (1001, .resume), (1005, .resume), (1006, .resume), (3999, .resume), (4013, .resume),
    (4015, .resume), (4001, .rejoinOnce), (4002, .rejoinOnce), (4005, .rejoinOnce), (4012, .rejoinOnce),
    (4016, .rejoinOnce), (4020, .rejoinOnce), (4003, .identify), (4004, .rejoin), (4006, .rejoin), (4009, .rejoin),
    (4011, .rejoin), (4999, .rejoin), (4014, .wait), (4022, .wait), (4017, .stop), (4021, .rejoinLate),
  ])
  func everyCloseCode(code: Int, reaction: VoiceReaction) throws {
    let bot = try Bot(1)
    let server = try ready(bot)
    try server.close(bot, code: code)
    #expect(bot.last(.closed)?.value == UInt64(code) && bot.last(.closed)?.extra == UInt64(reaction.rawValue))
    try server.run(5000)
    let seat = server.seats[1]!
    switch reaction {
    case .resume:
      #expect(bot.session.state == .ready && seat.resumes.count == 1 && seat.identifies == 1)
      #expect(bot.signals == [500] && bot.count(.resumed) == 1)
    case .identify:
      #expect(bot.session.state == .ready && seat.identifies == 2 && bot.signals == [500])
    case .rejoin, .rejoinOnce:
      #expect(bot.session.state == .ready && seat.identifies == 2 && bot.signals == [500, 500])
      guard reaction == .rejoinOnce else { return }
      try server.close(bot, code: code)
      #expect(bot.last(.ended)?.value == UInt64(VoiceEnd.refused.rawValue))
      #expect(bot.last(.ended)?.extra == UInt64(code))
    case .wait:
      #expect(bot.session.state == .dismissed && bot.signals == [500])
      try server.run(15_000)
      #expect(bot.last(.ended)?.value == UInt64(VoiceEnd.removed.rawValue))
      #expect(bot.last(.ended)?.extra == UInt64(code))
    case .stop:
      #expect(bot.session.state == .ended)
      #expect(bot.last(.ended)?.value == UInt64(VoiceEnd.daveRequired.rawValue))
      try server.run(100_000)
      #expect(seat.identifies == 1 && bot.signals == [500])
    case .rejoinLate:
      #expect(bot.session.state == .backingOff)
      try server.run(296_000)
      #expect(bot.session.state == .ready && bot.signals == [500, 500])
    }
  }

  @Test func aRefusedResumeRejoins() throws {
    let bot = try Bot(1)
    let server = try ready(bot)
    server.acceptsResume = false
    try server.close(bot, code: 4015)
    try server.run(2000)
    #expect(bot.session.state == .ready)
    #expect(bot.signals == [500, 500])
    #expect(server.seats[1]!.identifies == 2)
  }

  @Test func backOffGrowsAndTheMainGatewayIsAskedAtLast() throws {
    let bot = try Bot(1)
    let server = try ready(bot)
    server.acceptsSockets = false
    try server.close(bot, code: 1006)
    try server.run(20_000)
    #expect(bot.signals.count >= 2)
    #expect(bot.urls.count <= 20)
    server.acceptsSockets = true
    try server.run(70_000)
    #expect(bot.session.state == .ready)
  }

  // MARK: Resume

  @Test func resumeKeepsEverything() throws {
    let (first, second) = (try Bot(1), try Bot(2))
    let server = try ready(first, second)
    try server.run(200)
    let sequence = server.seats[1]!.sequence
    var sent = 0
    let before = server.seats[1]!.frames.count
    try server.run(2000) { now in
      if now % 20_000 == 0 {
        // No sound is lost while the WebSocket is away.
        try first.session.send(self.opus.span, at: server.time)
        try second.session.send(self.opus.span, at: server.time)
        try first.drain()
        try second.drain()
        sent += 1
      }
      if sent == 20, first.count(.closed) == 0 {
        try server.close(first, code: 4015)
        server.delay = 100_000
      }
    }
    try server.run(500)
    #expect(server.seats[1]!.resumes == [server.seats[1]!.resumes[0]])
    #expect(server.seats[1]!.resumes[0] >= sequence)
    #expect(first.count(.resumed) == 1)
    #expect((first.last(.resumed)?.value ?? .max) < 1_000_000)
    #expect(server.seats[1]!.identifies == 1)
    #expect(first.work.filter { $0.kind == .open }.count == 1)
    #expect(first.heard.filter { $0.opus == opus }.count == 100)
    #expect(second.heard.filter { $0.opus == opus }.count == 100)
    let frames = server.seats[1]!.frames.dropFirst(before)
    #expect(zip(frames, frames.dropFirst()).allSatisfy { $1.sequence == $0.sequence &+ 1 })
    // Others took us for silent: we say again that we speak.
    #expect(server.seats[1]!.speaking.suffix(3) == [1, 1, 0])
  }

  @Test func whatTheGroupSaysWaitsForTheResume() throws {
    let bot = try Bot(1)
    let server = try ready(bot)
    let group = bot.work[0].session
    try server.close(bot, code: 4015)
    try bot.session.daveBinary(group, ([28, 1, 2] as [UInt8]).span)
    try bot.session.daveReady(group, transition: 9)
    try bot.session.daveInvalid(group, transition: 10)
    try bot.drain()
    #expect(server.seats[1]!.binaries.isEmpty)
    try server.run(200)
    #expect(server.seats[1]!.binaries == [[28, 1, 2]])
    #expect(server.seats[1]!.ready == [9] && server.seats[1]!.invalid == [10])
    // Of an older group nothing is sent.
    try bot.session.daveReady(group &- 1, transition: 11)
    try server.run(50)
    #expect(server.seats[1]!.ready == [9])
  }

  // MARK: Moves

  @Test func aServerMoveConnectsAnew() throws {
    let bot = try Bot(1)
    let server = try ready(bot)
    try server.server(bot, endpoint: "other.example")
    #expect(bot.disconnects.map(\.1) == [4000])
    try server.run(300)
    #expect(bot.session.state == .ready)
    #expect(bot.urls.last == "wss://other.example/?v=8")
    #expect(server.seats[1]!.identifies == 2 && server.seats[1]!.resumes.isEmpty)
    #expect(bot.work.map(\.kind) == [.open, .start, .open, .start])
    #expect(bot.work[2].session != bot.work[0].session)
    // What the old WebSocket still says means nothing.
    bot.session.closed(1, code: 4014, at: server.time)
    try bot.session.text(1, Array("nonsense".utf8).span, at: server.time)
    #expect(bot.session.state == .ready)
  }

  @Test func aServerThatGoesAwayIsWaitedFor() throws {
    let bot = try Bot(1)
    let server = try ready(bot)
    try server.server(bot, endpoint: "")
    #expect(bot.session.state == .signalling && bot.disconnects.count == 1)
    try server.run(5000)
    try server.server(bot)
    try server.run(2300)
    #expect(bot.session.state == .ready)
  }

  /// In every order that the close, the state and the server can come.
  @Test(arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
  func aChannelMove(order: [Int]) throws {
    let bot = try Bot(1)
    let server = try ready(bot)
    let began = server.now
    for step in order {
      switch step {
      case 0:
        bot.session.closed(1, code: 4014, at: server.time)
        try bot.drain()
      case 1: try server.state(bot, 600)
      default: try server.server(bot, endpoint: "next.example:443")
      }
      try server.run(30)
    }
    try server.run(2000 - Int(server.now - began) / 1000)
    #expect(bot.session.state == .ready)
    #expect(bot.work.last { $0.kind == .open }?.id == 600)
    #expect(bot.last(.moved)?.value == 600)
    #expect(bot.count(.ended) == 0)
  }

  @Test func beingTakenOutEndsIt() throws {
    let bot = try Bot(1)
    let server = try ready(bot)
    try server.state(bot, nil)
    #expect(bot.last(.ended)?.value == UInt64(VoiceEnd.removed.rawValue))
    #expect(bot.disconnects.count == 1)
    try server.run(60_000)
    #expect(bot.session.state == .ended && bot.urls.count == 1)
  }

  @Test func leaving() throws {
    let bot = try Bot(1)
    let server = try ready(bot)
    bot.session.leave(at: server.time)
    try bot.drain()
    #expect(bot.signals == [500, nil])
    #expect(bot.disconnects.map(\.1) == [1000])
    #expect(bot.last(.ended)?.value == UInt64(VoiceEnd.left.rawValue))
  }
}
