import PatchBase
import PatchEngine
import PatchSeal
import Testing

/// Sound through two sessions and a forwarding unit, and all that can be in its way.
@Suite struct VoiceSoundTests {
  private func two(
    _ change: (TestServer, Bot, Bot) -> Void = { _, _, _ in }, stage: Bool = false, requireDave: Bool = true
  ) throws -> (TestServer, Bot, Bot) {
    let server = TestServer()
    let (first, second) = (
      try Bot(1, requireDave: requireDave), try Bot(2, requireDave: requireDave, prefersAES: false)
    )
    change(server, first, second)
    try server.add(first, stage: stage)
    try server.add(second, stage: stage)
    try server.run(500)
    return (server, first, second)
  }

  /// `count` packets of 20 ms, each with its number inside.
  private func talk(_ server: TestServer, _ bot: Bot, _ count: Int, from: Int = 0) throws {
    var next = from
    try server.run(count * 20) { now in
      guard now % 20_000 == 0 else { return }
      try bot.session.send(opus(next).span, at: server.time)
      try bot.drain()
      next += 1
    }
  }

  private func opus(_ number: Int) -> [UInt8] { [0x78, UInt8(number >> 8 & 255), UInt8(number & 255), 9, 9] }
  private let silence: [UInt8] = [0xF8, 0xFF, 0xFE]

  private func numbers(_ bot: Bot) -> [Int] {
    bot.heard.filter { $0.opus.count == 5 }.map { Int($0.opus[1]) << 8 | Int($0.opus[2]) }
  }

  @Test(arguments: [false, true])
  func everyFrameArrivesInOrder(padded: Bool) throws {
    let (server, first, second) = try two { server, _, _ in server.pads = padded }
    try talk(server, first, 100)
    try server.run(300)
    #expect(numbers(second) == Array(0..<100))
    #expect(second.heard.allSatisfy { $0.media.user == 1 && $0.media.ssrc == server.seats[1]!.ssrc })
    #expect(second.session.statistics.lost == VoiceLosses())
    #expect((second.session.statistics.padded > 0) == padded)
    // Spoken is told before, silence behind, five frames of it.
    #expect(server.seats[1]!.speaking == [1, 0, 1, 0])
    #expect(second.heard.suffix(5).allSatisfy { $0.opus == silence })
    // Nothing left in the clear.
    for frame in server.seats[1]!.frames {
      #expect(isSealed(frame.payload))
      #expect(frame.payload.count >= 3 + 11)
    }
  }

  @Test func timestampsFollowTheClock() throws {
    let (server, first, _) = try two()
    server.seats[1]!.frames = []
    try talk(server, first, 10)
    try server.run(3000)
    try talk(server, first, 10, from: 10)
    try server.run(200)
    let frames = server.seats[1]!.frames
    #expect(frames.count == 30)
    for (one, next) in zip(frames, frames.dropFirst()) {
      #expect(next.sequence == one.sequence &+ 1)
      let samples = Int64(next.timestamp &- one.timestamp)
      let passed = Int64(next.at - one.at) * 48 / 1000
      // Within a frame of the clock, also over the pause: no listener's delay grows.
      #expect(samples % 960 == 0)
      #expect(abs(samples - passed) <= 960 * 2)
    }
    let all = Int64(frames.last!.timestamp &- frames[0].timestamp)
    #expect(abs(all - Int64(frames.last!.at - frames[0].at) * 48 / 1000) <= 960 * 3)
  }

  @Test func sourcesThatAreToldLateAreWaitedFor() throws {
    let (server, first, second) = try two { server, _, _ in server.tellsSources = false }
    try talk(server, first, 20)
    #expect(numbers(second).isEmpty)
    #expect(second.count(.unknownSource) == 1)
    server.say(second, #"{"op":12,"d":{"user_id":"1","audio_ssrc":\#(server.seats[1]!.ssrc),"video_ssrc":0}}"#)
    try server.run(50)
    #expect(numbers(second) == Array(0..<20))
    #expect(second.count(.unheard) == 0)
  }

  @Test func sourcesThatAreNeverToldAreCounted() throws {
    let (server, first, second) = try two { server, _, _ in server.tellsSources = false }
    try talk(server, first, 20)
    try server.run(3000)
    #expect(numbers(second).isEmpty)
    let lost = second.session.statistics.lost
    #expect(lost.unknownSource == 30)  // five of the greeting, and five behind the speech
    #expect(second.events.filter { $0.kind == .unheard }.reduce(0) { $0 + $1.value } == 30)
    #expect(second.session.statistics.waiting == 0)
  }

  @Test func oneWhoLeftIsForgotten() throws {
    let (server, first, second) = try two()
    server.say(second, #"{"op":13,"d":{"user_id":"1"}}"#)
    try server.run(50)
    #expect(second.count(.left) == 1)
    #expect(second.work.last?.kind == .disconnected && second.work.last?.id == 1)
    server.tellsSources = false
    try talk(server, first, 10)
    #expect(numbers(second).isEmpty)
    #expect(second.count(.unknownSource) == 1)
  }

  @Test func soundThatComesBeforeItsKeyIsHeard() throws {
    let (server, first, second) = try two { _, _, second in second.carriesKeys = false }
    try talk(server, first, 20)
    #expect(second.heard.isEmpty)
    let start = try #require(second.work.last { $0.kind == .start })
    try server.keys(second, start)
    try second.drain()
    #expect(numbers(second) == Array(0..<20))
    #expect(second.session.statistics.lost.noKey == 0)
  }

  @Test func nothingIsSaidBeforeThereIsAKey() throws {
    let (server, first, _) = try two { _, first, _ in first.carriesKeys = false }
    for _ in 0..<10 {
      #expect(throws: Fault.state) { try first.session.send(opus(1).span, at: server.time) }
      try server.run(20)
    }
    try server.run(2000)
    #expect(server.seats[1]!.frames.isEmpty)
    #expect(first.session.statistics.lost.noOwnKey == 10)
    #expect(first.events.filter { $0.kind == .unsent }.reduce(0) { $0 + $1.value } == 10)
    #expect(first.last(.unsent)?.extra == UInt64(VoiceLoss.noOwnKey.rawValue))
  }

  @Test func withoutEncryptionWeAreMute() throws {
    let (server, first, _) = try two { server, first, _ in
      server.version = 0
      first.carriesKeys = false
    }
    #expect(first.count(.muted) == 1)
    #expect(first.session.statistics.isMuted)
    #expect(throws: Fault.state) { try first.session.send(opus(1).span, at: server.time) }
    try server.run(1000)
    #expect(server.seats[1]!.frames.isEmpty)
    #expect(first.session.statistics.lost.muted == 1)
  }

  @Test(arguments: [true, false])
  func whereEncryptionIsNotRequiredThereIsSound(stage: Bool) throws {
    // Nobody has to carry keys.
    let (server, first, second) = try two(
      { server, first, second in
        server.version = 0
        first.carriesKeys = false
        second.carriesKeys = false
      }, stage: stage, requireDave: stage)
    #expect(first.work[0].value == 0)
    try talk(server, first, 20)
    try server.run(200)
    #expect(numbers(second) == Array(0..<20))
    #expect(first.count(.muted) == 0)
    #expect(server.seats[1]!.frames.contains { $0.payload == opus(3) })
  }

  /// An update of keys that says "in the clear" does not make it so.
  @Test func aGroupThatTurnsToTheClearMutes() throws {
    let (server, first, _) = try two()
    try talk(server, first, 5)
    let start = try #require(first.work.last { $0.kind == .start })
    var plain = start
    plain.value = 0
    try server.keys(first, plain)
    try first.drain()
    #expect(first.count(.muted) == 1)
    #expect(throws: Fault.state) { try first.session.send(opus(9).span, at: server.time) }
    try server.run(500)
    for frame in server.seats[1]!.frames { #expect(isSealed(frame.payload)) }
    var update = try DaveUpdate(users: 1)
    try update.setSender(base: TestServer.base(50).span)  // a key is never used again
    first.session.daveKeys(start.session, &update, at: server.time)
    try first.drain()
    #expect(first.count(.unmuted) == 1)
    try talk(server, first, 5)
  }

  @Test func manyFailuresAskForNewKeys() throws {
    let (server, first, second) = try two()
    var update = try DaveUpdate(users: 1)
    try update.setSender(base: TestServer.base(99).span)
    first.session.daveKeys(first.work[0].session, &update, at: server.time)
    try talk(server, first, 60)
    #expect(second.count(.recovering) == 1)
    #expect(second.work.filter { $0.kind == .recover }.count == 1)
    #expect(second.session.statistics.lost.unauthenticated > 36)
    #expect(second.last(.unheard)?.user == 1)
    // Whoever does the key work may have had to wait: it is told again, and the host is not.
    try talk(server, first, 160)
    #expect(second.work.filter { $0.kind == .recover }.count == 2)
    #expect(second.count(.recovering) == 1)
  }

  @Test func damageIsCounted() throws {
    let (server, first, second) = try two()
    second.session.datagram([UInt8](repeating: 0x80, count: 60).span, at: server.time)
    second.session.datagram([UInt8](repeating: 0x80, count: 20).span, at: server.time)
    second.session.datagram(([0x80, 200] + [UInt8](repeating: 1, count: 60)).span, at: server.time)
    second.session.datagram([UInt8](repeating: 0x90, count: 3000).span, at: server.time)
    try second.drain()
    let all = second.session.statistics
    #expect(all.lost.transport == 1 && all.lost.malformed == 2 && all.others >= 1)
    try talk(server, first, 3)
    try server.run(100)
    #expect(numbers(second) == [0, 1, 2])
    for bad in [[], [UInt8](repeating: 0, count: 1200)] {
      #expect(throws: Fault.malformed) { try first.session.send(bad.span, at: server.time) }
    }
  }

  @Test func aHostThatDoesNotPollLosesTheOldest() throws {
    let (server, first, _) = try two()
    // Sixteen frames wait at most.
    for number in 0..<40 {
      try? first.session.send(opus(number).span, at: server.time)
      server.now += 20_000
    }
    #expect(first.session.statistics.lost.crowded == 24)
    server.seats[1]!.frames = []
    try first.drain()
    #expect(server.seats[1]!.frames.count == 16)
    #expect(first.last(.unsent)?.extra == UInt64(VoiceLoss.crowded.rawValue))
  }
}

private func isSealed(_ payload: [UInt8]) -> Bool { FrameTrailer(payload.span) != nil }
