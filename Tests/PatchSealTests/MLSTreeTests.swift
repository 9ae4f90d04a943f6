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
      var tree = try RatchetTree.read(v.tree.bytes.span, Self.limits)
      try #require(2 * tree.width - 1 == v.tree_hashes.count)
      for node in 0..<v.tree_hashes.count {
        #expect(tree.hashes[node].array == v.tree_hashes[node].bytes)
        var list = NodeList()
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
      var changed = try tree.copied()
      for node in stride(from: 1, to: 2 * tree.width - 1, by: 2) where !tree.isBlank(node) {
        var hash = [UInt8](repeating: 0, count: 32)
        if tree.node(node).count > 68 { hash = Array(tree.node(node).array[68...]) }
        hash[0] ^= 1
        changed.setParentHash(node, try Digest(hash.span))
        break
      }
      changed.computeHashes()
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
      let id = v.group_id.bytes, place = v.epoch
      /// A member in the epoch before.
      func member(_ leaf: TreeKEM.Private) throws -> Epoch {
        var epoch = try Epoch(leaves: tree.width, Self.limits)
        try epoch.tree.copy(tree)
        epoch.tree.computeHashes()
        epoch.keys.place = leaf.index
        let pair = try KeyPair.of(leaf.encryption_priv.bytes.span, suite)
        epoch.keys.setLeaf(pair.store)
        for p in leaf.path_secrets {
          let pair = try suite.pathPair(p.path_secret.bytes)
          try #require(pair.key == epoch.tree.key(p.node).array)
          epoch.keys.set(TreeMath.level(p.node), pair.secret.span)
        }
        return epoch
      }
      // Their paths.
      for update in v.update_paths {
        let bytes = update.update_path.bytes
        let path = try readPath(bytes)
        for leaf in v.leaves_private where leaf.index != update.sender {
          var mine = try member(leaf)
          try mine.tree.merge(path, bytes.span, update.sender, group: id.span, suite)
          #expect(mine.tree.hash.array == update.tree_hash_after.bytes)
          try mine.context.write(
            group: id.span, epoch: place, treeHash: mine.tree.hash, confirmed: confirmed, extensions: Span())
          try mine.open(path, bytes.span, from: update.sender, &suite)
          #expect(mine.secrets.commit.array == update.commit_secret.bytes)
          let expected = try #require(update.path_secrets[leaf.index])
          let first = try suite.pathPair(expected.bytes)
          let meeting = TreeMath.meeting(leaf.index, update.sender)
          #expect(first.key == mine.tree.key(TreeMath.ancestor(of: leaf.index, meeting)).array)
        }
      }
      // Ours, by each of them, read by all others.
      for leaf in v.leaves_private {
        var mine = try member(leaf)
        var out = try ByteBuffer()
        let signing = try KeyPair.of(leaf.signature_priv.bytes.span, suite)
        var list = NodeList()
        try mine.renewPath(group: id.span, signing.store, &list, &suite, from: &source, into: &out)
        try mine.context.write(
          group: id.span, epoch: place, treeHash: mine.tree.hash, confirmed: confirmed, extensions: Span())
        try mine.sealPath(list, &suite, from: &source, into: &out)
        try out.check()
        let bytes = out.array
        let path = try readPath(bytes)
        for other in v.leaves_private where other.index != leaf.index {
          var theirs = try member(other)
          try theirs.tree.merge(path, bytes.span, leaf.index, group: id.span, suite)
          #expect(theirs.tree.hash == mine.tree.hash)
          try theirs.tree.verify(group: id.span, suite)
          try theirs.context.write(
            group: id.span, epoch: place, treeHash: theirs.tree.hash, confirmed: confirmed, extensions: Span())
          try theirs.open(path, bytes.span, from: leaf.index, &suite)
          #expect(theirs.secrets.commit.array == mine.secrets.commit.array)
        }
      }
    }
  }

  private func readPath(_ bytes: [UInt8]) throws -> UpdatePath {
    var reader = MLSReader(bytes.span)
    var path = UpdatePath()
    path.read(&reader)
    try reader.finish()
    return path
  }

  /// Adds fill the first blank and widen the tree, removals blank paths and narrow it; unmerged leaves are known above.
  @Test func shape() throws {
    var tree = try RatchetTree(leaves: 8, leafRoom: 256)
    let leaf: [UInt8] = [1, 2, 3]
    try tree.set(0, leaf.span)
    for expected in 1..<5 { #expect(try tree.add(leaf.span) == expected) }
    #expect(tree.width == 8 && tree.memberCount == 5)
    let key = [UInt8](repeating: 4, count: 65)
    for node in [1, 3, 7, 9, 11] { try tree.setKey(node, key.span) }
    #expect(try tree.add(leaf.span) == 5)
    #expect(
      tree.unmerged(9).contains(5) && tree.unmerged(11).contains(5) && tree.unmerged(7).contains(5))
    #expect(!tree.unmerged(3).contains(5))
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
    #expect(cause { try tree.set(0, long.span) } == .tooLarge)
  }
}
