public import PatchBase

/// A private key of P-256 and its public key, to agree or to sign with.
public struct KeyPair: ~Copyable {
  /// Where pairs stand among other bytes: 32 of the private key, 65 of the public key.
  static let byteCount = P256.privateCount + PublicKey.byteCount
  private(set) var store: Secret

  /// Room for one.
  init(_ memory: inout Memory) { store = Secret(KeyPair.byteCount, &memory) }

  /// A new pair. `Fault.noMemory` when memory runs out, `Fault.internal` when the source fails.
  public static func generate(_ suite: borrowing CipherSuite, from source: inout KeySource) throws(Fault) -> KeyPair {
    var made = try room()
    try made.renew(suite, from: &source)
    return made
  }

  private static func room() throws(Fault) -> KeyPair {
    var memory = Memory()
    let made = KeyPair(&memory)
    try memory.check()
    return made
  }

  /// A new pair in place of what was here.
  mutating func renew(_ suite: borrowing CipherSuite, from source: inout KeySource) throws(Fault) {
    try suite.curve.generate(&source, into: &store)
  }

  /// The pair of a private key of 32 bytes that is known; `Fault.argument` for a number that is none.
  static func of(_ privateKey: Span<UInt8>, _ suite: borrowing CipherSuite) throws(Fault) -> KeyPair {
    guard privateKey.count == P256.privateCount else { throw .argument }
    var made = try room()
    made.store.put(privateKey, 0)
    guard try suite.curve.complete(&made.store) else { throw .argument }
    return made
  }

  /// Both, one behind the other.
  var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { store.span }
  }

  public var publicKey: PublicKey {
    var key = PublicKey()
    var target = key.mutableSpan
    target.copy(from: bytes.window(P256.privateCount..<KeyPair.byteCount))
    return key
  }

  /// 32 bytes, wiped with their owner.
  public var privateKey: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { store.slot(0) }
  }

  @inline(never) deinit {}
}
