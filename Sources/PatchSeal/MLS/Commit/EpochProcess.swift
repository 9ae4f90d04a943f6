internal import PatchBase

extension Epoch {
  /// The epoch that another member's commit leads to (RFC 9420 section 12.4.2).
  func processed(
    _ bytes: Span<UInt8>, _ message: PublicMessage, _ proposals: borrowing ProposalCache, _ limits: MLSLimits,
    _ suite: inout CipherSuite
  ) throws(Fault) -> Epoch {
    guard let commit = message.commit else { throw .mls(.version) }
    guard case .member(let sender) = message.sender else { throw .mls(.sender) }
    guard sender != keys.place else { throw .mls(.ownCommit) }
    try verify(message, bytes, of: sender, suite)
    var step = try Step(self, bytes, commit, by: sender, proposals, limits)
    var keys = try keys.copy()
    keys.drop(blanksOf: step.tree)
    var secret = try Secret(count: 32)  // of a commit without a path: zeros
    if let path = commit.path {
      let group = context.bytes.window(context.group)
      let isSame = tree.user(sender) == (try? path.leaf.user(bytes))
      guard isSame || limits.isOpen else { throw .mls(.credential) }
      try step.tree.merge(path, bytes, sender, group: group, suite)
      try step.tree.computeHashes()
      keys.drop(blanksOf: step.tree)
      let provisional = try context.next(step.tree.hash, confirmed: context.confirmed)
      secret = try keys.open(path, bytes, from: sender, step.tree, without: step.added, provisional.bytes, &suite)
    } else {
      guard step.removals == 0, commit.count > 0 else { throw .mls(.pathMissing) }
    }
    return try advanced(bytes, message, step, keys, secret)
  }

  /// The epoch after a commit that is read, with what its path has given.
  func advanced(
    _ bytes: Span<UInt8>, _ message: PublicMessage, _ step: consuming Step, _ keys: consuming OwnKeys,
    _ secret: borrowing Secret
  ) throws(Fault) -> Epoch {
    let confirmed = Transcript.confirmed(interim, bytes.window(2..<message.signatureEnd))
    let next = try context.next(step.tree.hash, confirmed: confirmed)
    var secrets = try EpochSecrets.after(secrets.initial, commit: secret.span, next.bytes)
    secrets.settle()
    let tag = bytes.window(message.confirmationTag)
    guard ConstantTime.equal(secrets.confirmationTag(confirmed).span, tag) else { throw .mls(.confirmationTag) }
    let interim = Transcript.interim(confirmed, tag: tag)
    return Epoch(context: next, tree: step.tree, interim: interim, secrets: secrets, keys: keys)
  }
}
