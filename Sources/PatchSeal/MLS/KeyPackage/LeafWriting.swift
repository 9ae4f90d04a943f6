internal import PatchBase

extension ByteBuffer {
  /// A leaf node of ours, with two pairs' public keys, up to what says where it comes from.
  @inline(never)
  mutating func leafHead(_ encryption: borrowing Secret, _ signing: borrowing Secret, identity: Span<UInt8>) {
    publicKey(of: encryption)
    publicKey(of: signing)
    big(1, 2)
    vector(identity)
    // What we can: version 1; suite 2; no extension; no proposal beyond the standard's; basic credentials.
    let capabilities: StaticString = "\u{2}\u{0}\u{1}\u{2}\u{0}\u{2}\u{0}\u{0}\u{2}\u{0}\u{1}"
    append(capabilities.bytes)
  }

  /// A vector with the signature of a hash by a pair of 97 bytes.
  @inline(never)
  mutating func signature(_ digest: Digest, _ pair: borrowing Secret, _ curve: borrowing P256) throws(Fault) {
    var room = InlineArray<72, UInt8>(repeating: 0)
    var out = room.mutableSpan
    let length = try curve.sign(digest, pair, into: &out)
    vector(room.span.part(0..<length))
  }

  mutating func signature(_ digest: Digest, _ keys: borrowing KeyPair, _ suite: borrowing CipherSuite) throws(Fault) {
    try signature(digest, keys.store, suite.curve)
  }
}
