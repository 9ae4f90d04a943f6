internal import PatchBase

extension Epoch {
  /// Becomes the epoch after `old`, of which it is a copy, by a commit of all of `proposals` (RFC 9420 section 12.4.1),
  /// with a path if somebody is removed. Appends the commit, and the Welcome behind it if somebody is added. Returns how
  /// many bytes the commit has.
  mutating func commit(
    after old: borrowing Epoch, _ proposals: borrowing ProposalCache, _ signing: borrowing Secret, _ limits: MLSLimits,
    _ suite: inout CipherSuite, from source: inout KeySource, into out: inout ByteBuffer
  ) throws(Fault) -> Int {
    out.big(1, 2)
    out.big(1, 2)
    out.vector(old.context.bytes.part(old.context.group))
    out.big(old.context.epoch, 8)
    out.byte(1)
    out.big(UInt64(keys.place), 4)
    out.byte(0)
    out.byte(3)
    out.vectorLength(proposals.count * Commit.referenceCount)
    let start = out.count
    var place = 0
    for _ in 0..<proposals.count {
      out.byte(2)
      out.vector(proposals.bytes.part(proposals.reference(place)))
      place = proposals.next(place)
    }
    try out.check()
    let references = Commit(proposals.count, from: start)
    try apply(out.span, references, by: keys.place, proposals, limits)
    out.byte(removals > 0 ? 1 : 0)
    if removals > 0 { try makePath(after: old, signing, &suite, from: &source, into: &out) }

    let signedEnd = out.count
    try out.signature(PublicMessage.hash(out.span, old.context.bytes), signing, suite.curve)
    try out.check()
    var tag = Digest()
    try conclude(old, out.span.part(2..<out.count), &tag)
    out.vector(tag.span)
    let membership = PublicMessage.membershipTag(
      old.secrets.membership, signed: out.span.part(0..<signedEnd), old.context.bytes,
      tags: out.span.part(signedEnd..<out.count))
    out.vector(membership.span)
    let count = out.count
    if !added.isEmpty { try welcome(proposals, tag, signing, &suite, from: &source, into: &out) }
    secrets.settle()
    try out.check()
    return count
  }

  /// Appends a path of ours (section 7.5): a new leaf, and new keys above it, each with its secret sealed to all who share
  /// it. `old` is the epoch before.
  private mutating func makePath(
    after old: borrowing Epoch, _ signing: borrowing Secret, _ suite: inout CipherSuite, from source: inout KeySource,
    into out: inout ByteBuffer
  ) throws(Fault) {
    var list = NodeList()
    try renewPath(
      group: old.context.bytes.part(old.context.group), signing, &list, &suite, from: &source, into: &out)
    try context.follow(old.context, tree.hash, confirmed: old.context.confirmed)
    try sealPath(list, &suite, from: &source, into: &out)
  }

  /// Gives the tree a new leaf and new keys at the nodes above it, which come to `list`. Appends the leaf.
  mutating func renewPath(
    group: Span<UInt8>, _ signing: borrowing Secret, _ list: inout NodeList, _ suite: inout CipherSuite,
    from source: inout KeySource, into out: inout ByteBuffer
  ) throws(Fault) {
    let place = keys.place
    tree.filteredPath(of: place, into: &list)
    tree.clearPath(place)
    try secrets.beginPath(from: &source)
    for i in 0..<list.count {
      try climb(TreeMath.level(list[i]), &suite)
      try tree.setKey(list[i], suite.vault.publicKey)
    }
    keys.drop(blanksOf: tree)
    try keys.renewLeaf(suite.curve, from: &source)
    let parentHash = tree.hashPath(place, list)

    let start = out.count
    out.leafHead(keys.leaf, signing, identity: tree.identity(place))
    out.byte(LeafNode.Source.commit.rawValue)
    if let parentHash { out.vector(parentHash.span) } else { out.byte(0) }
    out.byte(0)
    let hash = LeafNode.hash(out.span.part(start..<out.count), .commit, group: group, leaf: place)
    try out.signature(hash, signing, suite.curve)
    try out.check()
    try tree.set(2 * place, out.span.part(start..<out.count))
    tree.computeHashes()
  }

  /// Appends the nodes of a path; the context is the provisional one.
  func sealPath(
    _ list: borrowing NodeList, _ suite: inout CipherSuite, from source: inout KeySource, into out: inout ByteBuffer
  ) throws(Fault) {
    let info = HPKEInfo(label: "UpdatePathNode", context.bytes)
    var receivers = NodeList()
    let start = out.count
    for i in 0..<list.count {
      let node = list[i]
      tree.receivers(of: node, from: keys.place, without: added, into: &receivers)
      out.vector(tree.key(node))
      let texts = out.count
      for j in 0..<receivers.count {
        try suite.seal(
          secrets.path(TreeMath.level(node)), to: tree.key(receivers[j]), info, from: &source, into: &out)
      }
      out.close(texts)
    }
    out.close(start)
  }
}
