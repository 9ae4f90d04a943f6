internal import PatchBase

/// A leaf node (RFC 9420 section 7.2) with a basic credential; ranges are of the bytes it was read from.
struct LeafNode {
  enum Source: UInt8 {
    case keyPackage = 1
    case update = 2
    case commit = 3
  }

  private(set) var encryptionKey = 0..<0
  private(set) var signatureKey = 0..<0
  private(set) var identity = 0..<0
  private(set) var source = Source.keyPackage
  /// Empty but for the source `commit`.
  private(set) var parentHash = 0..<0
  /// The whole of it, and what of it is signed.
  private(set) var bytes = 0..<0
  private(set) var signed = 0..<0
  private(set) var signature = 0..<0

  /// Reads one, and checks what does not need to know the group: versions, suites and credentials that can be used here.
  @_lifetime(reader: copy reader)
  @inline(never)
  mutating func read(_ reader: inout MLSReader) {
    let start = reader.offset
    encryptionKey = reader.publicKey()
    signatureKey = reader.publicKey()
    reader.expect(1, 2, .credential)
    identity = reader.vector()
    // Of its capabilities: version 1, suite 2, whatever extensions, whatever proposals, basic credentials.
    if !reader.list(has: 1) { reader.fail(.keyPackage) }
    if !reader.list(has: CipherSuite.number) { reader.fail(.keyPackage) }
    let capabilities = reader.offset
    _ = reader.vector()
    _ = reader.vector()
    if !reader.list(has: 1) { reader.fail(.keyPackage) }
    parentHash = 0..<0
    switch reader.number(1) {
    case 1:
      source = .keyPackage
      _ = reader.take(16)  // the lifetime, which no member of a call looks at
    case 2: source = .update
    case 3:
      source = .commit
      parentHash = reader.vector()
    default: reader.fail()
    }
    let outer = reader.enter()
    while reader.hasMore {
      let type = reader.number(2)
      _ = reader.vector()
      // The first five need no mention.
      var capable = MLSReader(reader.bytes, in: capabilities..<reader.offset)
      if type > 5, !capable.list(has: type) { reader.fail(.keyPackage) }
    }
    reader.leave(outer)
    signed = start..<reader.offset
    signature = reader.vector()
    bytes = start..<reader.offset
  }

  /// One that fills `bytes`.
  @inline(never)
  mutating func read(_ bytes: Span<UInt8>) throws(Fault) {
    var reader = MLSReader(bytes)
    read(&reader)
    try reader.finish()
  }

  /// The user id, when the identity is one.
  @inline(never)
  func user(_ bytes: Span<UInt8>) throws(Fault) -> UInt64 {
    guard identity.count == 8 else { throw .mls(.credential) }
    return bytes.word(at: identity.lowerBound).byteSwapped
  }

  /// Checks signature and keys. Outside of key packages the place in the group is signed too.
  @inline(never)
  func verify(_ bytes: Span<UInt8>, group: Span<UInt8>, leaf: Int, _ suite: borrowing CipherSuite) throws(Fault) {
    try suite.curve.check(bytes.part(encryptionKey))
    let hash = LeafNode.hash(bytes.part(signed), source, group: group, leaf: leaf)
    try suite.verify(bytes.part(signature), hash, by: bytes.part(signatureKey))
  }

  /// What is signed, hashed.
  @inline(never)
  static func hash(_ signed: Span<UInt8>, _ source: Source, group: Span<UInt8>, leaf: Int) -> Digest {
    if source == .keyPackage { return SHA256.signed("LeafNodeTBS", signed) }
    var hash = SHA256.signed("LeafNodeTBS", count: signed.count + VectorHead(group.count).count + group.count + 4)
    hash.update(signed)
    hash.vector(group)
    hash.big(UInt64(leaf), 4)
    return hash.finish()
  }
}
