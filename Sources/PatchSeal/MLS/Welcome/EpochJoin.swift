internal import PatchBase

extension Epoch {
  /// Becomes the epoch that a Welcome leads to. Everything in it is checked (RFC 9420 section 12.4.3.1). `tree` is used
  /// when the Welcome brings none.
  mutating func join(
    _ bytes: Span<UInt8>, _ package: borrowing OwnKeyPackage, tree: Span<UInt8>, _ limits: MLSLimits,
    _ suite: inout CipherSuite
  ) throws(Fault) {
    var welcome = Welcome()
    try welcome.read(bytes, for: package.reference())
    do {
      let info = HPKEInfo(label: "Welcome", bytes.part(welcome.information))
      suite.vault.put(package.initPair.span, 0)
      try suite.open(bytes.part(welcome.secrets), sent: bytes.part(welcome.sent), info)
      var shares = GroupSecrets()
      try shares.read(suite.work.span)
      secrets.join(suite.work.span.part(shares.joiner))
      if !shares.path.isEmpty { secrets.beginPath(suite.work.span.part(shares.path)) }
      hasPath = !shares.path.isEmpty
    } catch {
      throw error.cause == 0 ? error.named(.groupSecrets) : error
    }
    do {
      try secrets.openWelcome(&suite)
      try suite.open(bytes.part(welcome.information))
      try join(package, tree: tree, limits, &suite)
    } catch {
      throw error.cause == 0 ? error.named(.groupInfo) : error
    }
  }

  /// The secrets are here, and the group's information is opened in the suite's `work`.
  private mutating func join(
    _ package: borrowing OwnKeyPackage, tree given: Span<UInt8>, _ limits: MLSLimits, _ suite: inout CipherSuite
  ) throws(Fault) {
    var information = GroupInformation()
    var reader = MLSReader(suite.work.span)
    try context.copy(&reader)
    try information.read(&reader)
    if information.tree.isEmpty {
      try tree.read(given, limits)
    } else {
      try tree.read(suite.work.span.part(information.tree), limits)
    }
    guard tree.hash == context.treeHash else { throw .mls(.treeHash) }
    guard tree.memberCount <= limits.members else { throw .mls(.tooLarge) }
    guard tree.isMember(information.signer) else { throw .mls(.groupInfo) }
    let hash = SHA256.signed("GroupInfoTBS", suite.work.span.part(information.signed))
    try suite.verify(
      suite.work.span.part(information.signature), hash, by: tree.signatureKey(information.signer))
    try tree.verify(group: context.bytes.part(context.group), suite)

    let place = tree.place(of: package.bytes.part(try package.leaf()))
    guard let place, place != information.signer else { throw .mls(.notForUs) }
    keys.place = place
    keys.setLeaf(package.leafPair)
    secrets.begin(context.bytes)
    let tag = secrets.confirmationTag(context.confirmed)
    guard ConstantTime.equal(tag.span, suite.work.span.part(information.tag)) else {
      throw .mls(.confirmationTag)
    }
    interim = Transcript.interim(context.confirmed, tag: tag.span)
    if hasPath {
      let meeting = TreeMath.ancestor(of: place, TreeMath.meeting(place, information.signer))
      guard !tree.isBlank(meeting) else { throw .mls(.path) }
      try climb(from: meeting, &suite)
    }
    secrets.settle()
  }
}
