internal import PatchBase

/// One epoch of a group, as a member of it knows it.
struct Epoch: ~Copyable {
  let context: GroupContext
  let tree: RatchetTree
  /// The interim transcript hash.
  let interim: Digest
  var secrets: EpochSecrets
  let keys: OwnKeys

  // Out of line, once for all the places that can fail while it is alive.
  @inline(never) deinit {}

  /// A group of its founder alone.
  static func founded(
    group: Span<UInt8>, _ extensions: borrowing ByteBuffer, _ package: borrowing OwnKeyPackage, _ limits: MLSLimits,
    from source: inout KeySource
  ) throws(Fault) -> Epoch {
    var tree = try RatchetTree(leaves: 1, leafRoom: limits.leafBytes)
    try tree.setLeaf(0, package.bytes.window(try package.leaf().bytes))
    try tree.computeHashes()
    let context = try GroupContext.make(
      group: group, epoch: 0, treeHash: tree.hash, confirmed: nil, extensions: extensions.span)
    let random = try Secret.random(32, from: &source)
    let secrets = try EpochSecrets.of(random)
    let interim = Transcript.interim(nil, tag: secrets.confirmationTag(nil).span)
    let keys = try OwnKeys(place: 0, leaf: try package.leafKeys.copy())
    return Epoch(context: context, tree: tree, interim: interim, secrets: secrets, keys: keys)
  }

  /// The message belongs to this group and this epoch.
  func expect(_ message: PublicMessage, _ bytes: Span<UInt8>) throws(Fault) {
    let group = context.bytes.window(context.group)
    guard ConstantTime.equal(bytes.window(message.group), group) else { throw .mls(.groupID) }
    guard message.epoch == context.epoch else { throw .mls(.epoch) }
  }

  /// Signature and membership tag of a member's message.
  func verify(_ message: PublicMessage, _ bytes: Span<UInt8>, of leaf: Int, _ suite: borrowing CipherSuite)
    throws(Fault)
  {
    guard tree.isMember(leaf) else { throw .mls(.sender) }
    let signed = bytes.window(0..<message.signedEnd)
    let tag = PublicMessage.membershipTag(
      secrets.membership, signed: signed, context.bytes,
      tags: bytes.window(message.signedEnd..<message.authenticatedEnd))
    guard ConstantTime.equal(tag.span, bytes.window(message.membershipTag)) else { throw .mls(.membershipTag) }
    try tree.verify(
      bytes.window(message.signature), PublicMessage.hash(signed, context.bytes), by: leaf, suite)
  }
}
