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
  private(set) var suite: CipherSuite
  private var signing: Secret
  private var epochs: Box<Epoch>
  var proposals: ProposalCache
  private var pendingEpoch: Box<Epoch>?
  private var pending: ByteBuffer
  /// False before the first group, and after `leave`.
  private(set) var isThere = false
  /// How many bytes of `pendingMessage` are the commit; behind them is the Welcome. 0 when there is none.
  public private(set) var pendingCommitCount = 0

  // Out of line, once for all the places that can fail while it is alive.
  @inline(never) deinit {}

  /// In no group yet.
  init(_ limits: MLSLimits) throws(Fault) {
    try self.init(limits, Epoch.boxed(leaves: 1, limits))
  }

  // Apart: an initialiser throws before the first member is set, or after the last.
  private init(_ limits: MLSLimits, _ epoch: consuming Box<Epoch>) throws(Fault) {
    var memory = Memory()
    self.init(limits, epoch, &memory)
    try memory.check()
  }

  /// With room for the first group; `memory` is told when it runs out.
  init(_ limits: MLSLimits, _ epoch: consuming Box<Epoch>, _ memory: inout Memory) {
    epochs = epoch
    self.limits = limits
    suite = CipherSuite(&memory)
    signing = Secret(KeyPair.byteCount, &memory)
    proposals = ProposalCache(&memory)
    pending = ByteBuffer(room: 0, &memory)
    pendingEpoch = nil
  }

  var current: Epoch {
    _read { yield epochs.value }
    _modify { yield &epochs.value }
  }

  /// A group in which there are only we, in epoch 0. `id` is the channel's, `externalSender` the body of the gateway's
  /// op 25; of `package` the leaf and the keys are used.
  public static func create(
    id: UInt64, externalSender: Span<UInt8>, package: borrowing OwnKeyPackage, limits: MLSLimits = MLSLimits(),
    from source: inout KeySource
  ) throws(Fault) -> MLSGroup {
    var group = try MLSGroup(limits)
    var sender = try ByteBuffer(room: externalSender.count)
    sender.append(externalSender)
    try group.found(id: id, externalSender: sender, package: package, from: &source)
    return group
  }

  /// The group that a Welcome for `package` leads to; `welcome` is what follows the two bytes of an op 30. Its id and its
  /// external sender have to be the ones given.
  public static func join(
    welcome: Span<UInt8>, id: UInt64, externalSender: Span<UInt8>, package: borrowing OwnKeyPackage,
    limits: MLSLimits = MLSLimits()
  ) throws(Fault) -> MLSGroup {
    var group = try MLSGroup(limits)
    var sender = try ByteBuffer(room: externalSender.count)
    sender.append(externalSender)
    try group.enter(welcome: welcome, id: id, externalSender: sender, package: package)
    return group
  }

  /// As `create`, in place of the group that was here.
  mutating func found(
    id: UInt64, externalSender: borrowing ByteBuffer, package: borrowing OwnKeyPackage, from source: inout KeySource
  ) throws(Fault) {
    try ExternalSender.check(externalSender.span, suite.curve)
    try suite.writeExtensions(externalSender.span)
    var made = try Epoch.boxed(leaves: 1, limits)
    try made.value.found(group: ChannelID(id).span, package, suite, from: &source)
    settle(made, package)
  }

  /// As `join`, in place of the group that was here.
  mutating func enter(
    welcome: Span<UInt8>, id: UInt64, externalSender: borrowing ByteBuffer, package: borrowing OwnKeyPackage
  ) throws(Fault) {
    let made = try joined(welcome, tree: Span(), package)
    try suite.writeExtensions(externalSender.span)
    try made.value.expect(ChannelID(id), suite.work.span)
    settle(made, package)
  }

  /// A Welcome to a group of any kind; `tree` is the content of its ratchet_tree extension, should the Welcome have none.
  mutating func enter(welcome: Span<UInt8>, tree: Span<UInt8>, package: borrowing OwnKeyPackage) throws(Fault) {
    settle(try joined(welcome, tree: tree, package), package)
  }

  private mutating func joined(
    _ welcome: Span<UInt8>, tree: Span<UInt8>, _ package: borrowing OwnKeyPackage
  ) throws(Fault) -> Box<Epoch> {
    guard welcome.count < MLSGroup.longest else { throw .mls(.tooLarge) }
    var made = try Epoch.boxed(leaves: 1, limits)
    try made.value.join(welcome, package, tree: tree, limits, &suite)
    return made
  }

  /// This is the epoch that we are in.
  @inline(never)
  private mutating func settle(_ epoch: consuming Box<Epoch>, _ package: borrowing OwnKeyPackage) {
    signing.put(package.signing.span, 0)
    move(to: epoch)
    isThere = true
  }

  private mutating func move(to epoch: consuming Box<Epoch>) {
    epochs = epoch
    dropPending()
    proposals.clear()
    suite.forget()
  }

  /// In no group any more, with nothing left of the keys.
  mutating func leave() {
    isThere = false
    epochs.value.secrets.forget()
    epochs.value.keys.forget()
    signing.wipe()
    dropPending()
    proposals.clear()
    suite.forget()
  }

  // MARK: What it is

  public var epoch: UInt64 { epochs.value.context.epoch }

  /// Where we sit.
  public var ownLeaf: Int { epochs.value.keys.place }

  /// How many members there are, we among them.
  public var memberCount: Int { epochs.value.tree.memberCount }

  /// How many leaves there are, taken or not: 0..<leafCount are the places of members.
  public var leafCount: Int { epochs.value.tree.width }

  /// The user at a leaf, or nil.
  public func user(at leaf: Int) -> UInt64? { epochs.value.tree.user(leaf) }

  /// Where a user sits, or nil.
  public func leaf(of user: UInt64) -> Int? { epochs.value.tree.leaf(of: user) }

  /// The key that the member at a leaf signs with, or nil.
  public func signatureKey(at leaf: Int) -> PublicKey? {
    current.tree.isMember(leaf) ? try? PublicKey(current.tree.signatureKey(leaf)) : nil
  }

  /// The same for all members of an epoch, and for nobody else: what a privacy code is made of.
  public func epochAuthenticator() throws(Fault) -> Digest { try Digest(current.secrets.authenticator) }

  /// Fills `out`, of at most 8160 bytes, with a secret of this epoch (MLS-Exporter).
  public func export(label: Span<UInt8>, context: Span<UInt8>, into out: inout MutableSpan<UInt8>) throws(Fault) {
    guard out.count <= 255 * 32 else { throw .argument }
    epochs.value.secrets.export(label, context: context, into: &out)
  }

  // MARK: Proposals

  /// Checks a proposal of the gateway's, at the start of `bytes`, and changes nothing. All of it is checked but whom it
  /// adds: that is for the caller to decide.
  public mutating func check(proposal bytes: Span<UInt8>) throws(Fault) -> CheckedProposal {
    guard bytes.count < MLSGroup.longest else { throw .mls(.tooLarge) }
    var message = PublicMessage()
    try message.read(bytes)
    try epochs.value.check(message, bytes, limits, suite)
    let leaf = message.proposal.removed
    var user: UInt64?
    if leaf >= 0 {
      guard epochs.value.tree.isMember(leaf) else { throw .mls(.unknownMember) }
      user = epochs.value.tree.user(leaf)
    } else {
      guard message.proposal.package.leaf.bytes.count <= limits.leafBytes else { throw .mls(.tooLarge) }
      try message.proposal.package.verify(bytes, suite)
      if !limits.isOpen { user = try message.proposal.package.leaf.user(bytes) }
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
    try proposals.insert(proposal.reference, bytes.part(proposal.content))
  }

  /// Forgets a proposal; false when it is not here.
  public mutating func revoke(_ reference: Span<UInt8>) -> Bool { proposals.remove(reference) }

  /// How many proposals a commit would name.
  public var proposalCount: Int { proposals.count }

  // MARK: Commits

  /// Makes a commit of all proposals, which stands in for an earlier one of this epoch. The group moves on only when the
  /// commit comes back through `process`.
  public mutating func commit(from source: inout KeySource) throws(Fault) {
    guard proposals.count > 0 else { throw .mls(.nothingToCommit) }
    var out = try ByteBuffer(room: 512 + proposals.count * Commit.referenceCount)
    var next = try copied(proposals.count)
    let count = try next.value.commit(
      after: epochs.value, proposals, signing, limits, &suite, from: &source, into: &out)
    suite.forget()
    pendingCommitCount = count
    pending = out
    pendingEpoch = .some(next)
  }

  /// What the next epoch begins as, with room for what `count` proposals may add.
  private func copied(_ count: Int) throws(Fault) -> Box<Epoch> {
    let leaves = max(leafCount, min(memberCount + count, limits.leafCount))
    var next = try Epoch.boxed(leaves: leaves, limits)
    try next.value.copy(epochs.value)
    return next
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

  /// True for the bytes of the commit that we made last.
  @inline(never)
  func isPending(_ commit: Span<UInt8>) -> Bool {
    pendingCommitCount > 0 && ConstantTime.equal(commit, pending.span.part(0..<pendingCommitCount))
  }

  /// Moves on to the next epoch with a commit, ours or another member's: what follows the two bytes of an op 29.
  public mutating func process(commit bytes: Span<UInt8>) throws(Fault) -> CommitOutcome {
    guard bytes.count < MLSGroup.longest else { throw .mls(.tooLarge) }
    if isPending(bytes), let next = pendingEpoch.take() {
      move(to: next)
      return .own
    }
    var message = PublicMessage()
    try message.read(bytes)
    guard message.end == bytes.count else { throw .malformed }
    try epochs.value.expect(message, bytes)
    var next = try copied(message.commit.count)
    try next.value.process(after: epochs.value, bytes, message, proposals, limits, &suite)
    move(to: next)
    return .foreign(message.sender)
  }
}

/// Whose commit moved the group on.
public enum CommitOutcome: Equatable, Sendable {
  /// The one that we made last.
  case own
  /// That of the member at this leaf.
  case foreign(Int)
}
