internal import PatchBase

/// A key package (RFC 9420 section 10); ranges are of the bytes it was read from.
struct KeyPackage {
  private(set) var initKey = 0..<0
  private(set) var leaf = LeafNode()
  private(set) var bytes = 0..<0
  private(set) var signed = 0..<0
  private(set) var signature = 0..<0

  @_lifetime(reader: copy reader)
  mutating func read(_ reader: inout MLSReader) {
    let start = reader.offset
    reader.expect(1, 2, .version)
    reader.expect(CipherSuite.number, 2, .version)
    initKey = reader.publicKey()
    leaf.read(&reader)
    let isOwn = ConstantTime.equal(reader.bytes.part(initKey), reader.bytes.part(leaf.encryptionKey))
    if isOwn || leaf.source != .keyPackage { reader.fail(.keyPackage) }
    _ = reader.vector()  // extensions, none of which binds us
    signed = start..<reader.offset
    signature = reader.vector()
    bytes = start..<reader.offset
  }

  /// Checks both signatures and all keys.
  func verify(_ all: Span<UInt8>, _ suite: borrowing CipherSuite) throws(Fault) {
    try suite.curve.check(all.part(initKey))
    try leaf.verify(all, group: Span(), leaf: 0, suite)
    let hash = SHA256.signed("KeyPackageTBS", all.part(signed))
    try suite.verify(all.part(signature), hash, by: all.part(leaf.signatureKey))
  }

  /// KeyPackageRef.
  func reference(_ all: Span<UInt8>) -> Digest { SHA256.reference("KeyPackage Reference", all.part(bytes)) }
}
