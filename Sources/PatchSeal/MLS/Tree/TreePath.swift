internal import PatchBase

extension RatchetTree {
  /// The node beside a leaf's path at `level`, whose members do not share the leaf's secrets below.
  @inline(never)
  static func beside(_ leaf: Int, _ level: Int) -> Int {
    TreeMath.sibling(TreeMath.ancestor(of: leaf, level - 1))
  }

  /// Appends the nodes above a leaf that a path has keys for: those with anybody on the other side.
  @inline(never)
  func filteredPath(of leaf: Int, into list: inout NodeList) {
    var others = NodeList()
    for level in 1..<height + 1 {
      others.clear()
      resolve(RatchetTree.beside(leaf, level), into: &others)
      if others.count > 0 { list.append(TreeMath.ancestor(of: leaf, level)) }
    }
  }

  /// Fills `list` with the nodes that a path's secret at `node` is sealed to: all on the other side that know the tree.
  @inline(never)
  func receivers(of node: Int, from leaf: Int, without added: LeafSet, into list: inout NodeList) {
    list.clear()
    resolve(RatchetTree.beside(leaf, TreeMath.level(node)), into: &list)
    list.drop(added)
  }

  /// Gives the nodes of a filtered path, which have new keys, their parent hashes, from the top down. Needs the hashes
  /// beside the path. Returns the parent hash for the leaf, if it has one.
  @inline(never)
  mutating func hashPath(_ leaf: Int, _ list: borrowing NodeList) -> Digest? {
    var above: Digest?
    for i in stride(from: list.count - 1, through: 0, by: -1) {
      let node = list[i]
      if let above { setParentHash(node, above) }
      above = parentHash(node, beside: RatchetTree.beside(leaf, TreeMath.level(node)))
    }
    return above
  }

  /// Merges a path that came with a commit, after its proposals: checks the leaf and the keys, and that the parent hashes
  /// fit (RFC 9420 section 12.4.2).
  mutating func merge(
    _ path: UpdatePath, _ bytes: Span<UInt8>, _ leaf: Int, group: Span<UInt8>, _ suite: borrowing CipherSuite
  ) throws(Fault) {
    try path.leaf.verify(bytes, group: group, leaf: leaf, suite)
    try verifyIsNew(bytes.part(path.leaf.encryptionKey), below: 2 * width - 1)
    try verifySignerIsNew(bytes.part(path.leaf.signatureKey), below: width, but: leaf)
    var list = NodeList()
    filteredPath(of: leaf, into: &list)
    // All are checked before the first takes the place of what is here.
    for isSecond in 0..<2 {
      if isSecond == 1 { clearPath(leaf) }
      var reader = MLSReader(bytes, in: path.nodes)
      for i in 0..<list.count {
        let key = bytes.part(reader.publicKey())
        _ = reader.vector()
        try reader.check()
        try verifyIsNew(key, below: 2 * width - 1)
        if isSecond == 1 { try setKey(list[i], key) } else { try suite.curve.check(key) }
      }
      guard !reader.hasMore else { throw .mls(.path) }
    }
    let expected = hashPath(leaf, list)
    let found = bytes.part(path.leaf.parentHash)
    let fits = if let expected { ConstantTime.equal(found, expected.span) } else { found.isEmpty }
    guard fits else { throw .mls(.parentHash) }
    try set(2 * leaf, bytes.part(path.leaf.bytes))
    computeHashes()
  }
}
