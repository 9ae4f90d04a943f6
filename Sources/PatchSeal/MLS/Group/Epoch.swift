internal import PatchBase

/// One epoch of a group, as a member of it knows it. The next one is made beside it and takes its place when it is right.
struct Epoch: ~Copyable {
  // What is small and much used stands first: the code that reaches it is shorter.
  var secrets: EpochSecrets
  var keys: OwnKeys
  /// How many left with the commit into this epoch, and who came.
  var removals = 0
  var added = LeafSet()
  /// True while a Welcome's secret of a path waits to be climbed.
  var hasPath = false
  /// The interim transcript hash.
  var interim = Digest()
  var tree: RatchetTree
  var context: GroupContext

  // Out of line, once for all the places that can fail while it is alive.
  @inline(never) deinit {}

  /// Room for one of `leaves` leaves.
  init(leaves: Int, _ limits: MLSLimits) throws(Fault) {
    var memory = Memory()
    secrets = EpochSecrets(&memory)
    keys = OwnKeys(&memory)
    context = GroupContext(&memory)
    tree = RatchetTree(leaves: leaves, leafRoom: limits.leafBytes, &memory)
    try memory.check()
  }

  /// In a block of its own, so that it moves as one pointer.
  @inline(never)
  static func boxed(leaves: Int, _ limits: MLSLimits) throws(Fault) -> Box<Epoch> {
    try Box(making: { () throws(Fault) in try Epoch(leaves: leaves, limits) })
  }

  /// Becomes a group of its founder alone, with the extensions in the suite's `work`.
  mutating func found(
    group: Span<UInt8>, _ package: borrowing OwnKeyPackage, _ suite: borrowing CipherSuite, from source: inout KeySource
  ) throws(Fault) {
    try tree.set(0, package.bytes.part(try package.leaf()))
    tree.computeHashes()
    try context.write(group: group, epoch: 0, treeHash: tree.hash, confirmed: nil, extensions: suite.work.span)
    try secrets.found(from: &source)
    secrets.settle()
    interim = Transcript.interim(nil, tag: secrets.confirmationTag(nil).span)
    keys.setLeaf(package.leafPair)
  }

  /// Becomes a copy of what the next epoch begins with.
  mutating func copy(_ other: borrowing Epoch) throws(Fault) {
    try tree.copy(other.tree)
    keys.copy(other.keys)
  }

  /// The group is this channel's, and these are its extensions; each member is a user.
  func expect(_ channel: ChannelID, _ extensions: Span<UInt8>) throws(Fault) {
    guard ConstantTime.equal(context.bytes.part(context.group), channel.span) else { throw .mls(.groupID) }
    guard ConstantTime.equal(context.bytes.part(context.extensions), extensions) else {
      throw .mls(.externalSender)
    }
    try tree.verifyUsers()
  }

  /// The message belongs to this group and this epoch.
  func expect(_ message: borrowing PublicMessage, _ bytes: Span<UInt8>) throws(Fault) {
    let group = context.bytes.part(context.group)
    guard ConstantTime.equal(bytes.part(message.group), group) else { throw .mls(.groupID) }
    guard message.epoch == context.epoch else { throw .mls(.epoch) }
  }

  /// The message is a proposal of somebody who may make one.
  func check(
    _ message: borrowing PublicMessage, _ bytes: Span<UInt8>, _ limits: MLSLimits, _ suite: borrowing CipherSuite
  ) throws(Fault) {
    try expect(message, bytes)
    guard !message.isCommit else { throw .mls(.version) }
    let sender = message.sender, isMember = message.isMember
    let isGateway = !isMember && sender == 0
    guard isGateway || limits.isOpen else { throw .mls(.sender) }
    if message.isMember { return try verify(message, bytes, suite) }
    let key = try ExternalSender.find(message.sender, in: context)
    let hash = PublicMessage.hash(bytes.part(0..<message.signedEnd), Span())
    try suite.verify(bytes.part(message.signature), hash, by: context.bytes.part(key))
  }

  /// Signature and membership tag of a member's message.
  func verify(_ message: borrowing PublicMessage, _ bytes: Span<UInt8>, _ suite: borrowing CipherSuite) throws(Fault) {
    guard tree.isMember(message.sender) else { throw .mls(.sender) }
    let signed = bytes.part(0..<message.signedEnd)
    let tag = PublicMessage.membershipTag(
      secrets.membership, signed: signed, context.bytes,
      tags: bytes.part(message.signedEnd..<message.authenticatedEnd))
    guard ConstantTime.equal(tag.span, bytes.part(message.membershipTag)) else { throw .mls(.membershipTag) }
    try suite.verify(
      bytes.part(message.signature), PublicMessage.hash(signed, context.bytes), by: tree.signatureKey(message.sender))
  }

  /// Takes the keys that come from the path's secret at `node` and, one step each, at the nodes above it that are there.
  /// The public keys have to fit. What is left is the commit's secret.
  mutating func climb(from node: Int, _ suite: inout CipherSuite) throws(Fault) {
    for level in TreeMath.level(node)..<tree.height + 1 {
      let node = TreeMath.ancestor(of: keys.place, level)
      if tree.isBlank(node) { continue }
      try climb(level, &suite)
      guard ConstantTime.equal(suite.vault.publicKey, tree.key(node)) else { throw .mls(.path) }
    }
  }

  /// One step, with the node's pair at hand then.
  @inline(never)
  mutating func climb(_ level: Int, _ suite: inout CipherSuite) throws(Fault) {
    try secrets.climb(level, &suite)
    keys.set(level, suite.vault.slot(0))
  }
}
