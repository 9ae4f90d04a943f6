internal import PatchBase

extension Epoch {
  /// The epoch that a Welcome leads to. Everything in it is checked (RFC 9420 section 12.4.3.1). `tree` is used when the
  /// Welcome brings none.
  static func joined(
    _ bytes: Span<UInt8>, _ package: borrowing OwnKeyPackage, tree given: Span<UInt8>, _ limits: MLSLimits,
    _ suite: inout CipherSuite
  ) throws(Fault) -> Epoch {
    let welcome = try Welcome.read(bytes, for: package.reference())
    let sealed = bytes.window(welcome.information)
    let info = try HPKEInfo(label: "Welcome", sealed)
    let secrets = try MLSCause.groupSecrets.unless(.auth) { () throws(Fault) in
      try suite.open(bytes.window(welcome.secrets), sent: welcome.sent, by: package.initKeys, info)
    }
    let shares = try GroupSecrets.read(secrets.span)
    let member = try EpochSecrets.member(secrets.span.window(shares.joiner))
    let nonce = try WelcomeKey.take(member, &suite)
    let opened = try MLSCause.groupInfo.unless(.auth) { () throws(Fault) in
      try suite.cipher.opened(sealed, nonce: nonce.span)
    }

    let context = try GroupContext.read(opened.span)
    let information = try GroupInformation.read(opened.span, after: context)
    let found = if let found = information.tree { opened.span.window(found) } else { given }
    let tree = try RatchetTree.read(found, limits)
    guard tree.hash == context.treeHash else { throw .mls(.treeHash) }
    guard tree.memberCount <= limits.members else { throw .mls(.tooLarge) }
    guard tree.isMember(information.signer) else { throw .mls(.groupInfo) }
    var hash = SHA256.signed("GroupInfoTBS", count: information.signed.count)
    hash.update(opened.span.window(information.signed))
    try suite.verify(
      opened.span.window(information.signature), hash.finish(), by: try tree.signatureKey(information.signer))
    try tree.verify(group: context.bytes.window(context.group), suite)

    let place = tree.place(of: package.bytes.window(try package.leaf().bytes))
    guard let place, place != information.signer else { throw .mls(.notForUs) }
    var keys = try OwnKeys(place: place, leaf: try package.leafKeys.copy())
    if let path = shares.path {
      let meeting = TreeMath.ancestor(of: place, TreeMath.meeting(place, information.signer))
      guard !tree.isBlank(meeting) else { throw .mls(.path) }
      let secret = try Secret.copying(secrets.span.window(path))
      _ = try keys.climb(secret, from: meeting, tree, suite)
    }

    let fresh = try EpochSecrets(try EpochSecrets.epoch(member, context))
    let tag = opened.span.window(information.tag)
    guard ConstantTime.equal(fresh.confirmationTag(context.confirmed).span, tag) else { throw .mls(.confirmationTag) }
    let interim = Transcript.interim(context.confirmed, tag: tag)
    return Epoch(context: context, tree: tree, interim: interim, secrets: fresh, keys: keys)
  }
}
