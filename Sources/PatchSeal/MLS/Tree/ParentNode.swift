internal import PatchBase

/// A node above the leaves (RFC 9420 section 7.1), or none there: a blank.
struct ParentNode: BitwiseCopyable {
  var isThere = false
  var hasParentHash = false
  var key = PublicKey()
  var parentHash = Digest()
  var unmerged = LeafSet()

  /// Bytes of the parent hash as it is sent.
  var parentHashCount: Int { hasParentHash ? Digest.byteCount : 0 }
}

extension ByteBuffer {
  mutating func parent(_ node: ParentNode, without gone: LeafSet = LeafSet()) {
    vector(node.key.span)
    vector(node.parentHash.span.window(0..<node.parentHashCount))
    let start = count
    for leaf in 0..<LeafSet.capacity where node.unmerged.contains(leaf) && !gone.contains(leaf) { big(UInt64(leaf), 4) }
    close(start)
  }
}

extension ByteReader {
  /// A parent node whose unmerged leaves are below `limit` and in order.
  @_lifetime(self: copy self)
  mutating func parentNode(_ limit: Int) throws(Fault) -> ParentNode {
    var node = ParentNode()
    node.isThere = true
    node.key = try PublicKey(bytes.window(try publicKey()))
    let hash = try vector()
    node.hasParentHash = !hash.isEmpty
    if node.hasParentHash { node.parentHash = try Digest(bytes.window(hash)) }
    var unmerged = try inside()
    var next = 0
    while unmerged.remaining > 0 {
      let leaf = Int(try unmerged.number(4))
      guard leaf >= next, leaf < limit else { throw .mls(.tree) }
      node.unmerged.insert(leaf)
      next = leaf + 1
    }
    return node
  }
}
