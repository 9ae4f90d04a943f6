import NIOCore
import PatchNet
import Testing

@testable import PatchLab
@testable import PatchServer

/// Public addresses and the webhooks of our numbers.
@Suite(.timeLimit(.minutes(2))) struct TunnelTests {
  private func withTunnel(_ body: (TunnelLab) async throws -> Void) async throws {
    let lab = try await TunnelLab.start()
    do { try await body(lab) } catch {
      await lab.stop()
      throw error
    }
    await lab.stop()
  }

  @Test(arguments: [false, true]) func ngrokTellsOurAddressAndTheNumberFollows(onlyEndpoints: Bool) async throws {
    try await withTunnel { (tunnel: TunnelLab) async throws in
      let port = try FreePort.find()
      tunnel.set {
        $0.ngrok = (port, "https://calls.ngrok.app")
        $0.hasOnlyEndpoints = onlyEndpoints
      }
      try await withBridge { configuration in
        configuration.listen.port = port
        configuration.tunnel.ngrok = tunnel.ngrokAPI
        configuration.twilio.webhooks = .set
      } _: { (bridge: Bridge) async throws in
        #expect(bridge.server.publicURL == "https://calls.ngrok.app")
        #expect(await bridge.carrier.event(.numberConnected, seconds: 5) != nil)
        let number = try #require(bridge.network.world.number(Bridge.number))
        #expect(number.value("VoiceUrl") == "https://calls.ngrok.app/twilio/voice")
        #expect(number.value("StatusCallback") == "https://calls.ngrok.app/twilio/status")
      }
    }
  }

  @Test func cloudflaredTellsOurAddress() async throws {
    try await withTunnel { (tunnel: TunnelLab) async throws in
      tunnel.set { $0.cloudflared = "quick-brown-fox.trycloudflare.com" }
      try await withServer {
        $0.tunnel.cloudflared = tunnel.cloudflaredMetrics
      } _: { (carrier: TestCarrier) async throws in
        #expect(carrier.server.publicURL == "https://quick-brown-fox.trycloudflare.com")
      }
    }
  }

  @Test func withoutATunnelTheReasonIsTold() async throws {
    try await withTunnel { (tunnel: TunnelLab) async throws in
      await #expect(throws: ConfigurationError.self) {
        try await withServer {
          $0.tunnel.ngrok = tunnel.ngrokAPI
          $0.tunnel.patience = 0.3
        } _: { (_: TestCarrier) in
        }
      }
    }
  }

  @Test func aNumberThatIsRightIsNotWrittenAndAnOldAddressComesBack() async throws {
    var settings = TwilioLabSettings(authToken: TestCarrier.token)
    settings.numbers = [Bridge.number]
    let network = try await TwilioLab.start(settings)
    let folder = try TemporaryFolder()
    func run(_ mode: TwilioSettings.Webhooks, _ body: (TestCarrier) async throws -> Void) async throws {
      try await withServer {
        $0.twilio.accountSID = settings.accountSid
        $0.twilio.apiBase = network.apiBase
        $0.twilio.phoneNumber = Bridge.number
        $0.twilio.webhooks = mode
        $0.twilio.fallbackURL = "https://handler.twilio.com/twiml/EH0"
        $0.publicURL = "https://calls.example"
        $0.data = folder.path
      } _: {
        try await body($0)
      }
    }
    func writes() -> Int { network.requests.count { $0.hasPrefix("POST") && $0.contains("/IncomingPhoneNumbers/") } }
    func url() -> String { network.world.number(Bridge.number)?.value("VoiceUrl") ?? "" }
    do {
      network.world.with { state in
        for sid in state.numbers.keys { state.numbers[sid]?.values["VoiceUrl"] = "https://old.example/voice" }
      }
      try await run(.restore) { #expect(await $0.event(.numberConnected) != nil) }
      #expect(url() == "https://old.example/voice" && writes() == 2)
      try await run(.set) { #expect(await $0.event(.numberConnected) != nil) }
      #expect(url() == "https://calls.example/twilio/voice" && writes() == 3)
      // The second run makes no write.
      try await run(.set) { _ in try await Task.sleep(for: .milliseconds(500)) }
      #expect(writes() == 3)
      network.world.with { state in
        for sid in state.numbers.keys { state.numbers[sid]?.values["TrunkSid"] = "TK00000000000000000000000000000000" }
      }
      try await run(.set) { carrier in
        let refused = await carrier.event(.numberRefused)
        #expect(refused?.data["reason"]?.string?.contains("SIP trunk TK0") == true)
      }
      #expect(writes() == 3)
    } catch {
      await network.stop()
      throw error
    }
    await network.stop()
    withExtendedLifetime(folder) {}
  }
}
