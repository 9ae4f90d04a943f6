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
      if node & 1 == 0 { append(tree.leaf(node / 2)) } else { parent(tree.parent(node)) }
    }
    close(start)
  }
}

extension RatchetTree {
  /// Reads the content of a ratchet_tree extension. Memory follows the number of nodes, which `limits` bounds.
  static func read(_ bytes: Span<UInt8>, _ limits: MLSLimits) throws(Fault) -> RatchetTree {
    var counter = ByteReader(bytes)
    var nodes = try counter.inside()
    try counter.end()
    let start = nodes.offset
    var count = 0
    var isLastThere = false
    while nodes.remaining > 0 {
      guard count < 2 * limits.leafCount else { throw .mls(.tooLarge) }
      isLastThere = try nodes.number(1) == 1
      if isLastThere {
        _ = try nodes.number(1)
        if count & 1 == 0 { _ = try LeafNode.read(&nodes) } else { _ = try nodes.parentNode(limits.leafCount) }
      }
      count += 1
    }
    // The last that is there is a leaf, or the tree would be narrower.
    guard isLastThere, count & 1 == 1 else { throw .mls(.tree) }

    let leafCount = count / 2 + 1
    var tree = try RatchetTree(leaves: leafCount, leafRoom: limits.leafBytes)
    try tree.widen(to: TreeMath.width(leafCount))
    var reader = ByteReader(bytes, in: start..<bytes.count)
    for node in 0..<count where try reader.flag() {
      guard UInt8(try reader.number(1)) == (node & 1 == 0 ? 1 : 2) else { throw .mls(.tree) }
      if node & 1 == 0 {
        try tree.setLeaf(node / 2, bytes.window(try LeafNode.read(&reader).bytes))
      } else {
        tree.setParent(node, try reader.parentNode(tree.width))
      }
    }
    try tree.computeHashes()
    return tree
  }

  /// Checks a tree from outside as a member that joins has to (section 12.4.3.1): every leaf, that no key is there twice,
  /// that unmerged leaves are what they say, and the parent hashes.
  func verify(group: Span<UInt8>, _ suite: borrowing CipherSuite) throws(Fault) {
    for node in 0..<2 * width - 1 where !isBlank(node) {
      if node & 1 == 0 {
        let bytes = leaf(node / 2)
        let leaf = try LeafNode.read(bytes)
        try leaf.verify(bytes, group: group, leaf: node / 2, suite)
        try verifySignerIsNew(bytes.window(leaf.signatureKey), below: node / 2)
        try verifyIsNew(bytes.window(leaf.encryptionKey), below: node)
      } else {
        let key = parent(node).key
        try suite.curve.check(key.span)
        try verifyUnmerged(node)
        try verifyIsNew(key.span, below: node)
      }
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
  func verifySignerIsNew(_ key: Span<UInt8>, below end: Int, but exception: Int = -1) throws(Fault) {
    for other in 0..<end where isMember(other) && other != exception {
      if ConstantTime.equal(signatureKey(other), key) { throw .mls(.duplicateKey) }
    }
  }

  /// No node before `end` has `key` for encryption.
  func verifyIsNew(_ key: Span<UInt8>, below end: Int) throws(Fault) {
    for other in 0..<end where !isBlank(other) {
      let isSame =
        other & 1 == 0
        ? ConstantTime.equal(leafKey(other / 2), key) : ConstantTime.equal(parent(other).key.span, key)
      if isSame { throw .mls(.duplicateKey) }
    }
  }

  /// Each leaf that is unmerged at `node` is a member below it, and unmerged at all nodes between.
  private func verifyUnmerged(_ node: Int) throws(Fault) {
    let below = TreeMath.leaves(under: node)
    let unmerged = parent(node).unmerged
    for leaf in 0..<width where unmerged.contains(leaf) {
      guard below.contains(leaf), isMember(leaf) else { throw .mls(.tree) }
      for level in 1..<max(TreeMath.level(node), 1) {
        let between = TreeMath.ancestor(of: leaf, level)
        guard isBlank(between) || parent(between).unmerged.contains(leaf) else { throw .mls(.tree) }
      }
    }
  }
}

extension ByteReader {
  /// A byte that is 0 or 1.
  @_lifetime(self: copy self)
  mutating func flag() throws(Fault) -> Bool {
    let value = try byte()
    guard value < 2 else { throw .malformed }
    return value == 1
  }
}
