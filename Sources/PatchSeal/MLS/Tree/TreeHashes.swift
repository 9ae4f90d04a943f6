internal import PatchBase

// Tree hashes (RFC 9420 section 7.8) and parent hashes (section 7.9).
extension RatchetTree {
  /// The hash of the whole tree, as of the last `computeHashes`.
  var hash: Digest { hashes[root] }

  /// Computes the hashes of all nodes, from the leaves up.
  mutating func computeHashes() throws(Fault) {
    var scratch = try ByteBuffer(room: leafRoom + 256)
    for level in 0..<height + 1 {
      for leaf in stride(from: 0, to: width, by: 1 << level) {
        let node = TreeMath.ancestor(of: leaf, level)
        hashes[node] = hash(of: node, without: LeafSet(), &scratch)
      }
    }
    try scratch.check()
  }

  /// The hash that a node would have without some of the leaves.
  private func original(_ node: Int, without gone: LeafSet, _ scratch: inout ByteBuffer) -> Digest {
    gone.count(in: TreeMath.leaves(under: node)) == 0 ? hashes[node] : hash(of: node, without: gone, &scratch)
  }

  private func hash(of node: Int, without gone: LeafSet, _ scratch: inout ByteBuffer) -> Digest {
    if node & 1 == 0 {
      scratch.clear()
      scratch.byte(1)
      scratch.big(UInt64(node / 2), 4)
      let leaf = leaf(node / 2)
      let isThere = !leaf.isEmpty && !gone.contains(node / 2)
      scratch.byte(isThere ? 1 : 0)
      if isThere { scratch.append(leaf) }
    } else {
      let left = original(TreeMath.left(node), without: gone, &scratch)
      let right = original(TreeMath.right(node), without: gone, &scratch)
      let parent = parent(node)
      scratch.clear()
      scratch.byte(2)
      scratch.byte(parent.isThere ? 1 : 0)
      if parent.isThere { scratch.parent(parent, without: gone) }
      scratch.vector(left.span)
      scratch.vector(right.span)
    }
    return SHA256.hash(scratch.span)
  }

  /// What the next node below `node`, on the other side than `sibling`, carries as its parent hash.
  func parentHash(_ node: Int, beside sibling: Int, _ scratch: inout ByteBuffer) -> Digest {
    let parent = parent(node)
    let original = original(sibling, without: parent.unmerged, &scratch)
    scratch.clear()
    scratch.vector(parent.key.span)
    scratch.vector(parent.parentHash.span.window(0..<parent.parentHashCount))
    scratch.vector(original.span)
    return SHA256.hash(scratch.span)
  }

  /// Checks that each node above the leaves was made by a member below it (section 7.9.2): of the nodes that one side of
  /// it resolves to, one carries its parent hash, and the others are the leaves that came later.
  func verifyParentHashes() throws(Fault) {
    var scratch = try ByteBuffer(room: leafRoom + 256)
    var list = try NodeList(width)
    for node in stride(from: 1, to: 2 * width - 1, by: 2) where !isBlank(node) {
      let left = TreeMath.left(node), right = TreeMath.right(node)
      if try isMade(node, by: left, beside: right, &list, &scratch) { continue }
      guard try isMade(node, by: right, beside: left, &list, &scratch) else { throw .mls(.parentHash) }
    }
    try scratch.check()
  }

  private func isMade(
    _ node: Int, by child: Int, beside sibling: Int, _ list: inout NodeList, _ scratch: inout ByteBuffer
  ) throws(Fault) -> Bool {
    let expected = parentHash(node, beside: sibling, &scratch)
    let unmerged = parent(node).unmerged
    list.clear()
    resolve(child, into: &list)
    var makers = 0
    var later = 0
    for i in 0..<list.count {
      let below = list[i]
      if below & 1 == 0, unmerged.contains(below / 2) {
        later += 1
      } else if try carries(below, expected) {
        makers += 1
      } else {
        return false
      }
    }
    return makers == 1 && later == unmerged.count(in: TreeMath.leaves(under: child))
  }

  private func carries(_ node: Int, _ expected: Digest) throws(Fault) -> Bool {
    if node & 1 == 1 {
      let parent = parent(node)
      return parent.hasParentHash && parent.parentHash == expected
    }
    let bytes = leaf(node / 2)
    let leaf = try LeafNode.read(bytes)
    return leaf.source == .commit && ConstantTime.equal(bytes.window(leaf.parentHash), expected.span)
  }
}
