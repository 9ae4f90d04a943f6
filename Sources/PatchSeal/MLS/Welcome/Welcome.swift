internal import PatchBase

/// A Welcome (RFC 9420 section 12.4.3.1), as far as one who joins reads it; ranges are of the bytes it was read from.
struct Welcome {
  /// The key sent along and the sealed secrets for our key package.
  let sent: Range<Int>
  let secrets: Range<Int>
  let information: Range<Int>

  /// Finds what is for the key package of that reference.
  static func read(_ bytes: Span<UInt8>, for reference: Digest) throws(Fault) -> Welcome {
    var reader = ByteReader(bytes)
    guard try reader.number(2) == CipherSuite.number else { throw .mls(.version) }
    var all = try reader.inside()
    let information = try reader.vector()
    try reader.end()
    var found: Welcome?
    while all.remaining > 0 {
      let name = try all.vector()
      let sent = try all.publicKey()
      let secrets = try all.vector()
      if ConstantTime.equal(bytes.window(name), reference.span) {
        found = Welcome(sent: sent, secrets: secrets, information: information)
      }
    }
    guard let found else { throw .mls(.notForUs) }
    return found
  }
}

/// What a Welcome holds for one who joins; ranges are of the opened bytes.
struct GroupSecrets {
  let joiner: Range<Int>
  let path: Range<Int>?

  static func read(_ bytes: Span<UInt8>) throws(Fault) -> GroupSecrets {
    var reader = ByteReader(bytes)
    let joiner = try reader.vector(of: 32)
    let path: Range<Int>? = try reader.flag() ? try reader.vector(of: 32) : nil
    let shared = try reader.vector()
    try reader.end()
    guard shared.isEmpty else { throw .mls(.groupSecrets) }  // pre-shared keys
    return GroupSecrets(joiner: joiner, path: path)
  }
}

/// A GroupInfo (section 12.4.3); ranges are of the bytes it was read from.
struct GroupInformation {
  /// Of the ratchet_tree extension.
  let tree: Range<Int>?
  let tag: Range<Int>
  let signer: Int
  let signed: Range<Int>
  let signature: Range<Int>

  static func read(_ bytes: Span<UInt8>, after context: borrowing GroupContext) throws(Fault) -> GroupInformation {
    var reader = ByteReader(bytes, in: context.bytes.count..<bytes.count)
    var extensions = try reader.inside()
    var tree: Range<Int>?
    while extensions.remaining > 0 {
      let type = try extensions.number(2)
      let content = try extensions.vector()
      if type == 2 { tree = content }
    }
    let tag = try reader.vector(of: 32)
    let signer = Int(try reader.number(4))
    let end = reader.offset
    let signature = try reader.vector()
    try reader.end()
    return GroupInformation(tree: tree, tag: tag, signer: signer, signed: 0..<end, signature: signature)
  }
}
