internal import PatchBase

// Tree hashes (RFC 9420 section 7.8) and parent hashes (section 7.9).
extension RatchetTree {
  /// The hash of the whole tree, as of the last `computeHashes`.
  @inline(never)
  var hash: Digest { hashes[root] }

  /// Computes the hashes of all nodes, from the leaves up.
  @inline(never)
  mutating func computeHashes() {
    for level in 0..<height + 1 {
      for leaf in stride(from: 0, to: width, by: 1 << level) {
        let node = TreeMath.ancestor(of: leaf, level)
        hashes[node] = hash(of: node, without: LeafSet())
      }
    }
  }

  /// The hash that a node would have without some of the leaves.
  @inline(never)
  private mutating func original(_ node: Int, without gone: LeafSet) -> Digest {
    gone.count(in: TreeMath.leaves(under: node)) == 0 ? hashes[node] : hash(of: node, without: gone)
  }

  @inline(never)
  private mutating func hash(of node: Int, without gone: LeafSet) -> Digest {
    let isLeaf = node & 1 == 0
    let isThere = !isBlank(node) && !(isLeaf && gone.contains(node / 2))
    var left = Digest(), right = Digest()
    if !isLeaf {
      left = original(TreeMath.left(node), without: gone)
      right = original(TreeMath.right(node), without: gone)
    }
    scratch.clear()
    scratch.byte(isLeaf ? 1 : 2)
    if isLeaf { scratch.big(UInt64(node / 2), 4) }
    scratch.byte(isThere ? 1 : 0)
    if isThere { scratch.append(rows, range(node)) }
    if !isLeaf {
      if isThere { scratch.unmerged(unmerged(node), without: gone) }
      scratch.vector(left.span)
      scratch.vector(right.span)
    }
    return SHA256.hash(scratch.span)
  }

  /// What the next node below `node`, on the other side than `sibling`, carries as its parent hash.
  @inline(never)
  mutating func parentHash(_ node: Int, beside sibling: Int) -> Digest {
    let original = original(sibling, without: unmerged(node))
    scratch.clear()
    scratch.append(rows, range(node))
    scratch.vector(original.span)
    return SHA256.hash(scratch.span)
  }

  /// Checks that each node above the leaves was made by a member below it (section 7.9.2): of the nodes that one side of
  /// it resolves to, one carries its parent hash, and the others are the leaves that came later.
  mutating func verifyParentHashes() throws(Fault) {
    for node in stride(from: 1, to: 2 * width - 1, by: 2) where !isBlank(node) {
      let left = TreeMath.left(node), right = TreeMath.right(node)
      guard isMade(node, by: left, beside: right) || isMade(node, by: right, beside: left) else {
        throw .mls(.parentHash)
      }
    }
  }

  @inline(never)
  private mutating func isMade(_ node: Int, by child: Int, beside sibling: Int) -> Bool {
    let expected = parentHash(node, beside: sibling)
    let unmerged = unmerged(node)
    var list = NodeList()
    resolve(child, into: &list)
    var makers = 0
    var later = 0
    for i in 0..<list.count {
      let below = list[i]
      if below & 1 == 0, unmerged.contains(below / 2) {
        later += 1
      } else if carries(below, expected) {
        makers += 1
      } else {
        return false
      }
    }
    return makers == 1 && later == unmerged.count(in: TreeMath.leaves(under: child))
  }

  private func carries(_ node: Int, _ expected: Digest) -> Bool {
    let bytes = self.node(node)
    // Behind the key of a node above the leaves.
    var reader = MLSReader(bytes, in: 2 + PublicKey.byteCount..<bytes.count)
    var found = reader.vector()
    if node & 1 == 0 {
      var leaf = LeafNode()
      guard (try? leaf.read(bytes)) != nil, leaf.source == .commit else { return false }
      found = leaf.parentHash
    }
    return ConstantTime.equal(bytes.part(found), expected.span)
  }
}
