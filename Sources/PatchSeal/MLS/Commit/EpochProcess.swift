internal import PatchBase

extension Epoch {
  /// Becomes the epoch after `old`, of which it is a copy, by another member's commit (RFC 9420 section 12.4.2).
  mutating func process(
    after old: borrowing Epoch, _ bytes: Span<UInt8>, _ message: borrowing PublicMessage,
    _ proposals: borrowing ProposalCache, _ limits: MLSLimits, _ suite: inout CipherSuite
  ) throws(Fault) {
    guard message.isCommit else { throw .mls(.version) }
    guard message.isMember else { throw .mls(.sender) }
    guard message.sender != keys.place else { throw .mls(.ownCommit) }
    try old.verify(message, bytes, suite)
    try apply(bytes, message.commit, by: message.sender, proposals, limits)
    if message.commit.hasPath {
      let isSame = old.tree.user(message.sender) == (try? message.commit.path.leaf.user(bytes))
      guard isSame || limits.isOpen else { throw .mls(.credential) }
      let group = old.context.bytes.part(old.context.group)
      try tree.merge(message.commit.path, bytes, message.sender, group: group, suite)
      keys.drop(blanksOf: tree)
      try context.follow(old.context, tree.hash, confirmed: old.context.confirmed)
      try open(message.commit.path, bytes, from: message.sender, &suite)
    } else {
      // The commit's secret is zeros.
      guard removals == 0, message.commit.count > 0 else { throw .mls(.pathMissing) }
    }
    try advance(after: old, bytes, message)
  }

  /// The rest, when what the path gives is there.
  mutating func advance(
    after old: borrowing Epoch, _ bytes: Span<UInt8>, _ message: borrowing PublicMessage
  ) throws(Fault) {
    var tag = Digest()
    try conclude(old, bytes.part(2..<message.signatureEnd), &tag)
    secrets.settle()
    guard ConstantTime.equal(tag.span, bytes.part(message.confirmationTag)) else { throw .mls(.confirmationTag) }
  }

  /// Opens what a path that is merged holds for us, and takes the keys that follow; the context is the provisional one.
  /// Each node has to come with a text for each receiver.
  mutating func open(
    _ path: UpdatePath, _ bytes: Span<UInt8>, from sender: Int, _ suite: inout CipherSuite
  ) throws(Fault) {
    var list = NodeList(), receivers = NodeList()
    tree.filteredPath(of: sender, into: &list)
    let meeting = TreeMath.ancestor(of: keys.place, TreeMath.meeting(sender, keys.place))
    var reader = MLSReader(bytes, in: path.nodes)
    var sent = 0..<0
    var text = 0..<0
    var level = -1
    for i in 0..<list.count {
      tree.receivers(of: list[i], from: sender, without: added, into: &receivers)
      let own = list[i] == meeting ? knownLevel(receivers) : -1
      _ = reader.publicKey()
      let outer = reader.enter()
      for j in 0..<receivers.count {
        let key = reader.publicKey()
        let sealed = reader.vector()
        guard own >= 0, receivers[j] == TreeMath.ancestor(of: keys.place, own) else { continue }
        sent = key
        text = sealed
        level = own
      }
      if reader.hasMore { reader.fail(.path) }
      reader.leave(outer)
    }
    try reader.check()
    guard level >= 0 else { throw .mls(.path) }
    do {
      suite.setPair(keys.privateKey(level), tree.key(TreeMath.ancestor(of: keys.place, level)))
      let info = HPKEInfo(label: "UpdatePathNode", context.bytes)
      try suite.open(bytes.part(text), sent: bytes.part(sent), info)
    } catch {
      throw error.named(.path)
    }
    guard suite.work.count == 32 else { throw .mls(.path) }
    secrets.beginPath(suite.work.span)
    try climb(from: meeting, &suite)
  }

  /// The level of the one receiver whose private key we have, or -1.
  private func knownLevel(_ receivers: borrowing NodeList) -> Int {
    for level in 0..<tree.height + 1 where keys.knows(level) {
      if receivers.contains(TreeMath.ancestor(of: keys.place, level)) { return level }
    }
    return -1
  }
}
