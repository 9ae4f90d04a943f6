import AsyncHTTPClient
import NIOSSL
import PatchNet

extension DiscordSettings {
  /// The way to Discord's REST API.
  func transport() -> HTTPClientTransport {
    var client = HTTPClient.Configuration()
    client.httpVersion = .http1Only
    client.redirectConfiguration = .disallow
    if let authority, let trusted = try? NIOSSLCertificate.fromPEMFile(authority) {
      var tls = TLSConfiguration.makeClientConfiguration()
      tls.trustRoots = .certificates(trusted)
      client.tlsConfiguration = tls
    }
    return HTTPClientTransport(HTTPClient(eventLoopGroupProvider: .singleton, configuration: client))
  }
}
