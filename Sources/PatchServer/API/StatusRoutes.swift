import HTTPTypes
import NIOConcurrencyHelpers

/// How the bridge itself is.
struct StatusRoutes: Sendable {
  let calls: CallRegistry
  let policy: CallPolicy
  let store: Store?
  let readiness: Readiness
  let address: ServerAddress
  let outbound: OutboundCalls
  let number: String
  let bot: NIOLockedValueBox<DiscordBot?>
  private let started = WallClock.microseconds()

  init(
    calls: CallRegistry, policy: CallPolicy, store: Store?, readiness: Readiness, address: ServerAddress,
    outbound: OutboundCalls, number: String, bot: NIOLockedValueBox<DiscordBot?>
  ) {
    self.calls = calls
    self.policy = policy
    self.store = store
    self.readiness = readiness
    self.address = address
    self.outbound = outbound
    self.number = number
    self.bot = bot
  }

  struct Spending: Encodable {
    let calls: Int
    let minutes: Int
    let cost: Double
    let mostCalls: Int
    let mostMinutes: Int
    let mostCost: Double
  }

  struct Fault: Encodable {
    let code: String
    let title: String
    let detail: String
    let remedy: String
  }

  struct Bot: Encodable {
    let configured: Bool
    let state: String
    let user: String?
    let guilds: Int
  }

  struct Status: Encodable {
    let version: String
    let startedAt: String
    let draining: Bool
    /// What may be dialled from.
    let fromNumbers: [String]
    let discord: Bot
    let faults: [Fault]
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
      ) { call throws(APIProblem) in .of(await status(call.token)) }
    ]
  }

  func status(_ token: APIToken) async -> Status {
    let scope = token.owner
    let used = policy.ledger.total(of: scope)
    let caps = scope == nil ? policy.settings.total : policy.settings.each
    let countries = policy.settings.countries.isEmpty ? policy.homeRegion.map { [$0] } ?? [] : policy.settings.countries
    let canCall = outbound.client != nil && !number.isEmpty
    let running = bot.withLockedValue { $0 }
    let state = await running?.state
    let discord = Bot(
      configured: running != nil, state: state?.word ?? "off", user: state?.user, guilds: state?.guilds ?? 0)
    return Status(
      version: PhonepatchServer.version, startedAt: CallView.time(Int64(started)),
      draining: !readiness.isReady, fromNumbers: canCall ? [number] : [], discord: discord, faults: faults(discord),
      ready: readiness.isReady, publicUrl: address.text, number: number.isEmpty ? nil : number, canCall: canCall,
      calls: calls.all.count { token.owner == nil || token.owner == $0.owner },
      store: store.map { $0.isFailing ? "failing" : "good" } ?? "none", storeFailures: store?.failures ?? 0,
      countries: countries,
      today: Spending(
        calls: used.calls, minutes: used.minutes, cost: used.cost, mostCalls: caps.calls, mostMinutes: caps.minutes,
        mostCost: caps.cost), role: token.role.rawValue, token: token.name, owner: token.owner ?? "default")
  }

  private func faults(_ discord: Bot) -> [Fault] {
    var faults: [Fault] = []
    if store?.isFailing == true {
      faults.append(
        Fault(
          code: "store", title: "The history is not written", detail: "The store fails; calls go on without it.",
          remedy: "The server's log says why: a full disk, or a file that it may not write."))
    }
    if discord.state == "down" {
      faults.append(
        Fault(
          code: "discord_down", title: "Discord will not have the bot",
          detail: "Its gateway refused the connection for good.",
          remedy: "Make a new token in Discord's developer portal and set DISCORD_TOKEN."))
    }
    return faults
  }
}
