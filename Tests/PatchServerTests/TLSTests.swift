import AsyncHTTPClient
import Foundation
import PatchNet
import Testing

@testable import PatchLab
@testable import PatchServer

@Suite(.timeLimit(.minutes(1))) struct TLSTests {
  @Test func aCallOverTLSIsHeard() async throws {
    let authority = try TestAuthority()
    let (certificate, key) = try authority.serverPEM()
    let files = (try TemporaryFile(certificate), try TemporaryFile(key))
    var client = HTTPClient.Configuration()
    client.tlsConfiguration = try authority.clientTLS()
    let http = HTTPClientTransport(HTTPClient(eventLoopGroupProvider: .singleton, configuration: client))
    let sockets = WebSocketClient(tls: try authority.clientTLS())
    try await withServer {
      $0.tls = TLSSettings(certificate: files.0.path, key: files.1.path)
    } _: { (carrier: TestCarrier) async throws in
      #expect(carrier.server.publicURL.hasPrefix("https://127.0.0.1:"))
      let network = Carrier(CarrierSettings(authToken: TestCarrier.token), http: http, webSockets: sockets)
      func plan(_ number: Int) -> CallPlan {
        var plan = CallPlan(
          from: "+1415555010\(number)", to: "+15550100", webhook: carrier.server.publicURL + "/twilio/voice")
        plan.caller = Caller(speech: [UInt8](repeating: UInt8(number), count: 16_000), hangsUp: 3)
        return plan
      }
      // Sockets that cannot move to their room's loop stay where they are.
      async let first = network.place(plan(1))
      async let second = network.place(plan(2))
      let (a, b) = await (first, second)
      #expect(a.allViolations.isEmpty && b.allViolations.isEmpty, "\(a.allViolations) \(b.allViolations)")
      let heard = (a.heard, b.heard)
      #expect(heard.0.count { $0 == 2 } > 8000 && heard.1.count { $0 == 1 } > 8000, "\(heard.0.count) \(heard.1.count)")
      // Whoever speaks plain HTTP to it gets nothing.
      let plain = try? await HTTPExchange.run(port: carrier.server.port, "GET", "/health/live")
      #expect(plain?.status != 200)
    }
    await http.shutdown()
  }

  @Test func filesThatAreNoneAreNamed() async throws {
    let text = try TemporaryFile("no certificate")
    func problem(_ settings: TLSSettings) -> String {
      do { return try settings.context() == nil ? "nothing" : "fine" } catch { return "\(error)" }
    }
    #expect(
      problem(TLSSettings(certificate: "/nowhere.pem", key: "/nowhere.pem")).contains("PHONEPATCH_TLS_CERTIFICATE"))
    #expect(problem(TLSSettings(certificate: text.path, key: text.path)).contains("PHONEPATCH_TLS_CERTIFICATE"))
    let (certificate, key) = try TestAuthority().serverPEM()
    let (own, foreign) = (try TemporaryFile(certificate), try TemporaryFile(try TestAuthority().serverPEM().key))
    #expect(problem(TLSSettings(certificate: own.path, key: text.path)).contains("PHONEPATCH_TLS_KEY"))
    #expect(problem(TLSSettings(certificate: own.path, key: foreign.path)).contains("tls.certificate"))
    let good = try TemporaryFile(key)
    #expect(problem(TLSSettings(certificate: own.path, key: good.path)) == "fine")
    var half = ServerConfiguration()
    half.tls.key = text.path
    #expect(half.contradictions.contains { $0.contains("need each other") })
  }
}
