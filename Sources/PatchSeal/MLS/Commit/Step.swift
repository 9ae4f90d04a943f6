internal import PatchBase

/// A tree on its way into the next epoch: the proposals that a commit names are applied.
struct Step: ~Copyable {
  var tree: RatchetTree
  private(set) var added = LeafSet()
  private(set) var removals = 0

  /// Removes first, then adds in the order of the commit. `references` are the commit's, in `bytes`.
  init(
    _ epoch: borrowing Epoch, _ bytes: Span<UInt8>, _ commit: Commit, by committer: Int,
    _ proposals: borrowing ProposalCache, _ limits: MLSLimits
  ) throws(Fault) {
    let members = epoch.tree.memberCount
    var tree = try epoch.tree.copy(leaves: min(members + commit.count, limits.leafCount))
    var removals = 0
    for i in 0..<commit.count {
      guard let place = proposals.find(bytes.window(commit.reference(i))) else { throw .mls(.proposalUnknown) }
      guard case .remove(let leaf) = try proposals.proposal(place) else { continue }
      guard leaf != epoch.keys.place else { throw .mls(.selfRemoved) }
      guard leaf != committer else { throw .mls(.sender) }
      guard tree.isMember(leaf) else { throw .mls(.unknownMember) }
      tree.remove(leaf)
      removals += 1
    }
    var added = LeafSet()
    for i in 0..<commit.count {
      guard let place = proposals.find(bytes.window(commit.reference(i))) else { throw .mls(.proposalUnknown) }
      guard case .add(let package) = try proposals.proposal(place) else { continue }
      let leaf = package.leaf
      try tree.verifyIsNew(proposals.bytes.window(leaf.encryptionKey), below: 2 * tree.width - 1)
      try tree.verifySignerIsNew(proposals.bytes.window(leaf.signatureKey), below: tree.width)
      if !limits.isOpen, try tree.leaf(of: leaf.user(proposals.bytes)) != nil { throw .mls(.duplicateMember) }
      added.insert(try tree.add(proposals.bytes.window(leaf.bytes)))
    }
    guard tree.memberCount <= limits.members else { throw .mls(.tooLarge) }
    try tree.computeHashes()
    self.tree = tree
    self.added = added
    self.removals = removals
  }
}
