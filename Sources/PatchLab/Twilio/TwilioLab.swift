import Foundation
import NIOCore
import NIOPosix
import PatchNet

/// A telephone network on loopback with Twilio's REST API: places the calls that are asked for, rings simulated
/// telephones and calls back.
public final class TwilioLab: Sendable {
  let world: TwilioWorld
  private let group: MultiThreadedEventLoopGroup
  private let listener: LabListener
  private let http: HTTPClientTransport
  private let carrier: Carrier

  /// Listens when this returns.
  public static func start(_ settings: TwilioLabSettings) async throws -> TwilioLab {
    let world = TwilioWorld(settings)
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let http = HTTPClientTransport(followRedirects: 10)
    var network = CarrierSettings(accountSid: settings.accountSid, authToken: settings.authToken)
    network.seed = settings.seed
    let carrier = Carrier(network, http: http, webSockets: WebSocketClient(group: group))
    let rest = TwilioRest(world: world) { sid in
      Task { await TwilioCallRun(sid: sid, world: world, carrier: carrier).run() }
    }
    do {
      let listener = try await LabListener.start(
        port: settings.port, tls: nil, group: group, upgrade: { _ in .pass }, answer: rest.answer)
      return TwilioLab(world, group, listener, http, carrier)
    } catch {
      await http.shutdown()
      try? await group.shutdownGracefully()
      throw error
    }
  }

  private init(
    _ world: TwilioWorld, _ group: MultiThreadedEventLoopGroup, _ listener: LabListener, _ http: HTTPClientTransport,
    _ carrier: Carrier
  ) {
    self.world = world
    self.group = group
    self.listener = listener
    self.http = http
    self.carrier = carrier
  }

  /// What TWILIO_API_BASE is set to.
  public var apiBase: String { "http://127.0.0.1:\(listener.port)" }

  /// Puts a telephone on the network, or another one in its place.
  public func connect(_ phone: LabPhone, as number: String) { world.with { $0.phones[number] = phone } }

  public func setFaults(_ faults: TwilioLabFaults) { world.with { $0.faults = faults } }

  /// Somebody calls one of the account's numbers: rings where its VoiceUrl says, until the call is over.
  public func dial(from: String, to: String, caller: Caller = Caller()) async -> CallReport? {
    guard let number = world.number(to), !number.value("VoiceUrl").isEmpty else { return nil }
    var plan = CallPlan(from: from, to: to, webhook: number.value("VoiceUrl"))
    plan.fallback = number.value("VoiceFallbackUrl").isEmpty ? nil : number.value("VoiceFallbackUrl")
    plan.statusCallback = number.value("StatusCallback").isEmpty ? nil : number.value("StatusCallback")
    plan.caller = caller
    let call = world.with { state in
      let sid = state.random.sid("CA")
      var call = TwilioCall(
        sid: sid, account: world.settings.accountSid, from: from, to: to, direction: "inbound", status: "in-progress",
        numberSid: number.sid)
      call.started = call.created
      state.calls[sid] = call
      state.order.append(sid)
      return call
    }
    plan.callSid = call.sid
    let report = await CallSession(plan, on: carrier, control: call.control).run()
    world.with { state in
      state.reports[call.sid] = report
      state.calls[call.sid]?.status = report.status.rawValue
      state.calls[call.sid]?.ended = .now
    }
    return report
  }

  /// What happened in a call that is over.
  public func report(of callSid: String) -> CallReport? { world.with { $0.reports[callSid] } }

  /// The status that the API tells of each call, by CallSid.
  public var statuses: [String: String] { world.with { $0.calls.mapValues(\.status) } }

  /// Every request so far: method and path.
  public var requests: [String] { world.with { $0.requests } }

  /// Closes everything; calls that go on are hung up.
  public func stop() async {
    for call in world.with({ Array($0.calls.values) }) where !call.isOver { call.control.send(.hangUp) }
    let deadline = NIODeadline.now() + .seconds(3)
    while LabClock.isAhead(deadline), world.with({ state in state.calls.values.contains { !$0.isOver } }) {
      try? await Task.sleep(for: .milliseconds(10))
    }
    await listener.stop()
    await http.shutdown()
    try? await group.shutdownGracefully()
  }
}
