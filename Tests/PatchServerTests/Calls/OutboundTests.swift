import PatchNet
import Testing

@testable import PatchLab
@testable import PatchServer

@Suite(.timeLimit(.minutes(2))) struct OutboundTests {
  @Test func aCallRingsIsAnsweredAndComesBackAsAStream() async throws {
    var friend = LabPhone(ring: 0.2)
    friend.caller = Caller(speech: Tones.tone([700], seconds: 3, level: 0.3))
    try await withBridge(phones: [Bridge.friend: friend]) { (bridge: Bridge) async throws in
      let call = try await bridge.place(room: "lobby")
      #expect(call.direction == .outbound && call.state == .placing && call.providerID.hasPrefix("CA"))
      #expect(await bridge.wait { bridge.server.calls().first?.state == .ringing })
      #expect(await bridge.wait { bridge.server.calls().first?.state == .streaming })
      let rooms = await bridge.server.roomStatistics()
      #expect(rooms.map(\.name) == ["lobby"] && rooms[0].legs.map(\.callID) == [call.id])
      // The room hears the friend.
      #expect(await bridge.wait { await bridge.server.roomStatistics().first?.legs.first?.level ?? -127 > -40 })
      #expect(bridge.server.parts.policy.ledger.total().calls == 1)
      try await bridge.server.parts.outbound.hangUp(call.id, reason: "hung up")
      #expect(await bridge.wait { bridge.network.statuses[call.providerID] == "completed" })
      #expect(bridge.server.calls().isEmpty)
      #expect(bridge.server.parts.policy.ledger.total() == .init(calls: 0, minutes: 1, cost: 0.03))
      let report = try #require(await bridge.report(call))
      #expect(report.allViolations == [], "\(report.allViolations)")
    }
  }

  @Test(arguments: [(LabPhone.Answer.busy, "busy"), (.nobody, "no-answer")])
  func whoDoesNotAnswerIsTold(answer: LabPhone.Answer, reason: String) async throws {
    try await withBridge(phones: [Bridge.friend: LabPhone(answer)]) { (bridge: Bridge) async throws in
      let order = OutboundCalls.Order(
        request: SpendingRequest(
          path: .dial, to: Bridge.friend, owner: "default", actor: "test", actorMaySpend: true), timeout: 1)
      _ = try await bridge.server.parts.outbound.place(order)
      #expect(await bridge.carrier.event(.callEnded) { $0.data["reason"] == .string(reason) } != nil)
      // Nothing was talked, nothing is charged.
      #expect(bridge.server.parts.policy.ledger.total() == .init())
    }
  }

  @Test func anUnknownNumberFails() async throws {
    try await withBridge { (bridge: Bridge) async throws in
      _ = try await bridge.place("+14155552699")
      #expect(await bridge.carrier.event(.callEnded) { $0.data["reason"] == "failed" } != nil)
    }
  }

  @Test func callbacksInAnyOrderEndTheSame() async throws {
    var friend = LabPhone(ring: 0.05)
    friend.caller.hangsUp = 0.3
    try await withBridge(phones: [Bridge.friend: friend]) { (bridge: Bridge) async throws in
      var faults = TwilioLabFaults()
      faults.disorder = true
      faults.repeats = 2
      bridge.network.setFaults(faults)
      let call = try await bridge.place()
      #expect(await bridge.carrier.event(.callEnded) { $0.callID == call.id } != nil)
      // What comes late wakes nobody.
      try await Task.sleep(for: .milliseconds(700))
      #expect(bridge.server.calls().isEmpty)
      #expect(bridge.server.events.snapshot().filter { $0.type == .callEnded }.count == 1)
    }
  }

  @Test func tooManyRequestsAreTriedAgain() async throws {
    try await withBridge { (bridge: Bridge) async throws in
      var faults = TwilioLabFaults()
      faults.tooMany = 2
      bridge.network.setFaults(faults)
      let call = try await bridge.place()
      #expect(!call.providerID.isEmpty)
      #expect(bridge.network.requests.filter { $0.hasPrefix("POST") && $0.hasSuffix("/Calls.json") }.count == 3)
      #expect(bridge.network.statuses.count == 1)
    }
  }

  @Test func aCallThatWasPlacedInSpiteOfAnErrorIsFoundAndNotPlacedTwice() async throws {
    try await withBridge(phones: [Bridge.friend: LabPhone(ring: 2)]) { (bridge: Bridge) async throws in
      var faults = TwilioLabFaults()
      faults.brokenAfterPlacing = 1
      bridge.network.setFaults(faults)
      let call = try await bridge.place()
      #expect(bridge.network.statuses.keys.map { $0 } == [call.providerID])
      #expect(bridge.network.requests.filter { $0.hasPrefix("POST") && $0.hasSuffix("/Calls.json") }.count == 1)
    }
  }

  @Test func aNetworkThatIsDownIsToldAndNothingIsCharged() async throws {
    try await withBridge { (bridge: Bridge) async throws in
      var faults = TwilioLabFaults()
      faults.unavailable = 50
      bridge.network.setFaults(faults)
      await #expect(throws: OutboundCalls.Failure.self) { try await bridge.place() }
      #expect(bridge.server.calls().isEmpty)
      #expect(bridge.server.parts.policy.ledger.total() == .init())
      #expect(await bridge.carrier.event(.callFailed) != nil)
    }
  }

  @Test func everyWayIsGuarded() async throws {
    try await withBridge(phones: [Bridge.friend: LabPhone(ring: 0.05)]) { (bridge: Bridge) async throws in
      for path in SpendingRequest.Path.allCases {
        await #expect(throws: OutboundCalls.Failure.self) { try await bridge.place("+1 900 555 0123", path: path) }
      }
      let call = try await bridge.place()
      #expect(await bridge.wait { bridge.server.calls().first?.state == .streaming })
      let toll = SpendingRequest(
        path: .transfer, to: "+44 909 879 0000", owner: "default", actor: "test", actorMaySpend: true)
      await #expect(throws: OutboundCalls.Failure.self) {
        try await bridge.server.parts.outbound.transfer(call.id, toll)
      }
      #expect(bridge.network.statuses.count == 1)
      #expect(bridge.server.calls().first?.state == .streaming)
    }
  }

  @Test func aCallIsSentOnToAnotherNumber() async throws {
    try await withBridge(phones: [Bridge.friend: LabPhone(ring: 0.05)]) { (bridge: Bridge) async throws in
      let call = try await bridge.place()
      #expect(await bridge.wait { bridge.server.calls().first?.state == .streaming })
      try await bridge.server.parts.outbound.transfer(
        call.id,
        SpendingRequest(path: .transfer, to: "+14155552699", owner: "default", actor: "test", actorMaySpend: true))
      // The stream ends, the network dials, and tells when all is over.
      #expect(
        await bridge.carrier.event(.callEnded) { $0.callID == call.id && $0.data["reason"] == "completed" } != nil)
      let report = try #require(await bridge.report(call))
      #expect(report.verbs.contains { $0.verb == "Dial" && $0.note.contains("+14155552699") })
      #expect(bridge.server.parts.policy.ledger.total().calls == 0)
    }
  }

  @Test func aCallMovesToAnotherRoom() async throws {
    try await withBridge(phones: [Bridge.friend: LabPhone(ring: 0.05)]) { (bridge: Bridge) async throws in
      let call = try await bridge.place(room: "one")
      #expect(await bridge.wait { bridge.server.calls().first?.state == .streaming })
      try await bridge.server.parts.outbound.redirect(call.id, room: "two")
      #expect(await bridge.wait { await bridge.server.roomStatistics().map(\.name) == ["two"] })
      #expect(bridge.server.calls().map(\.id) == [call.id])
    }
  }

  @Test func aMachineIsReported() async throws {
    try await withBridge(phones: [Bridge.friend: LabPhone(.machine, ring: 0.05)]) { (bridge: Bridge) async throws in
      var order = OutboundCalls.Order(
        request: SpendingRequest(
          path: .dial, to: Bridge.friend, owner: "default", actor: "test", actorMaySpend: true))
      order.detectsMachines = true
      _ = try await bridge.server.parts.outbound.place(order)
      let told = await bridge.carrier.event(.callMachine)
      #expect(told?.data["answered_by"] == "machine_end_beep")
    }
  }

  @Test func aBrokenStreamComesBackToItsRoom() async throws {
    try await withServer {
      $0.deadlines.returnMilliseconds = 5000
    } _: { (carrier: TestCarrier) async throws in
      let socket = try await carrier.leg(call: 1, room: "lobby")
      #expect(await carrier.started(call: 1))
      socket.connection.close()
      #expect(await carrier.event(.legEnded) != nil)
      let again = try await carrier.voice(call: 1, target: "/twilio/stream-ended", extra: [])
      #expect(again.body.contains(#"<Parameter name="room" value="lobby" />"#))
      let second = try await carrier.media(TestCarrier.mediaPath(again.body))
      #expect(second.status == 101)
      second.text(TestCarrier.connected)
      second.text(TestCarrier.start(call: 1))
      #expect(await carrier.event(.callReturned) != nil)
      #expect(carrier.server.calls().count == 1)
    }
  }

  @Test func mutedAndHeldCallersAreSilent() async throws {
    try await withServer { _ in
    } _: { (carrier: TestCarrier) async throws in
      let one = try await carrier.leg(call: 1, room: "lobby")
      let two = try await carrier.leg(call: 2, room: "lobby")
      #expect(await carrier.started(call: 1))
      #expect(await carrier.started(call: 2))
      let hosts = carrier.server.parts.hosts
      let call = try #require(carrier.server.calls().first { $0.providerID == TestCarrier.callSid(1) })
      #expect(await hosts.steer(call: call.id, .mute(true)))
      #expect(await hosts.steer(call: call.id, .hold(true)))
      let rooms = await carrier.server.roomStatistics()
      let leg = try #require(rooms.first?.legs.first { $0.callID == call.id })
      #expect(leg.isMuted && leg.isHeld)
      #expect(await hosts.steer(call: call.id, .hold(false)))
      #expect(await hosts.steer(call: call.id, .keys("12#")))
      #expect(!(await hosts.steer(call: "call-none", .mute(true))))
      withExtendedLifetime((one, two)) {}
    }
  }
}

extension Bridge {
  /// The network's report, once the call is over.
  func report(_ call: Call) async -> CallReport? {
    _ = await wait { network.report(of: call.providerID) != nil }
    return network.report(of: call.providerID)
  }
}
