import PatchBase
import Testing

@testable import PatchSeal

@Suite struct MLSTreeTests {
  static let limits: MLSLimits = {
    var limits = MLSLimits(members: 100, leafBytes: 1024)
    limits.isOpen = true
    return limits
  }()

  struct Validation: Decodable {
    var cipher_suite: Int, tree: Hex, group_id: Hex, resolutions: [[Int]], tree_hashes: [Hex]
  }

  @Test(.enabled(if: Shared.isThere, Shared.missing)) func validation() throws {
    let all = try Shared.decode("mls/tree-validation.json", as: [Validation].self).filter { $0.cipher_suite == 2 }
    try #require(all.count == 14)
    let suite = try CipherSuite()
    for v in all {
      let tree = try RatchetTree.read(v.tree.bytes.span, Self.limits)
      try #require(2 * tree.width - 1 == v.tree_hashes.count)
      for node in 0..<v.tree_hashes.count {
        #expect(tree.hashes[node].array == v.tree_hashes[node].bytes)
        var list = try NodeList(tree.width)
        tree.resolve(node, into: &list)
        #expect((0..<list.count).map { list[$0] } == v.resolutions[node])
      }
      try tree.verify(group: v.group_id.bytes.span, suite)
      var out = try ByteBuffer()
      out.tree(tree)
      #expect(out.array == v.tree.bytes)
      // In another group the leaves that were signed for a place do not fit, and a node with another key is nobody's.
      let other = v.group_id.bytes + [0]
      #expect(cause { try tree.verify(group: other.span, suite) } == .signature)
      var changed = try tree.copy(leaves: 1)
      for node in stride(from: 1, to: 2 * tree.width - 1, by: 2) where !tree.isBlank(node) {
        var parent = tree.parent(node)
        parent.parentHash.bytes[0] ^= 1
        parent.hasParentHash = true
        changed.setParent(node, parent)
        break
      }
      try changed.computeHashes()
      #expect(cause { try changed.verifyParentHashes() } == .parentHash)
    }
  }

  struct TreeKEM: Decodable {
    struct PathSecret: Decodable { var node: Int, path_secret: Hex }
    struct Private: Decodable { var index: Int, encryption_priv: Hex, signature_priv: Hex, path_secrets: [PathSecret] }
    struct Update: Decodable {
      var sender: Int, update_path: Hex, path_secrets: [Hex?], commit_secret: Hex, tree_hash_after: Hex
    }
    var cipher_suite: Int, group_id: Hex, epoch: UInt64, confirmed_transcript_hash: Hex, ratchet_tree: Hex
    var leaves_private: [Private], update_paths: [Update]
  }

  @Test(.enabled(if: Shared.isThere, Shared.missing)) func treeKEM() throws {
    let all = try Shared.decode("mls/treekem.json", as: [TreeKEM].self).filter { $0.cipher_suite == 2 }
    try #require(all.count == 11)
    var suite = try CipherSuite()
    var source = KeySource.seeded(11)
    for v in all {
      let tree = try RatchetTree.read(v.ratchet_tree.bytes.span, Self.limits)
      let confirmed = try Digest(v.confirmed_transcript_hash.bytes.span)
      func context(_ hash: Digest) throws -> [UInt8] {
        try GroupContext.make(
          group: v.group_id.bytes.span, epoch: v.epoch, treeHash: hash, confirmed: confirmed, extensions: Span()
        ).array
      }
      func keys(_ leaf: TreeKEM.Private) throws -> OwnKeys {
        var keys = try OwnKeys(place: leaf.index, leaf: KeyPair.of(leaf.encryption_priv.bytes.span, suite))
        for p in leaf.path_secrets {
          let pair = try PathSecret.pair(Secret.copying(p.path_secret.bytes.span), suite)
          try #require(try pair.publicKey == tree.key(p.node))
          keys.set(TreeMath.level(p.node), pair.privateKey)
        }
        return keys
      }
      // Their paths.
      for update in v.update_paths {
        let bytes = update.update_path.bytes
        let path = try readPath(bytes)
        var next = try tree.copy(leaves: 1)
        try next.computeHashes()
        try next.merge(path, bytes.span, update.sender, group: v.group_id.bytes.span, suite)
        try next.computeHashes()
        #expect(next.hash.array == update.tree_hash_after.bytes)
        let provisional = try context(next.hash)
        for leaf in v.leaves_private where leaf.index != update.sender {
          var mine = try keys(leaf)
          let secret = try mine.open(
            path, bytes.span, from: update.sender, next, without: LeafSet(), provisional.span, &suite)
          #expect(secret.array == update.commit_secret.bytes)
          let expected = try #require(update.path_secrets[leaf.index])
          let first = try PathSecret.pair(Secret.copying(expected.bytes.span), suite)
          let meeting = TreeMath.meeting(leaf.index, update.sender)
          #expect(try first.publicKey == next.key(TreeMath.ancestor(of: leaf.index, meeting)))
        }
      }
      // Ours, by each of them, read by all others.
      for leaf in v.leaves_private {
        var next = try tree.copy(leaves: 1)
        try next.computeHashes()
        var mine = try keys(leaf)
        var out = try ByteBuffer()
        let signing = try KeyPair.of(leaf.signature_priv.bytes.span, suite)
        let made = try PathMaking(
          &next, &mine, group: v.group_id.bytes.span, signing, suite, from: &source, into: &out)
        let provisional = try context(next.hash)
        try made.seal(next, from: leaf.index, without: LeafSet(), provisional.span, &suite, from: &source, into: &out)
        try out.check()
        let bytes = out.array
        let path = try readPath(bytes)
        var merged = try tree.copy(leaves: 1)
        try merged.computeHashes()
        try merged.merge(path, bytes.span, leaf.index, group: v.group_id.bytes.span, suite)
        try merged.computeHashes()
        #expect(merged.hash == next.hash)
        try merged.verify(group: v.group_id.bytes.span, suite)
        for other in v.leaves_private where other.index != leaf.index {
          var theirs = try keys(other)
          let secret = try theirs.open(
            path, bytes.span, from: leaf.index, merged, without: LeafSet(), provisional.span, &suite)
          #expect(secret.array == made.last.array)
        }
      }
    }
  }

  private func readPath(_ bytes: [UInt8]) throws -> UpdatePath {
    var reader = ByteReader(bytes.span)
    let path = try UpdatePath.read(&reader)
    try reader.end()
    return path
  }

  /// Adds fill the first blank and widen the tree, removals blank paths and narrow it; unmerged leaves are known above.
  @Test func shape() throws {
    var tree = try RatchetTree(leaves: 8, leafRoom: 256)
    let leaf: [UInt8] = [1, 2, 3]
    try tree.setLeaf(0, leaf.span)
    for expected in 1..<5 { #expect(try tree.add(leaf.span) == expected) }
    #expect(tree.width == 8 && tree.memberCount == 5)
    var parent = ParentNode()
    parent.isThere = true
    for node in [1, 3, 7, 9, 11] { tree.setParent(node, parent) }
    #expect(try tree.add(leaf.span) == 5)
    #expect(
      tree.parent(9).unmerged.contains(5) && tree.parent(11).unmerged.contains(5) && tree.parent(7).unmerged.contains(5)
    )
    #expect(!tree.parent(3).unmerged.contains(5))
    tree.remove(1)
    #expect(tree.isBlank(1) && tree.isBlank(3) && tree.isBlank(7) && !tree.isBlank(9))
    #expect(try tree.add(leaf.span) == 1)
    tree.remove(5)
    #expect(tree.width == 8)
    tree.remove(4)
    #expect(tree.width == 4 && tree.memberCount == 4)
    for leaf in [3, 2, 1] { tree.remove(leaf) }
    #expect(tree.width == 1)
    for _ in 1..<8 { _ = try tree.add(leaf.span) }
    #expect(tree.isBlank(9) && tree.isBlank(11) && tree.isBlank(7))
    #expect(cause { _ = try tree.add(leaf.span) } == .tooLarge)
    let long = [UInt8](repeating: 0, count: 257)
    #expect(cause { try tree.setLeaf(0, long.span) } == .tooLarge)
  }
}
