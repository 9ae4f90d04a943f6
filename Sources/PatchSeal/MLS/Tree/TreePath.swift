internal import PatchBase

extension RatchetTree {
  /// The node beside a leaf's path at `level`, whose members do not share the leaf's secrets below.
  static func beside(_ leaf: Int, _ level: Int) -> Int {
    TreeMath.sibling(TreeMath.ancestor(of: leaf, level - 1))
  }

  /// Appends the nodes above a leaf that a path has keys for: those with anybody on the other side.
  func filteredPath(of leaf: Int, into list: inout NodeList) throws(Fault) {
    var others = try NodeList(width)
    for level in 1..<height + 1 {
      others.clear()
      resolve(RatchetTree.beside(leaf, level), into: &others)
      if others.count > 0 { list.append(TreeMath.ancestor(of: leaf, level)) }
    }
  }

  /// Fills `list` with the nodes that a path's secret at `node` is sealed to: all on the other side that know the tree.
  func receivers(of node: Int, from leaf: Int, without added: LeafSet, into list: inout NodeList) {
    list.clear()
    resolve(RatchetTree.beside(leaf, TreeMath.level(node)), into: &list)
    list.drop(added)
  }

  /// Puts new keys to the filtered path, which is `list`, and makes the rest of the path blank. Needs the hashes beside the
  /// path. Returns the parent hash for the leaf, if it has one.
  mutating func setPath(_ leaf: Int, _ list: borrowing NodeList, _ keys: borrowing Slab<PublicKey>) throws(Fault)
    -> Digest?
  {
    var scratch = try ByteBuffer(room: 256)
    clearPath(leaf)
    var above: Digest?
    for i in stride(from: list.count - 1, through: 0, by: -1) {
      var parent = ParentNode()
      parent.isThere = true
      parent.key = keys[i]
      if let above {
        parent.parentHash = above
        parent.hasParentHash = true
      }
      setParent(list[i], parent)
      above = parentHash(list[i], beside: RatchetTree.beside(leaf, TreeMath.level(list[i])), &scratch)
    }
    try scratch.check()
    return above
  }

  /// Merges a path that came with a commit, after its proposals: checks the leaf and the keys, and that the parent hashes
  /// fit (RFC 9420 section 12.4.2).
  mutating func merge(
    _ path: UpdatePath, _ bytes: Span<UInt8>, _ leaf: Int, group: Span<UInt8>, _ suite: borrowing CipherSuite
  ) throws(Fault) {
    try path.leaf.verify(bytes, group: group, leaf: leaf, suite)
    try verifyIsNew(bytes.window(path.leaf.encryptionKey), below: 2 * width - 1)
    try verifySignerIsNew(bytes.window(path.leaf.signatureKey), below: width, but: leaf)
    var list = try NodeList(width)
    try filteredPath(of: leaf, into: &list)
    guard var keys = Slab<PublicKey>(count: list.count, filledWith: PublicKey()) else { throw .noMemory }
    var reader = ByteReader(bytes, in: path.nodes)
    for i in 0..<list.count {
      let key = bytes.window(try reader.publicKey())
      try suite.curve.check(key)
      try verifyIsNew(key, below: 2 * width - 1)
      keys[i] = try PublicKey(key)
      _ = try reader.vector()
    }
    guard reader.remaining == 0 else { throw .mls(.path) }
    let expected = try setPath(leaf, list, keys)
    let found = bytes.window(path.leaf.parentHash)
    let fits = if let expected { ConstantTime.equal(found, expected.span) } else { found.isEmpty }
    guard fits else { throw .mls(.parentHash) }
    try setLeaf(leaf, bytes.window(path.leaf.bytes))
  }
}
