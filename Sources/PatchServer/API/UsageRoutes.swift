import Foundation
import GRDB
import HTTPTypes

/// What each day brought: how many calls, how long, how they ended, what they cost.
struct UsageRoutes: Sendable {
  let store: Store?
  let looks: CallLooks

  struct Day: Encodable, Sendable {
    /// By UTC.
    let day: String
    var calls = 0
    var inbound = 0
    var outbound = 0
    var answered = 0
    /// Of answered calls, from answer to end.
    var seconds = 0.0
    var longestSeconds = 0.0
    /// Estimated, of outbound calls.
    var cost = 0.0
    /// How many calls ended in which way.
    var outcomes: [String: Int] = [:]
  }

  struct Usage: Encodable, Sendable { let items: [Day] }

  var routes: [APIRoute] {
    [
      APIRoute(
        method: .get, path: "/v1/usage", role: .viewer, name: "getUsage",
        summary: "Totals of each day that had calls which are over, the newest first",
        query: [.init(name: "days", help: "How many days, today the last: 1 to 366; 30 without", isNumber: true)],
        answer: "Usage", run: usage)
    ]
  }

  @Sendable private func usage(_ call: APICall) async throws(APIProblem) -> APIAnswer {
    let days = try call.query("days", 1...366, default: 30)
    guard let store else { throw APIProblem(.conflict, "no_store", "Nothing is kept: PHONEPATCH_DATA is not set.") }
    let today = Int64(WallClock.microseconds()) / 86_400_000_000
    let (first, owner) = ((today - Int64(days) + 1) * 86_400_000_000, call.token.owner)
    do {
      return .of(
        try await store.read { [looks] database in
          var found: [Int64: Day] = [:]
          let records = try CallRecord.fetchCursor(
            database, sql: "SELECT * FROM call WHERE ended IS NOT NULL AND created >= ? AND owner = coalesce(?, owner)",
            arguments: [first, owner])
          while let record = try records.next() {
            let number = record.created / 86_400_000_000
            found[number, default: Day(day: Self.name(number))].count(record, looks.cost(of: record))
          }
          return Usage(items: found.sorted { $0.key > $1.key }.map(\.value))
        })
    } catch { throw APIProblem(.serviceUnavailable, "store", "The store cannot be read now. Try again in a minute.") }
  }

  /// YYYY-MM-DD of a day since 1970.
  static func name(_ day: Int64) -> String { String(CallView.time(day * 86_400_000_000).prefix(10)) }
}

extension UsageRoutes.Day {
  mutating func count(_ record: CallRecord, _ price: Double?) {
    calls += 1
    if record.direction == CallDirection.inbound.rawValue { inbound += 1 } else { outbound += 1 }
    outcomes[CallFilter.outcome(record.reason ?? ""), default: 0] += 1
    cost += price ?? 0
    guard let begin = record.answered, let end = record.ended else { return }
    answered += 1
    let lasted = Double(max(end - begin, 0)) / 1_000_000
    seconds += lasted
    longestSeconds = max(longestSeconds, lasted)
  }
}
