import PatchNet
import Testing

@testable import PatchLab
@testable import PatchServer

/// A server and the telephone network it calls out through.
struct Bridge {
  let server: PhonepatchServer
  let network: TwilioLab
  let carrier: TestCarrier

  static let number = "+14155550100"
  static let friend = "+14155552671"

  func place(
    _ to: String = Bridge.friend, room: String? = nil, path: SpendingRequest.Path = .api
  ) async throws(OutboundCalls.Failure) -> Call {
    try await server.parts.outbound.place(
      OutboundCalls.Order(
        request: SpendingRequest(path: path, to: to, owner: "default", actor: "test", actorMaySpend: true), room: room))
  }

  /// Waits for a condition.
  func wait(_ seconds: Double = 8, _ condition: () async -> Bool) async -> Bool {
    (try? await reach(seconds, condition)) == true
  }
}

func withBridge(
  phones: [String: LabPhone] = [Bridge.friend: LabPhone()], _ change: (inout ServerConfiguration) -> Void = { _ in },
  _ body: (Bridge) async throws -> Void
) async throws {
  var settings = TwilioLabSettings(authToken: TestCarrier.token)
  settings.phones = phones
  settings.numbers = [Bridge.number]
  let network = try await TwilioLab.start(settings)
  do {
    try await withServer { configuration in
      configuration.twilio.accountSID = settings.accountSid
      configuration.twilio.apiBase = network.apiBase
      configuration.twilio.phoneNumber = Bridge.number
      change(&configuration)
    } _: { (carrier: TestCarrier) async throws in
      try await body(Bridge(server: carrier.server, network: network, carrier: carrier))
    }
  } catch {
    await network.stop()
    throw error
  }
  await network.stop()
}
