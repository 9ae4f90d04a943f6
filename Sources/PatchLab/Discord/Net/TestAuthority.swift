import Crypto
import Foundation
public import NIOSSL
import SwiftASN1
import X509

/// A certificate authority of one run, so that stock clients, which insist on TLS, can be pointed at loopback.
/// Its key never leaves the process.
public struct TestAuthority: Sendable {
  /// What clients are to trust.
  public let certificatePEM: String
  private let certificate: Certificate
  private let key: Certificate.PrivateKey

  public init() throws {
    let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let name = try DistinguishedName { CommonName("Phonepatch Lab authority") }
    certificate = try Certificate(
      version: .v3, serialNumber: .init(), publicKey: key.publicKey, notValidBefore: .now - 3600,
      notValidAfter: .now + 30 * 86_400, issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try .init {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(keyCertSign: true, cRLSign: true))
        SubjectKeyIdentifier(hash: key.publicKey)
      }, issuerPrivateKey: key)
    self.key = key
    certificatePEM = try certificate.serializeAsPEM().pemString
  }

  /// Writes what clients are to trust.
  public func write(to path: String) throws {
    try certificatePEM.write(toFile: path, atomically: true, encoding: .utf8)
  }

  /// What a listener needs that is reached as one of `hosts`: names, or IPv4 addresses.
  public func serverTLS(hosts: [String] = ["127.0.0.1", "localhost"]) throws -> TLSConfiguration {
    let (leaf, own) = try serverPEM(hosts: hosts)
    let chain = try NIOSSLCertificate.fromPEMBytes(Array(leaf.utf8))
    let secret = try NIOSSLPrivateKey(bytes: Array(own.utf8), format: .pem)
    return .makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(secret))
  }

  /// The same as PEM, for a listener that reads files.
  public func serverPEM(hosts: [String] = ["127.0.0.1", "localhost"]) throws -> (certificate: String, key: String) {
    let own = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let names = hosts.map { host -> GeneralName in
      let parts = host.split(separator: ".").compactMap { UInt8($0) }
      return parts.count == 4 ? .ipAddress(ASN1OctetString(contentBytes: ArraySlice(parts))) : .dnsName(host)
    }
    let leaf = try Certificate(
      version: .v3, serialNumber: .init(), publicKey: own.publicKey, notValidBefore: .now - 3600,
      notValidAfter: .now + 29 * 86_400, issuer: certificate.subject,
      subject: try DistinguishedName { CommonName(hosts.first ?? "localhost") }, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try .init {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        try ExtendedKeyUsage([.serverAuth])
        SubjectAlternativeNames(names)
        SubjectKeyIdentifier(hash: own.publicKey)
        // Python's strict verification wants to see who signed.
        AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: key.publicKey).keyIdentifier)
      }, issuerPrivateKey: key)
    return (try leaf.serializeAsPEM().pemString, try own.serializeAsPEM().pemString)
  }

  /// A client that trusts this authority and no other.
  public func clientTLS() throws -> TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(certificatePEM.utf8)))
    return configuration
  }
}
