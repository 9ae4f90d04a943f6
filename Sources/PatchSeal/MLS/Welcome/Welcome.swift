internal import PatchBase

/// A Welcome (RFC 9420 section 12.4.3.1), as far as one who joins reads it; ranges are of the bytes it was read from.
struct Welcome {
  /// The key sent along and the sealed secrets for our key package.
  private(set) var sent = 0..<0
  private(set) var secrets = 0..<0
  private(set) var information = 0..<0

  /// Finds what is for the key package of that reference.
  mutating func read(_ bytes: Span<UInt8>, for reference: Digest) throws(Fault) {
    var reader = MLSReader(bytes)
    var isFound = false
    reader.expect(CipherSuite.number, 2, .version)
    let outer = reader.enter()
    while reader.hasMore {
      let name = reader.vector()
      let key = reader.publicKey()
      let text = reader.vector()
      if ConstantTime.equal(bytes.part(name), reference.span) {
        isFound = true
        sent = key
        secrets = text
      }
    }
    reader.leave(outer)
    information = reader.vector()
    try reader.finish()
    guard isFound else { throw .mls(.notForUs) }
  }
}

/// What a Welcome holds for one who joins; ranges are of the opened bytes.
struct GroupSecrets {
  private(set) var joiner = 0..<0
  /// Empty when there is none.
  private(set) var path = 0..<0

  mutating func read(_ bytes: Span<UInt8>) throws(Fault) {
    var reader = MLSReader(bytes)
    joiner = reader.vector(of: 32)
    if reader.flag() { path = reader.vector(of: 32) }
    reader.expect(0, 1, .groupSecrets)  // pre-shared keys
    try reader.finish()
  }
}

/// A GroupInfo (section 12.4.3), behind its context; ranges are of the bytes it was read from.
struct GroupInformation {
  /// Of the ratchet_tree extension; empty when there is none.
  private(set) var tree = 0..<0
  private(set) var tag = 0..<0
  private(set) var signer = 0
  private(set) var signed = 0..<0
  private(set) var signature = 0..<0

  @_lifetime(reader: copy reader)
  mutating func read(_ reader: inout MLSReader) throws(Fault) {
    let outer = reader.enter()
    while reader.hasMore {
      let type = reader.number(2)
      let content = reader.vector()
      if type == 2 { tree = content }
    }
    reader.leave(outer)
    tag = reader.vector(of: 32)
    signer = Int(reader.number(4))
    signed = 0..<reader.offset
    signature = reader.vector()
    try reader.finish()
  }
}
