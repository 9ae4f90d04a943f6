public import PatchBase

/// A private key of P-256 and its public key, to agree or to sign with.
public struct KeyPair: ~Copyable {
  public let publicKey: PublicKey
  /// 32 bytes, wiped with their owner.
  public let privateKey: Secret

  init(publicKey: PublicKey, privateKey: consuming Secret) {
    self.publicKey = publicKey
    self.privateKey = privateKey
  }

  /// A new pair. `Fault.noMemory` when memory runs out, `Fault.internal` when the source fails.
  public static func generate(_ suite: borrowing CipherSuite, from source: inout KeySource) throws(Fault) -> KeyPair {
    // One number in 2^32 is not below the order; a source that keeps giving such numbers is broken.
    for _ in 0..<8 {
      let number = try Secret.random(P256.privateCount, from: &source)
      do {
        let publicKey = try suite.curve.publicKey(of: number)
        return KeyPair(publicKey: publicKey, privateKey: number)
      } catch  where error == .argument {}
    }
    throw .internal
  }

  /// The pair of a private key of 32 bytes that is known; `Fault.argument` for a number that is none.
  static func of(_ privateKey: Span<UInt8>, _ suite: borrowing CipherSuite) throws(Fault) -> KeyPair {
    let number = try Secret.copying(privateKey)
    let publicKey = try suite.curve.publicKey(of: number)
    return KeyPair(publicKey: publicKey, privateKey: number)
  }

  /// The same pair, with a private key of its own.
  public borrowing func copy() throws(Fault) -> KeyPair {
    KeyPair(publicKey: publicKey, privateKey: try privateKey.copy())
  }

  @inline(never) deinit {}
}
