import Foundation
import Testing

@testable import PatchLab
@testable import PatchServer

@Suite(.timeLimit(.minutes(1))) struct UsageTests {
  @Test func eachDayIsTotalledFromWhatIsKept() async throws {
    try await APITests.withAPI {
      $0.policy.rates = ["default": 0.03]
    } _: { (bridge: Bridge, client: APITests.Client) async throws in
      let day: UInt64 = 86_400_000_000
      let today = WallClock.microseconds() / day * day
      let store = try #require(bridge.server.parts.store)
      func keep(_ number: Int, _ direction: CallDirection, at since: UInt64, lasts seconds: UInt64?, _ reason: String) {
        var call = Call(
          id: "call-\(number)", provider: "twilio", providerID: TestCarrier.callSid(900 + number), direction: direction,
          handler: "room", owner: "default", from: "+14155550142", to: "+14155552671", state: .answered, legs: 0,
          since: since)
        call.answered = seconds.map { _ in since + 1_000_000 }
        store.put(.call(CallRecord(call, reason: reason, ended: since + 1_000_000 + (seconds ?? 0) * 1_000_000)))
      }
      keep(1, .outbound, at: today - day + 5, lasts: 61, "completed")
      keep(2, .inbound, at: today - day + 6, lasts: 30, "hung up")
      keep(3, .outbound, at: today - day + 7, lasts: nil, "busy")
      keep(4, .inbound, at: today - 3 * day, lasts: 5, "completed")
      _ = await store.flush()
      let items = try #require(try await client.json("GET", "/v1/usage?days=4")["items"] as? [[String: Any]])
      #expect(items.count == 2)
      let yesterday = try #require(items.first)
      #expect(yesterday["day"] as? String == String(CallView.time(Int64(today - day)).prefix(10)))
      #expect(
        yesterday["calls"] as? Int == 3 && yesterday["inbound"] as? Int == 1 && yesterday["outbound"] as? Int == 2)
      #expect(yesterday["answered"] as? Int == 2 && yesterday["seconds"] as? Double == 91)
      #expect(yesterday["longest_seconds"] as? Double == 61)
      #expect(abs((yesterday["cost"] as? Double ?? 0) - 0.06) < 1e-9, "two minutes begun")
      #expect(yesterday["outcomes"] as? [String: Int] == ["completed": 2, "busy": 1])
      let short = try await client.json("GET", "/v1/usage?days=2")["items"] as? [[String: Any]]
      #expect(short?.count == 1)
      #expect(try await client.json("GET", "/v1/usage?days=400")["code"] as? String == "bad_parameter")
    }
  }
}
