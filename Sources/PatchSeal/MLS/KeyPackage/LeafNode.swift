internal import PatchBase

/// A leaf node (RFC 9420 section 7.2) with a basic credential; ranges are of the bytes it was read from.
struct LeafNode {
  enum Source: UInt8 {
    case keyPackage = 1
    case update = 2
    case commit = 3
  }

  let encryptionKey: Range<Int>
  let signatureKey: Range<Int>
  let identity: Range<Int>
  let source: Source
  /// Empty but for the source `commit`.
  let parentHash: Range<Int>
  /// The whole of it, and what of it is signed.
  let bytes: Range<Int>
  let signed: Range<Int>
  let signature: Range<Int>

  /// Reads one, and checks what does not need to know the group: versions, suites and credentials that can be used here.
  @_lifetime(reader: copy reader)
  static func read(_ reader: inout ByteReader) throws(Fault) -> LeafNode {
    let start = reader.offset
    let encryptionKey = try reader.publicKey()
    let signatureKey = try reader.publicKey()
    guard try reader.number(2) == 1 else { throw .mls(.credential) }
    let identity = try reader.vector()
    // Of its capabilities: version 1, suite 2, whatever extensions, whatever proposals, basic credentials.
    guard try reader.list(has: 1), try reader.list(has: CipherSuite.number) else { throw .mls(.keyPackage) }
    let known = try reader.vector()
    _ = try reader.vector()
    guard try reader.list(has: 1) else { throw .mls(.keyPackage) }
    guard let source = Source(rawValue: UInt8(try reader.number(1))) else { throw .malformed }
    var parentHash = 0..<0
    switch source {
    case .keyPackage: _ = try reader.take(16)  // the lifetime, which no member of a call looks at
    case .update: break
    case .commit: parentHash = try reader.vector()
    }
    var extensions = try reader.inside()
    while extensions.remaining > 0 {
      let type = try extensions.number(2)
      _ = try extensions.vector()
      var capable = ByteReader(reader.bytes, in: known)
      // The first five need no mention.
      let isKnown = try capable.rest(has: type)
      guard type <= 5 || isKnown else { throw .mls(.keyPackage) }
    }
    let end = reader.offset
    let signature = try reader.vector()
    return LeafNode(
      encryptionKey: encryptionKey, signatureKey: signatureKey, identity: identity, source: source,
      parentHash: parentHash, bytes: start..<reader.offset, signed: start..<end, signature: signature)
  }

  /// One that fills `bytes`.
  static func read(_ bytes: Span<UInt8>) throws(Fault) -> LeafNode {
    var reader = ByteReader(bytes)
    let node = try read(&reader)
    try reader.end()
    return node
  }

  /// The user id, when the identity is one.
  func user(_ bytes: Span<UInt8>) throws(Fault) -> UInt64 {
    guard identity.count == 8 else { throw .mls(.credential) }
    var reader = ByteReader(bytes, in: identity)
    return try reader.number(8)
  }

  /// Checks signature and keys. Outside of key packages the place in the group is signed too.
  func verify(_ bytes: Span<UInt8>, group: Span<UInt8>, leaf: Int, _ suite: borrowing CipherSuite) throws(Fault) {
    try suite.curve.check(bytes.window(encryptionKey))
    let hash = LeafNode.hash(bytes.window(signed), source, group: group, leaf: leaf)
    try suite.verify(bytes.window(signature), hash, by: bytes.window(signatureKey))
  }

  /// What is signed, hashed.
  static func hash(_ signed: Span<UInt8>, _ source: Source, group: Span<UInt8>, leaf: Int) -> Digest {
    let isPlaced = source != .keyPackage
    let head = VectorHead(group.count)
    var hash = SHA256.signed("LeafNodeTBS", count: signed.count + (isPlaced ? head.count + group.count + 4 : 0))
    hash.update(signed)
    if isPlaced {
      hash.vector(group)
      hash.big(UInt64(leaf), 4)
    }
    return hash.finish()
  }
}

extension ByteReader {
  /// True when the next vector, a list of numbers of two bytes, has `value`.
  @_lifetime(self: copy self)
  mutating func list(has value: UInt64) throws(Fault) -> Bool {
    var items = try inside()
    return try items.rest(has: value)
  }

  /// The same of all that is left.
  @_lifetime(self: copy self)
  mutating func rest(has value: UInt64) throws(Fault) -> Bool {
    var found = false
    while remaining > 0 { if try number(2) == value { found = true } }
    return found
  }
}

extension CipherSuite {
  borrowing func verify(_ signature: Span<UInt8>, _ digest: Digest, by signer: Span<UInt8>) throws(Fault) {
    do {
      try curve.verify(signature, digest, by: signer)
    } catch {
      throw error == .auth ? .mls(.signature) : error
    }
  }
}
