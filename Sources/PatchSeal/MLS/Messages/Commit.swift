internal import PatchBase

/// A commit (RFC 9420 section 12.4) that names its proposals; ranges are of the bytes it was read from.
struct Commit {
  /// References, each a byte 2 and a vector of 32 bytes.
  static let referenceCount = 34
  let references: Range<Int>
  let path: UpdatePath?

  var count: Int { references.count / Commit.referenceCount }

  /// The bytes of a reference.
  func reference(_ index: Int) -> Range<Int> {
    let start = references.lowerBound + index * Commit.referenceCount + 2
    return start..<start + 32
  }

  @_lifetime(reader: copy reader)
  static func read(_ reader: inout ByteReader) throws(Fault) -> Commit {
    var proposals = try reader.inside()
    let start = proposals.offset
    while proposals.remaining > 0 {
      let kind = try proposals.number(1)
      guard kind != 1 else { throw .mls(.proposalInline) }
      guard kind == 2 else { throw .malformed }
      _ = try proposals.vector(of: 32)
    }
    let end = proposals.offset
    return Commit(references: start..<end, path: try reader.flag() ? try UpdatePath.read(&reader) : nil)
  }
}

/// The path of a commit (section 7.6): a new leaf, and new keys for the nodes above it.
struct UpdatePath {
  let leaf: LeafNode
  /// The nodes, from the lowest up; each a key and a vector of ciphertexts.
  let nodes: Range<Int>

  @_lifetime(reader: copy reader)
  static func read(_ reader: inout ByteReader) throws(Fault) -> UpdatePath {
    let leaf = try LeafNode.read(&reader)
    guard leaf.source == .commit else { throw .mls(.path) }
    var nodes = try reader.inside()
    let start = nodes.offset
    while nodes.remaining > 0 {
      _ = try nodes.publicKey()
      var texts = try nodes.inside()
      while texts.remaining > 0 {
        _ = try texts.publicKey()
        _ = try texts.vector()
      }
    }
    return UpdatePath(leaf: leaf, nodes: start..<nodes.offset)
  }
}
