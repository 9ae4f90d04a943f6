import PatchBase
import PatchEngine
import Testing

@testable import PatchSeal

/// Sessions whose keys come from real group work: packages, proposals, commits and welcomes through the gateway.
@Suite struct VoiceGroupTests {
  private func numbers(_ bot: Bot, from user: UInt64) -> [Int] {
    bot.heard.filter { $0.media.user == user && $0.opus.count == 5 }.map { Int($0.opus[1]) << 8 | Int($0.opus[2]) }
  }

  @Test func twoMakeAGroupAndAThirdJoinsWhileTheyTalk() throws {
    let server = TestServer()
    let group = try GroupServer(server)
    let bots = try (1...3).map { try group.bot(UInt64($0)) }
    try server.add(bots[0])
    try server.add(bots[1])
    try server.run(500)
    #expect(bots[0].session.sending == .sealed && bots[1].session.sending == .sealed)
    var next = 0
    try server.run(4000) { now in
      if now == 3_500_000 { try server.add(bots[2]) }
      guard now % 20_000 == 0, next < 150 else { return }
      for bot in bots[0..<2] {
        let opus = [0x78, UInt8(next >> 8), UInt8(next & 255), 9, 9]
        try bot.session.send(opus.span, at: server.time)
        try bot.drain()
      }
      next += 1
    }
    #expect(next == 150)
    // Nothing is lost over the change of epochs, and the new one hears from its welcome on.
    #expect(numbers(bots[0], from: 2) == Array(0..<150))
    #expect(numbers(bots[1], from: 1) == Array(0..<150))
    let late = numbers(bots[2], from: 1)
    #expect(late.count > 20 && late == Array((150 - late.count)..<150))
    #expect(group.epoch == 2)
    #expect(server.seats[1]!.ready == [1] && server.seats[3]!.ready == [1])
    #expect(Set(bots.map { group.code($0) }).count == 1)
    for bot in bots { #expect(bot.count(.recovering) == 0) }
    // The new one has no key for what was said before the change was executed.
    for bot in bots[0..<2] { #expect(bot.session.statistics.lost == VoiceLosses()) }
    // What left was sealed, all of it.
    for seat in server.seats.values {
      for frame in seat.frames { #expect(isDaveFrame(frame.payload)) }
    }
  }

  @Test func aResumeNeedsNoNewGroup() throws {
    let server = TestServer()
    let group = try GroupServer(server)
    let bots = try (1...2).map { try group.bot(UInt64($0)) }
    for bot in bots { try server.add(bot) }
    try server.run(500)
    let code = group.code(bots[0])
    try server.close(bots[0], code: 4015)
    try server.run(200)
    #expect(bots[0].count(.resumed) == 1)
    for bot in bots { bot.heard = [] }
    let opus: [UInt8] = [0x78, 0, 1, 9, 9]
    try bots[0].session.send(opus.span, at: server.time)
    try bots[0].drain()
    try server.run(50)
    #expect(numbers(bots[1], from: 1) == [1])
    #expect(group.epoch == 1 && group.code(bots[0]) == code && code.count == 30)
  }
}

private func isDaveFrame(_ payload: [UInt8]) -> Bool { FrameTrailer(payload.span) != nil }

/// The gateway as far as the group goes: it proposes whoever sends a package, lets the first commit win, announces it, and
/// executes when all are ready.
final class GroupServer {
  let server: TestServer
  private let suite: CipherSuite
  private let keys: KeyPair
  private var packages: [UInt64: [UInt8]] = [:]
  private var inside: Set<UInt64> = []
  private var adding: Set<UInt64> = []
  private(set) var epoch: UInt64 = 0
  private var transition: UInt16 = 0
  private var ready: Set<UInt64> = []

  init(_ server: TestServer) throws {
    self.server = server
    suite = try CipherSuite()
    var source = KeySource.seeded(99)
    keys = try KeyPair.generate(suite, from: &source)
  }

  func bot(_ user: UInt64) throws -> Bot {
    let bot = try Bot(user)
    bot.group = self
    return bot
  }

  func code(_ bot: Bot) -> String {
    var text = [UInt8](repeating: 0, count: 30)
    var room = text.mutableSpan
    guard (try? bot.dave!.privacyCode(into: &room)) != nil else { return "" }
    return String(decoding: text, as: UTF8.self)
  }

  private func bytes(_ value: UInt64, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * (width - 1 - $0))) }
  }

  private func vector(_ content: [UInt8]) -> [UInt8] {
    let head = VectorHead(content.count)
    var bytes: [UInt8] = []
    for i in 0..<head.count { bytes.append(head.span[i]) }
    return bytes + content
  }

  private var publicKey: [UInt8] {
    let key = keys.publicKey
    var bytes: [UInt8] = []
    for i in 0..<65 { bytes.append(key.span[i]) }
    return bytes
  }

  /// Session description was sent: the external sender follows.
  func described(_ bot: Bot) { server.say(bot, op: 25, vector(publicKey) + [0, 1, 1, 0]) }

  private func proposal(_ package: [UInt8]) throws -> [UInt8] {
    let content =
      [0, 1, 0, 1] + vector(bytes(server.channel, 8)) + bytes(epoch, 8) + [2, 0, 0, 0, 0, 0, 2, 0, 1] + package
    var out = try ByteBuffer()
    try out.signature(PublicMessage.hash(content.span, Span()), keys, suite)
    var signature: [UInt8] = []
    for i in 0..<out.span.count { signature.append(out.span[i]) }
    return content + signature
  }

  /// Op 26 or 28 of a bot.
  func binary(_ bot: Bot, _ message: [UInt8]) throws {
    if message[0] == 26 {
      packages[bot.user] = Array(message.dropFirst())
      adding.insert(bot.user)
      return try propose(inside.isEmpty ? adding : [bot.user])
    }
    guard message[0] == 28, !adding.isEmpty else { return }
    let body = Array(message.dropFirst())
    let count = try MLSMessage.count(body.span)
    let (commit, welcome) = (Array(body[..<count]), Array(body[count...]))
    transition = inside.isEmpty ? 0 : transition + 1
    let id = bytes(UInt64(transition), 2)
    let joiners = adding.subtracting([bot.user])
    for member in inside.union([bot.user]) { server.say(server.bot(member), op: 29, id + commit) }
    for user in joiners where !inside.contains(user) { server.say(server.bot(user), op: 30, id + welcome) }
    inside = inside.union(joiners).union([bot.user])
    adding = []
    ready = []
    epoch += 1
  }

  private func propose(_ users: Set<UInt64>) throws {
    guard !inside.isEmpty || adding.count > 1 else { return }
    let messages = try users.sorted().map { ($0, try proposal(packages[$0]!)) }
    for listener in inside.isEmpty ? adding : inside {
      let mine = messages.filter { $0.0 != listener }.flatMap(\.1)
      server.say(server.bot(listener), op: 27, [0] + vector(mine))
    }
  }

  /// Op 23 of a bot.
  func isReady(_ bot: Bot, _ id: UInt16) {
    guard id == transition else { return }
    ready.insert(bot.user)
    guard ready == inside else { return }
    for user in inside { server.say(server.bot(user), #"{"op":22,"d":{"transition_id":\#(id)}}"#, numbered: true) }
  }
}
