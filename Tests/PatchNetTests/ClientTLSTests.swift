import NIOCore
import NIOPosix
import NIOSSL
import PatchNet
import Testing

/// `wss` to an address in digits, with a certificate of our own making: for 127.0.0.1 and localhost, until the year 2126.
@Suite struct ClientTLSTests {
  private static let key = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgKAzAozm/XwIkOUBJ
    RJ3ACz71ygC6N1oc1eGscwZj3oShRANCAARt+kSLLKup8kbIgxhAJFpcgSjwtjYh
    GJYytxzPXA2VxBDJf6b8P1GlQP4DvlSE+zByslYbQM04A/0yFjvSCn9P
    -----END PRIVATE KEY-----
    """
  private static let certificate = """
    -----BEGIN CERTIFICATE-----
    MIIBqDCCAU2gAwIBAgIUO/soAN/4GAGSi1ZNCSziLnf+KzEwCgYIKoZIzj0EAwIw
    GjEYMBYGA1UEAwwPcGhvbmVwYXRjaCB0ZXN0MCAXDTI2MTEyMTA2NTkyMFoYDzIx
    MjYxMDI4MDY1OTIwWjAaMRgwFgYDVQQDDA9waG9uZXBhdGNoIHRlc3QwWTATBgcq
    hkjOPQIBBggqhkjOPQMBBwNCAARt+kSLLKup8kbIgxhAJFpcgSjwtjYhGJYytxzP
    XA2VxBDJf6b8P1GlQP4DvlSE+zByslYbQM04A/0yFjvSCn9Po28wbTAdBgNVHQ4E
    FgQU9q8ZbNTpVrRm81BXANUhYCY1etEwHwYDVR0jBBgwFoAU9q8ZbNTpVrRm81BX
    ANUhYCY1etEwDwYDVR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAABgglsb2Nh
    bGhvc3QwCgYIKoZIzj0EAwIDSQAwRgIhANPE/0kwBxLDiDL6L6nhcAKiQ4jtQ5XD
    Ygcjnt1ImlIrAiEA8Tyv1Ss7jbRIva6a3er5UKwad07B5RXXQ5suRA6irTY=
    -----END CERTIFICATE-----
    """

  private func server() throws -> NIOSSLContext {
    let chain = try NIOSSLCertificate.fromPEMBytes(Array(Self.certificate.utf8))
    let key = try NIOSSLPrivateKey(bytes: Array(Self.key.utf8), format: .pem)
    return try NIOSSLContext(
      configuration: .makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
  }

  private var trusting: WebSocketClient {
    get throws {
      var tls = TLSConfiguration.makeClientConfiguration()
      tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(Self.certificate.utf8)))
      return WebSocketClient(tls: tls)
    }
  }

  @Test(arguments: ["127.0.0.1", "localhost"]) func aTrustedServer(_ host: String) async throws {
    let client = try trusting
    let text = try await ClientPeer.run(
      first: ClientPeer.text("hello"), tls: server(), script: { _, out in try await out.write(ClientPeer.close(1000)) }
    ) { peer in
      try await client.connect(WebSocketRequest("wss://\(host):\(peer.port)/")) { link in
        for try await event in link.events {
          if case .message(.text(let text), _) = event { return String(buffer: text) }
        }
        return "nothing"
      }
    }
    #expect(text == "hello")
  }

  @Test func anUntrustedServerIsRefused() async throws {
    try await ClientPeer.run(tls: server()) { peer in
      let failure = await #expect(throws: WebFailure.self) {
        try await WebSocketClient().connect(WebSocketRequest("wss://127.0.0.1:\(peer.port)/")) { _ in }
      }
      guard case .tls = failure else {
        Issue.record("\(String(describing: failure))")
        return
      }
    }
  }

  @Test func plainHTTPIsNoTLS() async throws {
    try await ClientPeer.run { peer in
      let failure = await #expect(throws: WebFailure.self) {
        try await WebSocketClient().connect(WebSocketRequest("wss://127.0.0.1:\(peer.port)/")) { _ in }
      }
      guard case .tls = failure else {
        Issue.record("\(String(describing: failure))")
        return
      }
    }
  }
}
