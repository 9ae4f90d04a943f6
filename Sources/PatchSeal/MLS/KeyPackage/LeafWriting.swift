internal import PatchBase

extension ByteBuffer {
  /// A leaf node of ours up to what says where it comes from.
  mutating func leafHead(_ encryptionKey: PublicKey, _ signatureKey: PublicKey, identity: Span<UInt8>) {
    vector(encryptionKey.span)
    vector(signatureKey.span)
    big(1, 2)
    vector(identity)
    // What we can: version 1; suite 2; no extension; no proposal beyond the standard's; basic credentials.
    let capabilities: StaticString = "\u{2}\u{0}\u{1}\u{2}\u{0}\u{2}\u{0}\u{0}\u{2}\u{0}\u{1}"
    append(capabilities.bytes)
  }

  /// The same with the identity of another leaf node.
  mutating func leafHead(_ encryptionKey: PublicKey, _ signatureKey: PublicKey, like other: Span<UInt8>) throws(Fault) {
    leafHead(encryptionKey, signatureKey, identity: other.window(try LeafNode.read(other).identity))
  }

  /// A vector with the signature of a hash.
  mutating func signature(_ digest: Digest, _ keys: borrowing KeyPair, _ suite: borrowing CipherSuite) throws(Fault) {
    var room = InlineArray<72, UInt8>(repeating: 0)
    var out = room.mutableSpan
    let length = try suite.curve.sign(digest, keys, into: &out)
    vector(room.span.window(0..<length))
  }

  /// A vector with the signature of all that was written from `start` on.
  mutating func sign(
    _ label: StaticString, from start: Int = 0, _ keys: borrowing KeyPair, _ suite: borrowing CipherSuite
  ) throws(Fault) {
    var hash = SHA256.signed(label, count: count - start)
    hash.update(span.window(start..<count))
    try signature(hash.finish(), keys, suite)
  }
}
