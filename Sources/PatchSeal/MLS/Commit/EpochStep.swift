internal import PatchBase

extension Epoch {
  /// Applies the proposals that a commit names: removes first, then adds in the order of the commit. `commit` has the
  /// references, in `bytes`.
  mutating func apply(
    _ bytes: Span<UInt8>, _ commit: Commit, by committer: Int, _ proposals: borrowing ProposalCache, _ limits: MLSLimits
  ) throws(Fault) {
    var proposal = Proposal()
    for addsNow in 0..<2 {
      for i in 0..<commit.count {
        guard let place = proposals.find(bytes.part(commit.reference(i))) else { throw .mls(.proposalUnknown) }
        try proposals.read(place, into: &proposal)
        guard (proposal.removed < 0) == (addsNow == 1) else { continue }
        if addsNow == 0 {
          try remove(proposal.removed, by: committer)
        } else {
          try add(proposal.package.leaf, proposals.bytes, limits)
        }
      }
    }
    guard tree.memberCount <= limits.members else { throw .mls(.tooLarge) }
    tree.computeHashes()
    keys.drop(blanksOf: tree)
  }

  private mutating func remove(_ leaf: Int, by committer: Int) throws(Fault) {
    guard leaf != keys.place else { throw .mls(.selfRemoved) }
    guard leaf != committer else { throw .mls(.sender) }
    guard tree.isMember(leaf) else { throw .mls(.unknownMember) }
    tree.remove(leaf)
    removals += 1
  }

  private mutating func add(_ leaf: LeafNode, _ bytes: Span<UInt8>, _ limits: MLSLimits) throws(Fault) {
    try tree.verifyIsNew(bytes.part(leaf.encryptionKey), below: 2 * tree.width - 1)
    try tree.verifySignerIsNew(bytes.part(leaf.signatureKey), below: tree.width)
    if !limits.isOpen, try tree.leaf(of: leaf.user(bytes)) != nil { throw .mls(.duplicateMember) }
    added.insert(try tree.add(bytes.part(leaf.bytes)))
  }

  /// The tree and the commit's secret are there: what follows for the epoch after `old`. `content` is what the transcript
  /// takes of the commit. The confirmation tag comes to `tag`.
  @inline(never)
  mutating func conclude(_ old: borrowing Epoch, _ content: Span<UInt8>, _ tag: inout Digest) throws(Fault) {
    let confirmed = Transcript.confirmed(old.interim, content)
    try context.follow(old.context, tree.hash, confirmed: confirmed)
    secrets.follow(old.secrets.initial, context.bytes)
    tag = secrets.confirmationTag(confirmed)
    interim = Transcript.interim(confirmed, tag: tag.span)
  }
}
