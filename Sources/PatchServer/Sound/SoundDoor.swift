import NIOCore
import NIOHTTP1
import PatchNet

/// Decides who may open a socket for sound: whoever has a token, or comes to show a ticket.
struct SoundDoor: Sendable {
  let gate: APIGate
  let tickets: SoundTickets
  let hosts: RoomHosts
  let context: RoomContext
  let readiness: Readiness
  /// How long it may take until somebody says where they want to go.
  let patience: TimeAmount

  static let path = "/v1/leg"
  static let subprotocol = "phonepatch.leg.1"

  @Sendable func decide(_ head: HTTPRequestHead) -> UpgradeDecision {
    guard head.uri.prefix(while: { $0 != "?" }) == Self.path else { return .pass }
    // A token in an address ends up in logs.
    guard head.uri == Self.path else { return refuse(.badRequest, "query in the address of a leg") }
    let origin = head.headers.first(name: "origin")
    do throws(APIProblem) {
      try gate.checkHost(head.headers.first(name: "host"), origin: origin)
    } catch {
      return refuse(.forbidden, error.code)
    }
    guard head.headers[canonicalForm: "sec-websocket-protocol"].contains(where: { $0 == Self.subprotocol }) else {
      return refuse(.badRequest, "no subprotocol \(Self.subprotocol)")
    }
    guard readiness.isReady else { return .refuse(.serviceUnavailable) }
    var token: APIToken?
    if let authorization = head.headers.first(name: "authorization") {
      do throws(APIProblem) { token = try gate.token(authorization: authorization, path: Self.path) } catch {
        return .refuse(.unauthorized)
      }
      if let token, token.role < .operator { return .refuse(.forbidden) }
    }
    return .accept(subprotocol: Self.subprotocol) { [self, token] channel in
      // What is late is worth nothing: half a second may wait, no more.
      try? channel.syncOptions?.setOption(.writeBufferWaterMark, value: .init(low: 4096, high: 24_576))
      try channel.pipeline.syncOperations.addHandler(SoundSocket(self, token: token, origin: origin))
    }
  }

  private func refuse(_ status: HTTPResponseStatus, _ reason: String) -> UpgradeDecision {
    gate.refusals.record(reason, url: Self.path)
    return .refuse(status)
  }
}
