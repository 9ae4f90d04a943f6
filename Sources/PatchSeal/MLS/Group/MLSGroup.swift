public import PatchBase

/// A group of MLS (RFC 9420) as far as a call of Discord's needs it: cipher suite 2, basic credentials that are user ids,
/// proposals that come from the gateway, commits that name them.
///
/// All of it is group work: it may allocate, also inside libcrypto, and is never called from the audio tick. Memory
/// follows the size of the group, and `MLSLimits` bound it. A call that throws has changed nothing; `fault.mlsCause`
/// says why.
public struct MLSGroup: ~Copyable {
  /// No message of a group is longer; what is longer is `tooLarge`.
  static let longest = 1 << 24
  private let limits: MLSLimits
  private var suite: CipherSuite
  private let signing: KeyPair
  var current: Epoch
  var proposals: ProposalCache
  private var pendingEpoch: Epoch?
  private var pending: ByteBuffer
  /// How many bytes of `pendingMessage` are the commit; behind them is the Welcome. 0 when there is none.
  public private(set) var pendingCommitCount = 0

  private init(
    _ current: consuming Epoch, _ package: borrowing OwnKeyPackage, _ limits: MLSLimits, _ suite: consuming CipherSuite
  ) throws(Fault) {
    let signing = try package.signing.copy()
    let proposals = try ProposalCache()
    let pending = try ByteBuffer(room: 0)
    self.limits = limits
    self.suite = suite
    self.signing = signing
    self.current = current
    self.proposals = proposals
    self.pending = pending
    pendingEpoch = nil
  }

  /// A group in which there are only we, in epoch 0. `id` is the channel's, `externalSender` the body of the gateway's
  /// op 25; of `package` the leaf and the keys are used.
  public static func create(
    id: UInt64, externalSender: Span<UInt8>, package: borrowing OwnKeyPackage, limits: MLSLimits = MLSLimits(),
    from source: inout KeySource
  ) throws(Fault) -> MLSGroup {
    let suite = try CipherSuite()
    _ = try ExternalSender.read(externalSender, suite)
    let extensions = try GroupContext.externalSenders(externalSender)
    let group = ChannelID(id)
    let epoch = try Epoch.founded(group: group.span, extensions, package, limits, from: &source)
    return try MLSGroup(epoch, package, limits, suite)
  }

  /// The group that a Welcome for `package` leads to; `welcome` is what follows the two bytes of an op 30. Its id and its
  /// external sender have to be the ones given.
  public static func join(
    welcome: Span<UInt8>, id: UInt64, externalSender: Span<UInt8>, package: borrowing OwnKeyPackage,
    limits: MLSLimits = MLSLimits()
  ) throws(Fault) -> MLSGroup {
    let group = try join(welcome: welcome, tree: Span(), package: package, limits: limits)
    let expected = ChannelID(id)
    let context = group.context
    guard ConstantTime.equal(context.window(group.current.context.group), expected.span) else { throw .mls(.groupID) }
    let extensions = try GroupContext.externalSenders(externalSender)
    guard group.current.context.has(extensions) else { throw .mls(.externalSender) }
    try group.current.tree.verifyUsers()
    return group
  }

  /// A Welcome to a group of any kind; `tree` is the content of its ratchet_tree extension, should the Welcome have none.
  static func join(
    welcome: Span<UInt8>, tree: Span<UInt8>, package: borrowing OwnKeyPackage, limits: MLSLimits
  ) throws(Fault) -> MLSGroup {
    guard welcome.count < longest else { throw .mls(.tooLarge) }
    var suite = try CipherSuite()
    let epoch = try Epoch.joined(welcome, package, tree: tree, limits, &suite)
    return try MLSGroup(epoch, package, limits, suite)
  }

  // MARK: What it is

  /// The group's context, as it is signed.
  var context: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { current.context.bytes }
  }

  public var epoch: UInt64 { current.context.epoch }

  /// Where we sit.
  public var ownLeaf: Int { current.keys.place }

  /// How many members there are, we among them.
  public var memberCount: Int { current.tree.memberCount }

  /// How many leaves there are, taken or not: 0..<leafCount are the places of members.
  public var leafCount: Int { current.tree.width }

  /// The user at a leaf, or nil.
  public func user(at leaf: Int) -> UInt64? { current.tree.user(leaf) }

  /// Where a user sits, or nil.
  public func leaf(of user: UInt64) -> Int? { current.tree.leaf(of: user) }

  /// The key that the member at a leaf signs with, or nil.
  public func signatureKey(at leaf: Int) -> PublicKey? {
    current.tree.isMember(leaf) ? try? PublicKey(current.tree.signatureKey(leaf)) : nil
  }

  /// The same for all members of an epoch, and for nobody else: what a privacy code is made of.
  public func epochAuthenticator() throws(Fault) -> Digest { try Digest(current.secrets.authenticator) }

  /// Fills `out`, of at most 8160 bytes, with a secret of this epoch (MLS-Exporter).
  public func export(label: Span<UInt8>, context: Span<UInt8>, into out: inout MutableSpan<UInt8>) throws(Fault) {
    guard out.count <= 255 * 32 else { throw .argument }
    current.secrets.export(label, context: context, into: &out)
  }

  // MARK: Proposals

  /// Checks a proposal of the gateway's, at the start of `bytes`, and changes nothing. All of it is checked but whom it
  /// adds: that is for the caller to decide.
  public mutating func check(proposal bytes: Span<UInt8>) throws(Fault) -> CheckedProposal {
    guard bytes.count < MLSGroup.longest else { throw .mls(.tooLarge) }
    let message = try PublicMessage.read(bytes)
    try current.expect(message, bytes)
    guard let proposal = message.proposal else { throw .mls(.version) }
    switch message.sender {
    case .external(let index):
      guard index == 0 || limits.isOpen else { throw .mls(.sender) }
      let sender = try ExternalSender.find(index, in: current.context)
      let hash = PublicMessage.hash(bytes.window(0..<message.signedEnd), Span())
      try suite.verify(bytes.window(message.signature), hash, by: sender.key.span)
    case .member(let leaf):
      guard limits.isOpen else { throw .mls(.sender) }
      try current.verify(message, bytes, of: leaf, suite)
    }
    var user: UInt64?
    var leaf = -1
    switch proposal {
    case .add(let package):
      guard package.leaf.bytes.count <= limits.leafBytes else { throw .mls(.tooLarge) }
      try package.verify(bytes, suite)
      if !limits.isOpen { user = try package.leaf.user(bytes) }
    case .remove(let place):
      guard current.tree.isMember(place) else { throw .mls(.unknownMember) }
      user = current.tree.user(place)
      leaf = place
    }
    return CheckedProposal(
      kind: leaf < 0 ? .add : .remove, user: user ?? 0, leaf: leaf, reference: message.reference(bytes),
      count: message.end, content: message.content)
  }

  /// Takes a proposal that `check` found good, of the same bytes, for the commits of this epoch.
  public mutating func take(_ proposal: CheckedProposal, _ bytes: Span<UInt8>) throws(Fault) {
    guard proposal.content.upperBound <= bytes.count else { throw .argument }
    // At most everybody leaves and as many come.
    guard proposals.count < 2 * limits.members else { throw .mls(.tooLarge) }
    try proposals.insert(proposal.reference, bytes.window(proposal.content))
  }

  /// Forgets a proposal; false when it is not here.
  public mutating func revoke(_ reference: Span<UInt8>) -> Bool { proposals.remove(reference) }

  /// How many proposals a commit would name.
  public var proposalCount: Int { proposals.count }

  // MARK: Commits

  /// Makes a commit of all proposals, which stands in for an earlier one of this epoch. The group moves on only when the
  /// commit comes back through `process`.
  public mutating func commit(from source: inout KeySource) throws(Fault) {
    let made = try current.committed(proposals, signing, limits, &suite, from: &source)
    pendingCommitCount = made.commitCount
    pending = made.message
    pendingEpoch = .some(made.epoch)
  }

  /// The commit made last and its Welcome, one behind the other: the body of an op 28. Empty when there is none.
  public var pendingMessage: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { pending.span }
  }

  /// Forgets the commit made last.
  public mutating func dropPending() {
    pending.clear()
    pendingCommitCount = 0
    pendingEpoch = nil
  }

  /// Moves on to the next epoch with a commit, ours or another member's: what follows the two bytes of an op 29.
  public mutating func process(commit bytes: Span<UInt8>) throws(Fault) -> CommitOutcome {
    guard bytes.count < MLSGroup.longest else { throw .mls(.tooLarge) }
    var outcome = CommitOutcome.own
    if pendingCommitCount > 0, ConstantTime.equal(bytes, pending.span.window(0..<pendingCommitCount)),
      let next = pendingEpoch.take()
    {
      current = next
    } else {
      let message = try PublicMessage.read(bytes)
      guard message.end == bytes.count else { throw .malformed }
      try current.expect(message, bytes)
      if case .member(let leaf) = message.sender { outcome = .foreign(leaf) }
      current = try current.processed(bytes, message, proposals, limits, &suite)
    }
    dropPending()
    proposals.clear()
    return outcome
  }

  @inline(never) deinit {}
}

/// Whose commit moved the group on.
public enum CommitOutcome: Equatable, Sendable {
  /// The one that we made last.
  case own
  /// That of the member at this leaf.
  case foreign(Int)
}
