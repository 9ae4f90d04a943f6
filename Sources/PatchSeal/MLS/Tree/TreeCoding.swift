internal import PatchBase

extension ByteBuffer {
  /// The content of a ratchet_tree extension (RFC 9420 section 12.4.3.3): a vector of nodes, up to the last that is there.
  mutating func tree(_ tree: borrowing RatchetTree) {
    var last = 2 * tree.width - 2
    while last > 0, tree.isBlank(last) { last -= 1 }
    let start = count
    for node in 0..<last + 1 {
      byte(tree.isBlank(node) ? 0 : 1)
      if tree.isBlank(node) { continue }
      byte(node & 1 == 0 ? 1 : 2)
      append(tree.node(node))
      if node & 1 == 1 { unmerged(tree.unmerged(node)) }
    }
    close(start)
  }

  /// The unmerged leaves of a node, without some that are gone.
  @inline(never)
  mutating func unmerged(_ leaves: LeafSet, without gone: LeafSet = LeafSet()) {
    let start = count
    for leaf in 0..<LeafSet.capacity where leaves.contains(leaf) && !gone.contains(leaf) { big(UInt64(leaf), 4) }
    close(start)
  }
}

extension MLSReader {
  /// The bytes of a node above the leaves, and its unmerged leaves, which are below `limit` and in order.
  @_lifetime(self: copy self)
  fileprivate mutating func parent(_ limit: Int, _ unmerged: inout LeafSet) -> Range<Int> {
    let start = offset
    _ = publicKey()
    let hash = vector()
    if hash.count > 0, hash.count != Digest.byteCount { fail() }
    let row = start..<offset
    unmerged = LeafSet()
    let outer = enter()
    var next = 0
    while hasMore {
      let leaf = Int(number(4))
      if leaf >= next, leaf < limit { unmerged.insert(leaf) } else { fail(.tree) }
      next = leaf + 1
    }
    leave(outer)
    return row
  }
}

extension RatchetTree {
  /// Becomes the content of a ratchet_tree extension. Memory follows the number of nodes, which `limits` bounds.
  mutating func read(_ bytes: Span<UInt8>, _ limits: MLSLimits) throws(Fault) {
    let leafCount = try scan(bytes, limits, keeps: false) / 2 + 1
    self = try RatchetTree(leaves: leafCount, leafRoom: limits.leafBytes)
    try widen(to: TreeMath.width(leafCount))
    _ = try scan(bytes, limits, keeps: true)
    computeHashes()
  }

  /// Reads all nodes and returns how many there are; with `keeps` they are put into the tree.
  private mutating func scan(_ bytes: Span<UInt8>, _ limits: MLSLimits, keeps: Bool) throws(Fault) -> Int {
    var reader = MLSReader(bytes)
    var leaf = LeafNode()
    var unmerged = LeafSet()
    var node = 0
    var isThere = false
    let outer = reader.enter()
    while reader.hasMore {
      guard node < 2 * limits.leafCount else { throw .mls(.tooLarge) }
      isThere = reader.flag()
      if isThere {
        reader.expect(node & 1 == 0 ? 1 : 2, 1, .tree)
        if node & 1 == 0 { leaf.read(&reader) }
        let row = node & 1 == 0 ? leaf.bytes : reader.parent(keeps ? width : limits.leafCount, &unmerged)
        if keeps { try set(node, bytes.part(row), unmerged: unmerged) }
      }
      node += 1
    }
    reader.leave(outer)
    try reader.finish()
    // The last that is there is a leaf, or the tree would be narrower.
    guard isThere, node & 1 == 1 else { throw .mls(.tree) }
    return node
  }

  /// Checks a tree from outside as a member that joins has to (section 12.4.3.1): every leaf, that no key is there twice,
  /// that unmerged leaves are what they say, and the parent hashes.
  mutating func verify(group: Span<UInt8>, _ suite: borrowing CipherSuite) throws(Fault) {
    var leaf = LeafNode()
    for node in 0..<2 * width - 1 where !isBlank(node) {
      if node & 1 == 0 {
        try leaf.read(self.node(node))
        try leaf.verify(self.node(node), group: group, leaf: node / 2, suite)
        try verifySignerIsNew(signatureKey(node / 2), below: node / 2)
      } else {
        try suite.curve.check(key(node))
        try verifyUnmerged(node)
      }
      try verifyIsNew(key(node), below: node)
    }
    try verifyParentHashes()
  }

  /// Each member is a user, and no user is there twice.
  func verifyUsers() throws(Fault) {
    for leaf in 0..<width where isMember(leaf) {
      guard let user = user(leaf) else { throw .mls(.credential) }
      guard self.leaf(of: user) == leaf else { throw .mls(.duplicateMember) }
    }
  }

  /// No leaf before `end` signs with `key`.
  @inline(never)
  func verifySignerIsNew(_ key: Span<UInt8>, below end: Int, but exception: Int = -1) throws(Fault) {
    for other in 0..<end where isMember(other) && other != exception {
      if ConstantTime.equal(signatureKey(other), key) { throw .mls(.duplicateKey) }
    }
  }

  /// No node before `end` has `key` for encryption.
  @inline(never)
  func verifyIsNew(_ key: Span<UInt8>, below end: Int) throws(Fault) {
    for other in 0..<end where !isBlank(other) {
      if ConstantTime.equal(self.key(other), key) { throw .mls(.duplicateKey) }
    }
  }

  /// Each leaf that is unmerged at `node` is a member below it, and unmerged at all nodes between.
  private func verifyUnmerged(_ node: Int) throws(Fault) {
    let below = TreeMath.leaves(under: node)
    let unmerged = unmerged(node)
    for leaf in 0..<width where unmerged.contains(leaf) {
      guard below.contains(leaf), isMember(leaf) else { throw .mls(.tree) }
      for level in 1..<max(TreeMath.level(node), 1) {
        let between = TreeMath.ancestor(of: leaf, level)
        guard isBlank(between) || self.unmerged(between).contains(leaf) else { throw .mls(.tree) }
      }
    }
  }
}
