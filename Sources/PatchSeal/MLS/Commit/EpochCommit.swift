internal import PatchBase

/// A commit of ours that the others have not seen yet, and the epoch it would lead to.
struct PendingCommit: ~Copyable {
  let epoch: Epoch
  /// The commit, and the Welcome behind it if somebody is added.
  let message: ByteBuffer
  let commitCount: Int
}

extension Epoch {
  /// Commits all of `proposals` (RFC 9420 section 12.4.1), with a path if somebody is removed.
  func committed(
    _ proposals: borrowing ProposalCache, _ signing: borrowing KeyPair, _ limits: MLSLimits, _ suite: inout CipherSuite,
    from source: inout KeySource
  ) throws(Fault) -> PendingCommit {
    guard proposals.count > 0 else { throw .mls(.nothingToCommit) }
    let group = context.bytes.window(context.group)
    var out = try ByteBuffer(room: 512 + proposals.count * Commit.referenceCount)
    out.big(1, 2)
    out.big(1, 2)
    out.vector(group)
    out.big(context.epoch, 8)
    out.byte(1)
    out.big(UInt64(keys.place), 4)
    out.vector(Span())
    out.byte(3)
    out.vectorLength(proposals.count * Commit.referenceCount)
    let start = out.count
    var place = 0
    for _ in 0..<proposals.count {
      out.byte(2)
      out.vector(proposals.bytes.window(proposals.reference(place)))
      place = proposals.next(place)
    }
    try out.check()
    let commit = Commit(references: start..<out.count, path: nil)
    var step = try Step(self, out.span, commit, by: keys.place, proposals, limits)
    var keys = try keys.copy()
    keys.drop(blanksOf: step.tree)
    out.byte(step.removals > 0 ? 1 : 0)
    var path: PathMaking?
    var secret = try Secret(count: 32)
    if step.removals > 0 {
      let made = try PathMaking(&step.tree, &keys, group: group, signing, suite, from: &source, into: &out)
      keys.drop(blanksOf: step.tree)
      let provisional = try context.next(step.tree.hash, confirmed: context.confirmed)
      try made.seal(
        step.tree, from: keys.place, without: step.added, provisional.bytes, &suite, from: &source, into: &out)
      secret = try made.last.copy()
      path = .some(consume made)
    }

    let signedEnd = out.count
    try out.signature(PublicMessage.hash(out.span, context.bytes), signing, suite)
    try out.check()
    let confirmed = Transcript.confirmed(interim, out.span.window(2..<out.count))
    let next = try context.next(step.tree.hash, confirmed: confirmed)
    let fresh = try EpochSecrets.after(secrets.initial, commit: secret.span, next.bytes)
    let tag = fresh.confirmationTag(confirmed)
    out.vector(tag.span)
    let membership = PublicMessage.membershipTag(
      secrets.membership, signed: out.span.window(0..<signedEnd), context.bytes,
      tags: out.span.window(signedEnd..<out.count))
    out.vector(membership.span)
    let commitCount = out.count

    var epoch = Epoch(
      context: next, tree: step.tree, interim: Transcript.interim(confirmed, tag: tag.span), secrets: fresh, keys: keys)
    if !step.added.isEmpty {
      try epoch.welcome(
        proposals, step.added, tag, path, signing, &suite, from: &source, into: &out)
    }
    epoch.secrets.settle()
    try out.check()
    return PendingCommit(epoch: epoch, message: out, commitCount: commitCount)
  }
}
