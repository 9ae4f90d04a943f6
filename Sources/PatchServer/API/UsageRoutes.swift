import Foundation
import GRDB
import HTTPTypes

/// What each day brought: how many calls, how long, how they ended, what they cost.
struct UsageRoutes: Sendable {
  let store: Store?
  let looks: CallLooks

  struct Day: Codable, FetchableRecord, Sendable {
    /// By UTC.
    let day: String
    let calls: Int
    let inbound: Int
    let outbound: Int
    let answered: Int
    /// Of answered calls, from answer to end.
    let seconds: Double
    let longestSeconds: Double
    /// Estimated, of outbound calls.
    let cost: Double
    /// How many calls ended in which way.
    let outcomes: [String: Int]
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
          database.add(function: looks.costFunction)
          return Usage(items: try Day.fetchAll(database, sql: Self.totals, arguments: [first, owner]))
        })
    } catch { throw APIProblem(.serviceUnavailable, "store", "The store cannot be read now. Try again in a minute.") }
  }

  private static let totals = """
    SELECT date(number * 86400, 'unixepoch') AS day, sum(calls) AS calls, sum(inbound) AS inbound,
      sum(calls - inbound) AS outbound, sum(answered) AS answered, total(lasted) / 1e6 AS seconds,
      coalesce(max(longest), 0) / 1e6 AS longestSeconds, total(cost) AS cost,
      json_group_object(outcome, calls) AS outcomes
    FROM (
      SELECT created / 86400000000 AS number, call_outcome(reason) AS outcome, count(*) AS calls,
        sum(direction = 'inbound') AS inbound, count(answered) AS answered,
        sum(max(ended - answered, 0)) AS lasted, max(max(ended - answered, 0)) AS longest,
        total(call_cost(direction, to_number, answered, ended)) AS cost
      FROM call WHERE ended IS NOT NULL AND created >= ? AND owner = coalesce(?, owner) GROUP BY 1, 2
    ) GROUP BY number ORDER BY number DESC
    """
}
