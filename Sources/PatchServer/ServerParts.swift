import Hummingbird
import Logging
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
  let grants: StreamGrants
  let hosts: RoomHosts
  private let context: RoomContext
  private let check: TwilioSignatureCheck
  private let refusals: Refusals
  private let handlers: CallHandlers

  init(
    _ configuration: ServerConfiguration, handlers byNumber: [String: any CallHandler],
    group: any EventLoopGroup, logger: Logger
  ) {
    self.configuration = configuration
    self.logger = logger
    events = EventLog(logger: logger)
    address = ServerAddress(configuration.publicURL)
    calls = CallRegistry(limit: configuration.limits.calls, events: events)
    grants = StreamGrants(lifetime: .milliseconds(Int64(configuration.deadlines.tokenMilliseconds)))
    check = TwilioSignatureCheck(
      tokens: [configuration.twilio.authToken, configuration.twilio.authTokenSecondary])
    refusals = Refusals(events: events)
    context = RoomContext(
      events: events, calls: calls, grants: grants, capacity: Capacity(configuration.limits.rooms),
      tuning: configuration.room, legsPerRoom: configuration.limits.legsPerRoom,
      messageBytes: configuration.limits.messageBytes,
      unreadPatience: .milliseconds(Int64(configuration.deadlines.unreadMilliseconds)))
    handlers = CallHandlers(
      byNumber: byNumber,
      fallback: RoomCallHandler(rooms: configuration.numbers, grants: grants, address: address))
    hosts = RoomHosts(group: group, context: context)
  }

  /// The HTTP side.
  var router: Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self)
    HealthRoutes(readiness: readiness).add(to: router)
    TwilioWebhooks(
      gate: WebhookGate(check: check, address: address, refusals: refusals), calls: calls, grants: grants,
      handlers: handlers, retries: IdempotencyCache(), readiness: readiness, events: events, logger: logger
    ).add(to: router)
    return router
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

  /// Ends calls whose stream did not come, and those of which nobody told that they ended.
  func expire() {
    calls.expire(olderThan: .seconds(4 * 3600 + 600))
    for grant in grants.expire() where calls.call(grant.callID)?.legs == 0 {
      calls.end(grant.callID, reason: "no stream")
    }
  }
}
