import NIOSSL

/// What the listeners show to those who connect; without it they speak plain HTTP, for a proxy before them or loopback.
public struct TLSSettings: Sendable, Equatable {
  /// A PEM file: our certificate first, then those that lead to an authority.
  public var certificate = ""
  /// A PEM file of its private key.
  public var key = ""

  var isSet: Bool { !certificate.isEmpty }

  /// Nil without TLS. Throws `ConfigurationError` that names the file.
  func context() throws -> NIOSSLContext? {
    guard isSet else { return nil }
    func read<Value>(_ what: String, _ body: () throws -> Value) throws -> Value {
      do { return try body() } catch { throw ConfigurationError(["\(what): \(error)"]) }
    }
    let chain = try read("tls.certificate (PHONEPATCH_TLS_CERTIFICATE): \(certificate)") {
      try NIOSSLCertificate.fromPEMFile(certificate)
    }
    let secret = try read("tls.key (PHONEPATCH_TLS_KEY): \(key)") { try NIOSSLPrivateKey(file: key, format: .pem) }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(secret))
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = ["http/1.1"]
    return try read("tls.certificate and tls.key do not fit") { try NIOSSLContext(configuration: configuration) }
  }
}
