import HTTPTypes

/// How the bridge itself is.
struct StatusRoutes: Sendable {
  let calls: CallRegistry
  let policy: CallPolicy
  let store: Store?
  let readiness: Readiness
  let address: ServerAddress
  let outbound: OutboundCalls
  let number: String

  struct Spending: Encodable {
    let calls: Int
    let minutes: Int
    let cost: Double
    let mostCalls: Int
    let mostMinutes: Int
    let mostCost: Double
  }

  struct Status: Encodable {
    let ready: Bool
    let publicUrl: String
    let number: String?
    let canCall: Bool
    let calls: Int
    let store: String
    let storeFailures: UInt64
    let countries: [String]
    let today: Spending
    let role: String
    let token: String
    let owner: String
  }

  var routes: [APIRoute] {
    [
      APIRoute(
        method: .get, path: "/v1/status", role: .viewer, name: "getStatus", summary: "How the bridge is",
        answer: "Status"
      ) { call throws(APIProblem) in
        let scope = call.token.owner
        let used = policy.ledger.total(of: scope)
        let caps = scope == nil ? policy.settings.total : policy.settings.each
        let countries =
          policy.settings.countries.isEmpty ? policy.homeRegion.map { [$0] } ?? [] : policy.settings.countries
        return .of(
          Status(
            ready: readiness.isReady, publicUrl: address.text, number: number.isEmpty ? nil : number,
            canCall: outbound.client != nil && !number.isEmpty,
            calls: calls.all.count { call.maySee($0.owner) },
            store: store.map { $0.isFailing ? "failing" : "good" } ?? "none", storeFailures: store?.failures ?? 0,
            countries: countries,
            today: Spending(
              calls: used.calls, minutes: used.minutes, cost: used.cost, mostCalls: caps.calls,
              mostMinutes: caps.minutes, mostCost: caps.cost), role: call.token.role.rawValue, token: call.token.name,
            owner: call.owner))
      }
    ]
  }
}
