public import PatchBase

/// A key package of ours and the private keys that belong to it. It is good for one group: make a new one each time.
public struct OwnKeyPackage: ~Copyable {
  private(set) var message: ByteBuffer
  // Pairs of 97 bytes.
  private(set) var initPair: Secret
  private(set) var leafPair: Secret
  private(set) var signing: Secret

  // Out of line, once for all the places that can fail while it is alive.
  @inline(never) deinit {}

  /// Room for one.
  init() throws(Fault) {
    var memory = Memory()
    self.init(&memory)
    try memory.check()
  }

  /// The same; `memory` is told when it runs out.
  init(_ memory: inout Memory) {
    message = ByteBuffer(room: 512, &memory)
    initPair = Secret(KeyPair.byteCount, &memory)
    leafPair = Secret(KeyPair.byteCount, &memory)
    signing = Secret(KeyPair.byteCount, &memory)
  }

  /// A key package as Discord's gateway demands it: the identity is the user id in eight bytes, the lifetime is for ever.
  public static func make(
    user: UInt64, signing: borrowing KeyPair, suite: borrowing CipherSuite, from source: inout KeySource
  ) throws(Fault) -> OwnKeyPackage {
    var made = try OwnKeyPackage()
    try made.renew(user: user, signing: signing, suite: suite, from: &source)
    return made
  }

  /// A new one in place of what was here; when it throws there is none.
  mutating func renew(
    user: UInt64, signing: borrowing KeyPair, suite: borrowing CipherSuite, from source: inout KeySource
  ) throws(Fault) {
    forget()
    self.signing.put(signing.bytes, 0)
    try suite.curve.generate(&source, into: &initPair)
    try suite.curve.generate(&source, into: &leafPair)
    do {
      try write(user, suite.curve)
    } catch {
      forget()
      throw error
    }
  }

  private mutating func write(_ user: UInt64, _ curve: borrowing P256) throws(Fault) {
    message.big(1, 2)
    message.big(CipherSuite.number, 2)
    message.publicKey(of: initPair)
    let leaf = message.count
    message.leafHead(
      leafPair, signing, identity: ChannelID(user).span)
    message.byte(LeafNode.Source.keyPackage.rawValue)
    message.big(0, 8)
    message.big(.max, 8)
    message.byte(0)
    let count = message.count
    try message.signature(SHA256.signed("LeafNodeTBS", message.span.part(leaf..<count)), signing, curve)
    message.byte(0)
    try message.signature(SHA256.signed("KeyPackageTBS", message.span), signing, curve)
    try message.check()
  }

  /// None is here any more, and nothing is left of its keys.
  mutating func forget() {
    message.clear()
    initPair.wipe()
    leafPair.wipe()
    signing.wipe()
  }

  /// A key package whose private keys are known.
  static func of(
    _ bytes: Span<UInt8>, initKey: Span<UInt8>, leafKey: Span<UInt8>, signatureKey: Span<UInt8>,
    _ suite: borrowing CipherSuite
  ) throws(Fault) -> OwnKeyPackage {
    var made = try OwnKeyPackage()
    made.message.append(bytes)
    let initKeys = try KeyPair.of(initKey, suite), leafKeys = try KeyPair.of(leafKey, suite)
    let signing = try KeyPair.of(signatureKey, suite)
    made.initPair.put(initKeys.bytes, 0)
    made.leafPair.put(leafKeys.bytes, 0)
    made.signing.put(signing.bytes, 0)
    return made
  }

  var isThere: Bool { message.count > 0 }

  /// The bytes to send.
  public var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { message.span }
  }

  /// What of the bytes is the leaf node.
  func leaf() throws(Fault) -> Range<Int> {
    var reader = MLSReader(message.span)
    var package = KeyPackage()
    package.read(&reader)
    try reader.check()
    return package.leaf.bytes
  }

  func reference() -> Digest { SHA256.reference("KeyPackage Reference", message.span) }
}
