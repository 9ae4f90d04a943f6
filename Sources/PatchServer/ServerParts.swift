import Hummingbird
import Logging
import NIOConcurrencyHelpers
import NIOCore
import PatchNet

/// The pieces of a server, joined.
struct ServerParts: Sendable {
  let configuration: ServerConfiguration
  let events: EventLog
  let logger: Logger
  let readiness = Readiness()
  let address: ServerAddress
  let calls: CallRegistry
  /// What is kept, if anything.
  let store: Store?
  let policy: CallPolicy
  let outbound: OutboundCalls
  let http: HTTPClientTransport
  private let discordHTTP: HTTPClientTransport
  let lines: NumberLines
  let metrics: Metrics
  let lateness = TickLateness()
  /// The bot, once it runs.
  let bot = NIOLockedValueBox<DiscordBot?>(nil)
  /// Why there is no use in going on.
  let failure = NIOLockedValueBox<String?>(nil)
  /// Who may use the API: as configured, or one token that nobody can guess, made for this run.
  let tokens: [APIToken]
  let grants: StreamGrants
  let tickets = SoundTickets()
  let levels = LiveLevels()
  let names = DiscordNames()
  let waiting: WaitingCalls
  let examine: @Sendable () -> [DoctorFinding]
  let hosts: RoomHosts
  let recordings: Recordings?
  let keeper: NumberKeeper?
  let hooks: OutgoingHooks
  private let context: RoomContext
  private let check: TwilioSignatureCheck
  private let refusals: Refusals
  private let handlers: CallHandlers

  init(
    _ configuration: ServerConfiguration, handlers byNumber: [String: any CallHandler],
    group: any EventLoopGroup, logger: Logger, examine: @escaping @Sendable () -> [DoctorFinding] = { [] }
  ) {
    self.examine = examine
    self.configuration = configuration
    self.logger = logger
    let store = configuration.data.map { Store(path: $0 + "/phonepatch.sqlite", logger: logger) }
    self.store = store
    let metrics = Metrics()
    self.metrics = metrics
    tokens =
      configuration.apiTokens.isEmpty
      ? [APIToken(name: "local", role: .admin, secret: SecureRandom.token())] : configuration.apiTokens
    lines = NumberLines(store: store)
    events = EventLog(
      first: store?.nextEvent ?? 1, logger: logger,
      keep: {
        metrics.count(event: $0.type)
        store?.put(.event(EventRecord($0)))
      })
    address = ServerAddress(configuration.outsideURL)
    calls = CallRegistry(limit: configuration.limits.calls, events: events, store: store)
    let ledger = UsageLedger(isKnown: store == nil)
    policy = CallPolicy(
      configuration.policy, ownNumber: configuration.twilio.phoneNumber, ledger: ledger, events: events, store: store)
    grants = StreamGrants(lifetime: .milliseconds(Int64(configuration.deadlines.tokenMilliseconds)))
    check = TwilioSignatureCheck(
      tokens: [configuration.twilio.authToken, configuration.twilio.authTokenSecondary])
    refusals = Refusals(events: events)
    let keys = WaitingKeys()
    let log = events
    recordings = configuration.data.map {
      Recordings(folder: $0 + "/recordings", days: configuration.recording.days, store: store, events: log)
    }
    context = RoomContext(
      events: events, calls: calls, grants: grants, capacity: Capacity(configuration.limits.rooms), levels: levels,
      keys: keys, tuning: configuration.room, lateness: lateness, legsPerRoom: configuration.limits.legsPerRoom,
      messageBytes: configuration.limits.messageBytes,
      unreadPatience: .milliseconds(Int64(configuration.deadlines.unreadMilliseconds)),
      returnPatience: .milliseconds(Int64(configuration.deadlines.returnMilliseconds)),
      prompts: PromptLibrary(configuration.prompts), watch: configuration.watch,
      recording: configuration.recording.mode, recordings: recordings)
    handlers = CallHandlers(
      byNumber: byNumber, rooms: Set(configuration.numbers.keys),
      fallback: RoomCallHandler(rooms: configuration.numbers, grants: grants, address: address))
    hosts = RoomHosts(group: group, context: context)
    http = HTTPClientTransport()
    discordHTTP = configuration.discord.transport()
    outbound = OutboundCalls(
      policy: policy, calls: calls, grants: grants, address: address, readiness: readiness, events: events,
      hosts: hosts, client: TwilioClient(configuration.twilio, http: http), number: configuration.twilio.phoneNumber)
    waiting = WaitingCalls(
      calls: calls, hosts: hosts, outbound: outbound, events: events,
      patience: .seconds(configuration.discord.waitSeconds))
    keys.listen { [waiting] in waiting.pressed($0, $1) }
    keeper = NumberKeeper(
      configuration.twilio, client: outbound.client, address: address, lines: lines, store: store, events: events)
    hooks = OutgoingHooks(configuration.hooks, events: events)
    context.release.set { [outbound] call, reason in
      Task { try? await outbound.hangUp(call, reason: reason) }
    }
    calls.whenEnded { [context] call, _ in context.consents.forget(call.id) }
    remember()
  }

  /// Reads what an earlier process left behind, if that can be read now.
  private func remember() {
    guard let store, !policy.ledger.isKnown else { return }
    guard let past = try? store.past(rate: policy.rate, longestMinutes: configuration.policy.longestMinutes) else {
      return
    }
    policy.ledger.learn(past.spent)
    for number in past.doNotCall { policy.set(doNotCall: number, true) }
    for number in past.blocked { policy.set(blocked: number, true) }
    for number in past.numbers { policy.add(own: number) }
  }

  /// The HTTP side.
  var router: Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self)
    HealthRoutes(readiness: readiness).add(to: router)
    TwilioWebhooks(
      gate: WebhookGate(check: check, address: address, refusals: refusals), calls: calls, grants: grants,
      handlers: handlers, outbound: outbound, lines: lines, waiting: waiting, routes: configuration.routes,
      policy: policy, bot: bot, retries: IdempotencyCache(), readiness: readiness, events: events, logger: logger
    ).add(to: router)
    return router
  }

  /// The administrators' side.
  func adminRouter(_ listen: ListenAddress) -> Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self)
    HealthRoutes(readiness: readiness).add(to: router)
    let client = outbound.client
    let status = StatusRoutes(
      calls: calls, policy: policy, store: store, readiness: readiness, address: address, outbound: outbound,
      number: configuration.twilio.phoneNumber, bot: bot)
    let looks = CallLooks(names: names, policy: policy)
    let routes =
      CallRoutes(calls: calls, outbound: outbound, hosts: hosts, store: store, lines: lines, looks: looks).routes
      + PlayRoutes(calls: calls, hosts: hosts, folder: configuration.sounds).routes
      + DoctorRoutes(
        configuration: configuration, status: status, store: store, address: address, tokens: tokens, examine: examine
      ).routes
      + UsageRoutes(store: store, looks: looks).routes
      + AnswerRoutes(calls: calls, waiting: waiting).routes
      + RoomRoutes(hosts: hosts, calls: calls).routes
      + NumberRoutes(client: client, store: store, address: address, policy: policy, lines: lines).routes
      + PeopleRoutes(policy: policy, store: store, recordings: recordings).routes
      + RecordingRoutes(recordings: recordings, store: store).routes
      + EventRoutes(log: events, store: store).routes
      + TicketRoutes(tickets: tickets, readiness: readiness).routes
      + status.routes
      + LiveRoutes(
        hosts: hosts, calls: calls, levels: levels, events: events, status: status, looks: looks
      ).routes
    AdminSite(
      gate: gate(listen), routes: routes,
      metrics: metrics, console: ConsoleFiles(folder: configuration.consoleFolder), page: { metrics.text(self) }
    ).add(to: router)
    return router
  }

  /// What an earlier process left behind.
  var adoption: Adoption {
    let own = configuration.twilio.phoneNumber
    return Adoption(
      calls: calls, grants: grants, store: store, events: events, client: outbound.client,
      patience: Int64(configuration.deadlines.adoptMilliseconds),
      numbers: Set(lines.all.map(\.number) + (own.isEmpty ? [] : [own])), endsOrphans: configuration.endsOrphans)
  }

  /// Starts the bot, if it has a token.
  func startBot() async {
    guard !configuration.discord.token.isEmpty else { return }
    let made = DiscordBot(
      .init(
        settings: configuration.discord, policy: policy, calls: calls, outbound: outbound, hosts: hosts, lines: lines,
        waiting: waiting, names: names, address: address, events: events, store: store), http: discordHTTP)
    bot.withLockedValue { $0 = made }
    await made.start { [failure] reason in failure.withLockedValue { $0 = $0 ?? reason } }
  }

  func stopBot() async {
    await bot.withLockedValue { $0 }?.stop()
    await discordHTTP.shutdown()
  }

  /// The sockets.
  var channel: HTTP1OrWebSocketChannel.Configuration {
    let upgrades = MediaUpgrades(
      check: check, address: address, grants: grants, hosts: hosts, context: context, refusals: refusals,
      startPatience: .milliseconds(Int64(configuration.deadlines.startMilliseconds)))
    var channel = HTTP1OrWebSocketChannel.Configuration(decide: upgrades.decide)
    channel.limits.messageBytes = configuration.limits.messageBytes
    channel.sendBuffer = configuration.limits.sendBufferBytes
    channel.limits.pingInterval = .milliseconds(Int64(configuration.deadlines.pingMilliseconds))
    channel.silence = .milliseconds(Int64(configuration.deadlines.silenceMilliseconds))
    return channel
  }

  /// The sockets of the administrators' side.
  func adminChannel(_ listen: ListenAddress) -> HTTP1OrWebSocketChannel.Configuration {
    let door = SoundDoor(
      gate: gate(listen), tickets: tickets, hosts: hosts, context: context, readiness: readiness,
      patience: .milliseconds(Int64(configuration.deadlines.joinMilliseconds)))
    var channel = HTTP1OrWebSocketChannel.Configuration(decide: door.decide)
    channel.limits.messageBytes = 16_384
    channel.sendBuffer = min(configuration.limits.sendBufferBytes, 16_384)
    channel.limits.pingInterval = .milliseconds(Int64(configuration.deadlines.pingMilliseconds))
    return channel
  }

  private func gate(_ listen: ListenAddress) -> APIGate {
    APIGate(tokens: tokens, isLoopback: listen.isLoopback, refusals: refusals)
  }

  /// Ends calls whose stream did not come, and those of which nobody told that they ended.
  func expire() {
    remember()
    recordings?.sweep()
    calls.expire(olderThan: .seconds(4 * 3600 + 600))
    for grant in grants.expire() where calls.call(grant.callID)?.legs == 0 {
      if grant.reason == Adoption.reason, calls.call(grant.callID)?.providerID.isEmpty == false, outbound.client != nil
      {
        // It may still be there, waiting for an answer that nobody gives.
        Task { [outbound] in
          do { try await outbound.hangUp(grant.callID, reason: Adoption.reason) } catch {
            calls.end(grant.callID, reason: Adoption.reason)
          }
        }
        continue
      }
      calls.end(grant.callID, reason: grant.reason ?? "no stream")
    }
  }
}
