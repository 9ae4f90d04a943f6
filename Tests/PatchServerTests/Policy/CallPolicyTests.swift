import Foundation
import NIOConcurrencyHelpers
import Testing

@testable import PatchServer

@Suite struct CallPolicyTests {
  static func policy(
    own: String = "+14155550100", known: Bool = true,
    time: NIOLockedValueBox<UInt64> = NIOLockedValueBox(1_000_000_000_000),
    _ change: (inout PolicySettings) -> Void = { _ in }
  ) -> CallPolicy {
    var settings = PolicySettings()
    settings.guilds = ["7", "8"]
    change(&settings)
    return CallPolicy(
      settings, ownNumber: own, ledger: UsageLedger(isKnown: known, clock: { time.withLockedValue { $0 } }),
      events: EventLog(logger: StoreTests.quiet))
  }

  static func request(
    _ to: String = "+1 415 555 2671", owner: String = "7", path: SpendingRequest.Path = .dial, may: Bool = true
  ) -> SpendingRequest {
    SpendingRequest(path: path, to: to, owner: owner, actor: "test", actorMaySpend: may)
  }

  @Test(arguments: SpendingRequest.Path.allCases)
  func everyPathIsJudgedAlike(path: SpendingRequest.Path) throws {
    let policy = Self.policy()
    policy.set(doNotCall: "+14155550199", true)
    let refused: [(String, SpendingRefusal)] = [
      ("+1 900 555 0123", .premium), ("+39 848 123456", .sharedCost), ("+870 773 111632", .satellite),
      ("72345", .short), ("911", .emergency), ("112", .emergency), ("+44 20 7946 0958", .country("GB")),
      ("+1 876 555 0123", .country("JM")), ("+1 290 555 0123", .countryUnknown), ("hello", .notANumber),
      ("+1 415 555 26711", .impossible), ("+1 415 555 0199", .doNotCall), ("+1 415 555 0100", .ourOwn),
      ("+800 1234 5678", .country("+800")),
    ]
    for (number, reason) in refused {
      #expect(throws: reason, "\(number)") { try policy.permit(Self.request(number, path: path)) }
      #expect(!reason.message.isEmpty && !reason.code.isEmpty)
    }
    #expect(throws: SpendingRefusal.guildNotEnabled) { try policy.permit(Self.request(owner: "9", path: path)) }
    #expect(throws: SpendingRefusal.actorMayNotSpend) { try policy.permit(Self.request(path: path, may: false)) }
    let permit = try policy.permit(Self.request(path: path))
    #expect(permit.number.text == "+14155552671" && permit.seconds == 3600 && permit.rate == 0.03)
    // Nothing that was refused was counted.
    #expect(policy.ledger.total().calls == 1)
  }

  @Test func messagesDiffer() {
    let reasons: [SpendingRefusal] = [
      .guildNotEnabled, .actorMayNotSpend, .notANumber, .needsCountry, .impossible, .emergency, .short, .premium,
      .sharedCost, .satellite, .countryUnknown, .country("XX"), .doNotCall, .ourOwn, .tooOften, .tooManyCalls(.guild),
      .tooManyCalls(.total), .minutes(.guild), .minutes(.total), .cost(.guild), .cost(.total), .usageUnknown,
    ]
    #expect(Set(reasons.map(\.message)).count == reasons.count)
  }

  @Test func nothingIsAllowedWithoutACountryOfOurOwn() {
    let policy = Self.policy(own: "")
    #expect(throws: SpendingRefusal.country("US")) { try policy.permit(Self.request()) }
    #expect(throws: SpendingRefusal.needsCountry) { try policy.permit(Self.request("415 555 2671")) }
  }

  @Test func theListNamesCountriesAndBeginnings() throws {
    let policy = Self.policy { $0.countries = ["GB", "+1290"] }
    #expect(try policy.permit(Self.request("+44 20 7946 0958")).number.region == "GB")
    #expect(try policy.permit(Self.request("+1 290 555 0123", owner: "8")).number.region == nil)
    #expect(throws: SpendingRefusal.country("US")) { try policy.permit(Self.request()) }
    #expect(throws: SpendingRefusal.premium) { try policy.permit(Self.request("+44 909 879 0000")) }
  }

  @Test func callsAtOnceAreCapped() throws {
    let policy = Self.policy {
      $0.each.calls = 2
      $0.total.calls = 3
    }
    let first = try policy.permit(Self.request("+14155552601"))
    _ = try policy.permit(Self.request("+14155552602"))
    #expect(throws: SpendingRefusal.tooManyCalls(.guild)) { try policy.permit(Self.request("+14155552603")) }
    _ = try policy.permit(Self.request("+14155552604", owner: "8"))
    #expect(throws: SpendingRefusal.tooManyCalls(.total)) {
      try policy.permit(Self.request("+14155552605", owner: "8"))
    }
    policy.settle(first.id, seconds: 0)
    _ = try policy.permit(Self.request("+14155552606"))
  }

  @Test func minutesAndCostAreCapped() throws {
    let policy = Self.policy {
      $0.each = Caps(calls: 10, minutes: 70, cost: 100)
      $0.total = Caps(calls: 10, minutes: 1000, cost: 4)
      $0.rates = ["default": 1, "US": 0.05, "+1415555": 0.04]
    }
    let first = try policy.permit(Self.request("+14155552601"))
    #expect(first.seconds == 3600 && first.rate == 0.04)
    // The rest of what this guild may: a call that runs is charged in full.
    let second = try policy.permit(Self.request("+14155552602"))
    #expect(second.seconds == 600)
    #expect(throws: SpendingRefusal.minutes(.guild)) { try policy.permit(Self.request("+14155552603")) }
    policy.settle(second.id, seconds: 61)
    #expect(policy.ledger.total(of: "7") == .init(calls: 1, minutes: 62, cost: 62 * 0.04))
    // 4 - 62 × 0.04 leaves 1.52, which is 30 minutes at 0.05.
    let third = try policy.permit(Self.request("+12125552671", owner: "8"))
    #expect(third.rate == 0.05 && third.seconds == 30 * 60)
    #expect(throws: SpendingRefusal.cost(.total)) { try policy.permit(Self.request("+12125552672", owner: "8")) }
  }

  @Test func aNewDayStartsAnew() throws {
    let time = NIOLockedValueBox<UInt64>(86_400_000_000 * 10)
    let policy = Self.policy(time: time) { $0.each.minutes = 60 }
    policy.settle(try policy.permit(Self.request()).id, seconds: 3600)
    #expect(throws: SpendingRefusal.minutes(.guild)) { try policy.permit(Self.request()) }
    time.withLockedValue { $0 += 86_400_000_000 }
    _ = try policy.permit(Self.request())
  }

  @Test func oneNumberIsNotCalledAgainAndAgain() throws {
    let time = NIOLockedValueBox<UInt64>(86_400_000_000 * 10)
    let policy = Self.policy(time: time) { $0.perNumber = 2 }
    for _ in 0..<2 { policy.settle(try policy.permit(Self.request()).id, seconds: 1) }
    #expect(throws: SpendingRefusal.tooOften) { try policy.permit(Self.request(owner: "8")) }
    time.withLockedValue { $0 += 3_600_000_001 }
    _ = try policy.permit(Self.request())
  }

  @Test func whatWasSpentBeforeARestartCounts() async throws {
    let unknown = Self.policy(known: false)
    #expect(throws: SpendingRefusal.usageUnknown) { try unknown.permit(Self.request()) }
    unknown.ledger.learn(["7": .init(calls: 0, minutes: 239, cost: 1)])
    #expect(try unknown.permit(Self.request()).seconds == 60)

    let folder = try TemporaryFolder()
    let store = Store(path: folder.path + "/s.sqlite", logger: StoreTests.quiet)
    let now = WallClock.microseconds()
    for (id, minutes) in [("a", 3), ("b", nil)] as [(String, Int?)] {
      var call = Call(
        id: id, provider: "twilio", providerID: id, direction: .outbound, handler: "room", owner: "7",
        from: "+14155550100", to: "+14155552671", state: .streaming, legs: 0, since: now)
      call.answered = now
      store.put(.call(CallRecord(call, ended: minutes.map { now + UInt64($0) * 60_000_000 })))
    }
    store.put(.person(PersonRecord(number: try PhoneNumber("+14155550199"), doNotCall: true)))
    #expect(await store.flush())
    let past = try store.past(rate: { _ in 0.5 }, longestMinutes: 60)
    #expect(past.spent == ["7": .init(calls: 0, minutes: 63, cost: 31.5)])
    #expect(past.doNotCall == ["+14155550199"])
    await store.close()
  }
}
