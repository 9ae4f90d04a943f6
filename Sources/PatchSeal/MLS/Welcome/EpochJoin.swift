internal import PatchBase

extension Epoch {
  /// The epoch that a Welcome leads to. Everything in it is checked (RFC 9420 section 12.4.3.1). `tree` is used when the
  /// Welcome brings none.
  static func joined(
    _ bytes: Span<UInt8>, _ package: borrowing OwnKeyPackage, tree: Span<UInt8>, _ limits: MLSLimits,
    _ suite: inout CipherSuite
  ) throws(Fault) -> Epoch {
    let welcome = try Welcome.read(bytes, for: package.reference())
    let sealed = bytes.window(welcome.information)
    do {
      let info = try HPKEInfo(label: "Welcome", sealed)
      let sent = bytes.window(welcome.sent)
      return try joined(
        try suite.open(bytes.window(welcome.secrets), sent: sent, by: package.initKeys, info), sealed, package,
        tree: tree, limits, &suite)
    } catch {
      throw error.cause == 0 ? error.named(.groupSecrets) : error
    }
  }

  /// The secrets are opened.
  private static func joined(
    _ secrets: borrowing Secret, _ sealed: Span<UInt8>, _ package: borrowing OwnKeyPackage, tree: Span<UInt8>,
    _ limits: MLSLimits, _ suite: inout CipherSuite
  ) throws(Fault) -> Epoch {
    let shares = try GroupSecrets.read(secrets.span)
    let fresh = try EpochSecrets.joining(secrets.span.window(shares.joiner))
    do {
      let nonce = try WelcomeKey.take(fresh, &suite)
      let path = if let path = shares.path { secrets.span.window(path) } else { Span<UInt8>() }
      return try joined(
        try suite.cipher.opened(sealed, nonce: nonce), fresh, path: path, package, tree: tree, limits, &suite)
    } catch {
      throw error.cause == 0 ? error.named(.groupInfo) : error
    }
  }

  /// The group's information is opened too.
  private static func joined(
    _ opened: borrowing Secret, _ secrets: consuming EpochSecrets, path: Span<UInt8>,
    _ package: borrowing OwnKeyPackage,
    tree given: Span<UInt8>, _ limits: MLSLimits, _ suite: inout CipherSuite
  ) throws(Fault) -> Epoch {
    let context = try GroupContext.read(opened.span)
    let information = try GroupInformation.read(opened.span, after: context)
    let found = if let found = information.tree { opened.span.window(found) } else { given }
    let tree = try RatchetTree.read(found, limits)
    guard tree.hash == context.treeHash else { throw .mls(.treeHash) }
    guard tree.memberCount <= limits.members else { throw .mls(.tooLarge) }
    guard tree.isMember(information.signer) else { throw .mls(.groupInfo) }
    var hash = SHA256.signed("GroupInfoTBS", count: information.signed.count)
    hash.update(opened.span.window(information.signed))
    try tree.verify(opened.span.window(information.signature), hash.finish(), by: information.signer, suite)
    try tree.verify(group: context.bytes.window(context.group), suite)

    let place = tree.place(of: package.bytes.window(try package.leaf().bytes))
    guard let place, place != information.signer else { throw .mls(.notForUs) }
    var keys = try OwnKeys(place: place, leaf: try package.leafKeys.copy())
    if !path.isEmpty {
      let meeting = TreeMath.ancestor(of: place, TreeMath.meeting(place, information.signer))
      guard !tree.isBlank(meeting) else { throw .mls(.path) }
      _ = try keys.climb(try Secret.copying(path), from: meeting, tree, suite)
    }

    secrets.begin(context.bytes)
    secrets.settle()
    let tag = opened.span.window(information.tag)
    guard ConstantTime.equal(secrets.confirmationTag(context.confirmed).span, tag) else { throw .mls(.confirmationTag) }
    let interim = Transcript.interim(context.confirmed, tag: tag)
    return Epoch(context: context, tree: tree, interim: interim, secrets: secrets, keys: keys)
  }
}
