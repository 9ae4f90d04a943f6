public import PatchBase

/// A key package of ours and the private keys that belong to it. It is good for one group: make a new one each time.
public struct OwnKeyPackage: ~Copyable {
  let message: ByteBuffer
  let initKeys: KeyPair
  let leafKeys: KeyPair
  let signing: KeyPair

  // Out of line, once for all the places that can fail while it is alive.
  @inline(never) deinit {}

  /// A key package as Discord's gateway demands it: the identity is the user id in eight bytes, the lifetime is for ever.
  public static func make(
    user: UInt64, signing: borrowing KeyPair, suite: borrowing CipherSuite, from source: inout KeySource
  ) throws(Fault) -> OwnKeyPackage {
    let initKeys = try KeyPair.generate(suite, from: &source)
    let leafKeys = try KeyPair.generate(suite, from: &source)
    let identity = ChannelID(user)
    var bytes = try ByteBuffer(room: 512)
    bytes.big(1, 2)
    bytes.big(CipherSuite.number, 2)
    bytes.vector(initKeys.publicKey.span)
    let leaf = bytes.count
    bytes.leafHead(leafKeys.publicKey, signing.publicKey, identity: identity.span)
    bytes.byte(LeafNode.Source.keyPackage.rawValue)
    bytes.big(0, 8)
    bytes.big(.max, 8)
    bytes.vector(Span())
    try bytes.sign("LeafNodeTBS", from: leaf, signing, suite)
    bytes.vector(Span())
    try bytes.sign("KeyPackageTBS", signing, suite)
    try bytes.check()
    return OwnKeyPackage(message: bytes, initKeys: initKeys, leafKeys: leafKeys, signing: try signing.copy())
  }

  /// A key package whose private keys are known.
  static func of(
    _ bytes: Span<UInt8>, initKey: Span<UInt8>, leafKey: Span<UInt8>, signatureKey: Span<UInt8>,
    _ suite: borrowing CipherSuite
  ) throws(Fault) -> OwnKeyPackage {
    var message = try ByteBuffer(room: bytes.count)
    message.append(bytes)
    return OwnKeyPackage(
      message: message, initKeys: try KeyPair.of(initKey, suite), leafKeys: try KeyPair.of(leafKey, suite),
      signing: try KeyPair.of(signatureKey, suite))
  }

  /// The bytes to send.
  public var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { message.span }
  }

  /// What of the bytes is the leaf node.
  func leaf() throws(Fault) -> LeafNode {
    var reader = ByteReader(message.span)
    return try KeyPackage.read(&reader).leaf
  }

  func reference() -> Digest { SHA256.reference("KeyPackage Reference", message.span) }
}
