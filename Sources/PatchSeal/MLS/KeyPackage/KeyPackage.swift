internal import PatchBase

/// A key package (RFC 9420 section 10); ranges are of the bytes it was read from.
struct KeyPackage {
  let initKey: Range<Int>
  let leaf: LeafNode
  let bytes: Range<Int>
  let signed: Range<Int>
  let signature: Range<Int>

  @_lifetime(reader: copy reader)
  static func read(_ reader: inout ByteReader) throws(Fault) -> KeyPackage {
    let start = reader.offset
    guard try reader.number(2) == 1, try reader.number(2) == CipherSuite.number else { throw .mls(.version) }
    let initKey = try reader.publicKey()
    let leaf = try LeafNode.read(&reader)
    let isOwn = ConstantTime.equal(reader.bytes.window(initKey), reader.bytes.window(leaf.encryptionKey))
    guard leaf.source == .keyPackage, !isOwn else { throw .mls(.keyPackage) }
    _ = try reader.vector()  // extensions, none of which binds us
    let end = reader.offset
    let signature = try reader.vector()
    return KeyPackage(
      initKey: initKey, leaf: leaf, bytes: start..<reader.offset, signed: start..<end, signature: signature)
  }

  /// Checks both signatures and all keys.
  func verify(_ all: Span<UInt8>, _ suite: borrowing CipherSuite) throws(Fault) {
    try suite.curve.check(all.window(initKey))
    try leaf.verify(all, group: Span(), leaf: 0, suite)
    var hash = SHA256.signed("KeyPackageTBS", count: signed.count)
    hash.update(all.window(signed))
    try suite.verify(all.window(signature), hash.finish(), by: all.window(leaf.signatureKey))
  }

  /// KeyPackageRef.
  func reference(_ all: Span<UInt8>) -> Digest { SHA256.reference("KeyPackage Reference", all.window(bytes)) }
}
