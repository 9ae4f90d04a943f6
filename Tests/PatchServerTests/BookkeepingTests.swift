import HTTPTypes
import NIOCore
import Testing

@testable import PatchServer

@Suite(.timeLimit(.minutes(1))) struct BookkeepingTests {
  @Test func grantsAreGoodOnceForAMinute() throws {
    let grants = StreamGrants()
    let now = NIODeadline.now()
    let token = grants.issue(callID: "c", callSid: "CA1", room: "r", now: now)
    #expect(token.utf8.count == 43)
    #expect(grants.isOutstanding(callID: "c"))
    #expect(grants.claim(token, now: now + .seconds(60)) == nil, "expired")
    let grant = try #require(grants.claim(token, now: now + .seconds(59)))
    #expect(grant.callSid == "CA1" && grant.room == "r")
    #expect(grants.claim(token, now: now) == nil, "used")
    #expect(grants.isOutstanding(callID: "c"), "its socket is not up yet")
    grants.settle(grant)
    #expect(!grants.isOutstanding(callID: "c") && grants.count == 0)
  }

  @Test func aCallHasOneGrant() {
    let grants = StreamGrants()
    let tokens = (0..<1000).map { _ in grants.issue(callID: "c", callSid: "CA1", room: "r") }
    #expect(Set(tokens).count == 1000 && grants.count == 1)
    #expect(grants.claim(tokens[998]) == nil)
    grants.revoke(callID: "c")
    #expect(grants.claim(tokens[999]) == nil && grants.count == 0)
  }

  @Test func unusedGrantsExpire() {
    let grants = StreamGrants()
    let now = NIODeadline.now()
    _ = grants.issue(callID: "a", callSid: "CA1", room: "r", now: now)
    _ = grants.claim(grants.issue(callID: "b", callSid: "CA2", room: "r", now: now), now: now)
    _ = grants.issue(callID: "c", callSid: "CA3", room: "r", now: now + .seconds(30))
    #expect(Set(grants.expire(now: now + .seconds(60)).map(\.callID)) == ["a", "b"])
    #expect(grants.count == 1)
  }

  @Test func retriesAreRememberedWithinBounds() async {
    let cache = IdempotencyCache(capacity: 8, lifetime: .seconds(60))
    let now = NIODeadline.now()
    let first = await cache.answer(for: "k", now: now) { .twiml("1") }
    #expect(await cache.answer(for: "k", now: now + .seconds(59)) { .twiml("2") } == first)
    #expect(await cache.answer(for: "k", now: now + .seconds(61)) { .twiml("3") } == .twiml("3"))
    for number in 0..<1000 { _ = await cache.answer(for: "x\(number)", now: now + .seconds(61)) { .twiml("") } }
    #expect(cache.count <= 8)
  }

  @Test func refusalsAreNotRemembered() async {
    let cache = IdempotencyCache()
    #expect(await cache.answer(for: "k") { .refused(.serviceUnavailable, "") } == .refused(.serviceUnavailable, ""))
    #expect(await cache.answer(for: "k") { .twiml("1") } == .twiml("1"))
  }

  @Test func aFloodOfRefusalsIsCounted() {
    let log = EventLog(logger: EventLogTests.quiet)
    let refusals = Refusals(events: log)
    for _ in 0..<10_000 { refusals.record("x", url: "u") }
    #expect(log.snapshot().count < 200)
  }

  @Test func formsAreDecodedAsTheyAreSigned() {
    func parse(_ text: String) -> [[String]] { FormFields.parse(text).map { [$0.0, $0.1] } }
    #expect(parse("a=1&b=&c&=d&&e=f=g") == [["a", "1"], ["b", ""], ["c", ""], ["", "d"], ["e", "f=g"]])
    #expect(parse("%41+%2b=%C5%BE%zz%4") == [["A +", "ž%zz%4"]])
    #expect(parse("x=%FF") == [["x", "\u{FFFD}"]])
    #expect(parse("").isEmpty)
  }

  @Test func roomNames() {
    #expect(RoomName.isValid("+15550100") && RoomName.isValid("a-b_c.d:e@f"))
    #expect(!RoomName.isValid("") && !RoomName.isValid("a b") && !RoomName.isValid("ž"))
    #expect(!RoomName.isValid("../x") && !RoomName.isValid(String(repeating: "a", count: 65)))
  }

  @Test func identitiesAreUniqueAndSorted() {
    let all = (0..<1000).map { _ in Identity.make("call") }
    #expect(Set(all).count == 1000)
    #expect(all.allSatisfy { $0.hasPrefix("call-") && RoomName.isValid($0) })
  }

  @Test func anInboxIsBounded() {
    let inbox = LegInbox()
    let message = ByteBuffer(repeating: 0x20, count: 100_000)
    #expect(inbox.put(.text(message)) == .first)
    for _ in 1..<10 { #expect(inbox.put(.text(message)) == .waiting) }
    #expect(inbox.put(.text(message)) == .full)
    #expect(inbox.takeAll().count == 10 && inbox.takeAll().isEmpty)
    #expect(inbox.put(.text(message)) == .first)
  }
}
