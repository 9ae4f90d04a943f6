import PatchNet
import Testing

@testable import PatchServer

@Suite(.timeLimit(.minutes(1))) struct DrainTests {
  @Test func healthAndReadiness() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      #expect(try await HTTPExchange.run(port: carrier.server.port, "GET", "/healthz").status == 200)
      #expect(try await HTTPExchange.run(port: carrier.server.port, "GET", "/readyz").status == 200)
    }
  }

  @Test func callsMayEndAndNewOnesAreTurnedAway() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let socket = try await carrier.leg(call: 1)
      #expect(await carrier.event(.legStarted) != nil)
      let draining = Task { await carrier.server.drain(within: .seconds(20)) }
      #expect(await carrier.event(.serverDraining) != nil)
      #expect(try await HTTPExchange.run(port: carrier.server.port, "GET", "/readyz").status == 503)
      #expect(try await HTTPExchange.run(port: carrier.server.port, "GET", "/healthz").status == 200)
      #expect(try await carrier.voice(call: 2).status == 503)
      #expect(socket.frames.allSatisfy { $0.opcode != 8 }, "the call goes on")
      socket.text(TestCarrier.stop(call: 1))
      #expect(await socket.closeCode() == 1000)
      await draining.value
      #expect(carrier.server.events.snapshot().last?.type == .serverStopped)
      #expect(await carrier.event(.callEnded)?.data["reason"] == "stopped")
    }
  }

  @Test func callsThatDoNotEndAreClosed() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let socket = try await carrier.leg(call: 1)
      #expect(await carrier.event(.legStarted) != nil)
      let idle = try await RawConnection.open(port: carrier.server.port)
      let started = ContinuousClock.now
      await carrier.server.drain(within: .milliseconds(200))
      #expect(ContinuousClock.now - started < .seconds(20), "far less than the calls would last")
      #expect(await socket.closeCode() == 1001)
      #expect(await idle.wait { _, closed in closed })
      #expect(await carrier.event(.callEnded)?.data["reason"] == "server stops")
    }
  }

  @Test func stoppingTwiceIsFine() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      async let one: Void = carrier.server.stop()
      async let two: Void = carrier.server.stop()
      _ = await (one, two)
    }
  }
}
