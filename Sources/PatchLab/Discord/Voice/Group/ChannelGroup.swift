/// The gateway's part in a channel's end-to-end encryption: who is to be in the group, whose commit wins, when everybody switches.
///
/// A state machine without clock and sockets. Users are told through `take()`. The rules: everybody's key package becomes a proposal to add, which
/// everybody else receives; the first valid commit of an epoch wins; it refers to every proposal that stands and to nothing else, and welcomes
/// everyone it adds; the switch comes when all have said that they are ready, or after `patience`.
struct ChannelGroup: Sendable {
  /// What a user is told.
  enum Output: Equatable, Sendable {
    case json(user: UInt64, op: Int, JSONValue)
    case binary(user: UInt64, op: UInt8, [UInt8])
  }

  /// A change that members prepare for.
  private struct Transition: Sendable {
    let id: Int
    let version: Int
    let isUpgrade: Bool
    let audience: [UInt64]
    var waiting: Set<UInt64>
    let deadline: UInt64
  }

  struct Pending: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
      case add(MemberKeyPackage)
      case remove(leaf: UInt32, user: UInt64)
    }
    let kind: Kind
    let proposal: ExternalSender.Proposal

    var added: UInt64? { if case .add(let package) = kind { package.user } else { nil } }
    var removed: UInt64? { if case .remove(_, let user) = kind { user } else { nil } }
  }

  private let sender: ExternalSender
  private let id: [UInt8]
  private let patience: UInt64
  private(set) var version: Int
  private(set) var present: [UInt64] = []
  private var packages: [UInt64: MemberKeyPackage] = [:]
  /// Nil while there is no group.
  private(set) var leaves: LeafTable?
  private(set) var epoch: UInt64 = 0
  private(set) var pending: [Pending] = []
  /// Members that have begun anew and cannot commit; they are removed and added again.
  private var lost: Set<UInt64> = []
  private var transitions: [Transition] = []
  private var nextTransition = 1
  /// The group to come replaces unencrypted sound, so that its creation is a switch too.
  private var isUpgrading = false
  private var outputs: [Output] = []

  /// - Parameters:
  ///   - patience: how long the slowest member is waited for, in microseconds.
  init(channel: UInt64, version: Int, sender: ExternalSender = ExternalSender(), patience: UInt64 = 2_000_000) {
    id = (0..<8).map { UInt8(truncatingIfNeeded: channel >> UInt64(56 - 8 * $0)) }
    self.version = version
    self.sender = sender
    self.patience = patience
  }

  /// What was said since the last call.
  mutating func take() -> [Output] {
    defer { outputs = [] }
    return outputs
  }

  /// When `advance` wants to be called.
  var wake: UInt64? { transitions.map(\.deadline).min() }

  /// Sound in the clear is right now: there is no encryption, or it has not been switched to yet.
  var isInTheClear: Bool { version == 0 || isUpgrading || transitions.contains { $0.isUpgrade } }

  /// The payload of op 25.
  var externalSender: [UInt8] { sender.payload }

  /// Someone whose session is described is in the channel.
  mutating func join(_ user: UInt64) {
    guard !present.contains(user) else { return }
    present.append(user)
  }

  mutating func leave(_ user: UInt64, now: UInt64) {
    present.removeAll { $0 == user }
    packages[user] = nil
    revoke(user)
    finish(user)
    guard let leaves, let leaf = leaves.leaf(of: user) else { return }
    lost.remove(user)
    if present.count <= 1 {
      reset(now: now)
    } else if committers(without: user).isEmpty {
      reset(now: now)
    } else if !pending.contains(where: { $0.removed == user }) {
      propose([remove(leaf, user)])
    }
  }

  /// Op 26.
  mutating func keyPackage(_ bytes: [UInt8], from user: UInt64) throws {
    let package = try MemberKeyPackage(bytes)
    guard package.user == user else { throw GroupRefusal.otherUser }
    guard version > 0 || isUpgrading, present.contains(user) else { throw GroupRefusal.notMember }
    revoke(user)
    let isFirst = packages.updateValue(package, forKey: user) == nil
    guard let leaves else {
      // Without a group each has one of its own, and everybody else is to be added to it.
      if isFirst, !pending.isEmpty {
        outputs.append(.binary(user: user, op: 27, ExternalSender.append(pending.map(\.proposal))))
      }
      return propose([add(package)])
    }
    if let leaf = leaves.leaf(of: user) {
      lost.insert(user)
      let isGoing = pending.contains { $0.removed == user }
      return propose(isGoing ? [add(package)] : [remove(leaf, user), add(package)])
    }
    propose([add(package)])
  }

  /// Op 28. True when it had a path. Throws `GroupRefusal`; the sender is told nothing.
  @discardableResult
  mutating func commit(_ bytes: [UInt8], from user: UInt64, now: UInt64) throws -> Bool {
    let commit = try GroupCommit(bytes)
    guard commit.group == id else { throw GroupRefusal.group }
    guard commit.epoch == epoch else { throw GroupRefusal.epoch }
    guard packages[user] != nil || leaves != nil, present.contains(user), !lost.contains(user) else {
      throw GroupRefusal.notMember
    }
    var table = leaves ?? LeafTable(creator: user)
    guard table.user(at: commit.sender) == user else { throw GroupRefusal.sender }
    let standing = pending.filter { $0.added != user }
    guard !standing.isEmpty, commit.proposals.count == standing.count,
      Set(commit.proposals) == Set(standing.map(\.proposal.reference)),
      !standing.contains(where: { $0.removed == user })
    else { throw GroupRefusal.proposals }
    let ordered = commit.proposals.compactMap { reference in standing.first { $0.proposal.reference == reference } }
    for case .remove(let leaf, _) in ordered.map(\.kind) { table.remove(leaf) }
    let added = ordered.compactMap { if case .add(let package) = $0.kind { package } else { nil } }
    for package in added { table.add(package.user) }
    if let path = commit.path {
      guard path.user == user, path.source == .commit, path.isSigned(group: (id, commit.sender)),
        commit.pathLength == table.pathLength(from: commit.sender)
      else { throw GroupRefusal.path }
    } else if ordered.count != added.count {
      throw GroupRefusal.path
    }
    let welcomed = (commit.welcome?.secrets ?? []).map(\.reference)
    guard welcomed.count == added.count, Set(welcomed) == Set(added.map(\.reference)) else {
      throw GroupRefusal.welcome
    }
    adopt(commit, table, added, creator: leaves == nil ? user : nil, now: now)
    return commit.path != nil
  }

  private mutating func adopt(
    _ commit: GroupCommit, _ table: LeafTable, _ added: [MemberKeyPackage], creator: UInt64?, now: UInt64
  ) {
    let newcomers = Set(added.map(\.user))
    let old = creator.map { [$0] } ?? committers().filter { table.leaf(of: $0) != nil && !newcomers.contains($0) }
    leaves = table
    epoch += 1
    pending = []
    lost.subtract(newcomers)
    // A first group is used at once: nobody has keys to switch from.
    let id = creator != nil && !isUpgrading ? 0 : takeTransition()
    let prefix = [UInt8(id >> 8), UInt8(id & 0xFF)]
    for user in old { outputs.append(.binary(user: user, op: 29, prefix + commit.message)) }
    for package in added {
      guard let welcome = commit.welcome?.cut(for: package.reference) else { continue }
      outputs.append(.binary(user: package.user, op: 30, prefix + welcome))
    }
    if id != 0 { begin(id, version: 1, isUpgrade: isUpgrading, audience: old + added.map(\.user), now: now) }
    isUpgrading = false
    version = 1
    // Those whose packages came too late for this commit.
    let late = present.filter { table.leaf(of: $0) == nil }.compactMap { packages[$0] }
    if !late.isEmpty { propose(late.map { add($0) }) }
  }

  /// Op 23.
  mutating func ready(_ transition: Int, from user: UInt64) {
    guard let index = transitions.firstIndex(where: { $0.id == transition }) else { return }
    transitions[index].waiting.remove(user)
    execute { $0.waiting.isEmpty }
  }

  /// Op 31: the member could not use what it was sent, and begins anew with a key package that follows.
  mutating func invalid(from user: UInt64, now: UInt64) {
    finish(user)
    packages[user] = nil
    guard let leaves, leaves.leaf(of: user) != nil else { return }
    lost.insert(user)
    if committers().isEmpty { reset(now: now) }
  }

  /// Down to 0 or up to 1, for all who are present.
  mutating func change(to version: Int, now: UInt64) {
    guard version != self.version else { return }
    if version == 0 {
      let id = takeTransition()
      for user in present {
        outputs.append(.json(user: user, op: 21, ["transition_id": JSONValue(id), "protocol_version": 0]))
      }
      begin(id, version: 0, isUpgrade: false, audience: present, now: now)
      if present.isEmpty { drop(version: 0) }
    } else {
      isUpgrading = present.count > 1
      if !isUpgrading { self.version = version }
      restart(version)
    }
  }

  mutating func advance(now: UInt64) { execute { $0.deadline <= now } }

  // MARK: Proposals

  private func add(_ package: MemberKeyPackage) -> Pending {
    Pending(kind: .add(package), proposal: sender.add(package, group: id, epoch: epoch))
  }

  private func remove(_ leaf: UInt32, _ user: UInt64) -> Pending {
    Pending(kind: .remove(leaf: leaf, user: user), proposal: sender.remove(leaf: leaf, group: id, epoch: epoch))
  }

  /// Members that can commit; without a group, everybody who has one alone.
  private func committers(without gone: UInt64? = nil) -> [UInt64] {
    guard let leaves else { return present.filter { packages[$0] != nil } }
    return leaves.users.filter { user in
      user != gone && !lost.contains(user) && present.contains(user) && !pending.contains { $0.removed == user }
    }
  }

  private mutating func propose(_ more: [Pending]) {
    pending += more
    for user in committers() {
      let others = more.filter { $0.added != user }
      if !others.isEmpty { outputs.append(.binary(user: user, op: 27, ExternalSender.append(others.map(\.proposal)))) }
    }
  }

  /// Takes back the proposal to add this user.
  private mutating func revoke(_ user: UInt64) {
    let old = pending.filter { $0.added == user }
    guard !old.isEmpty else { return }
    pending.removeAll { $0.added == user }
    for other in committers() where other != user {
      outputs.append(.binary(user: other, op: 27, ExternalSender.revoke(old.map(\.proposal))))
    }
  }

  // MARK: Transitions

  private mutating func takeTransition() -> Int {
    defer { nextTransition = nextTransition == 65535 ? 1 : nextTransition + 1 }
    return nextTransition
  }

  private mutating func begin(_ id: Int, version: Int, isUpgrade: Bool, audience: [UInt64], now: UInt64) {
    transitions.append(
      Transition(
        id: id, version: version, isUpgrade: isUpgrade, audience: audience, waiting: Set(audience),
        deadline: now + patience))
  }

  /// This user is waited for no longer.
  private mutating func finish(_ user: UInt64) {
    for index in transitions.indices { transitions[index].waiting.remove(user) }
    execute { $0.waiting.isEmpty }
  }

  private mutating func execute(_ isDue: (Transition) -> Bool) {
    let due = transitions.filter(isDue)
    transitions.removeAll(where: isDue)
    for transition in due {
      for user in transition.audience where present.contains(user) {
        outputs.append(.json(user: user, op: 22, ["transition_id": JSONValue(transition.id)]))
      }
      if transition.version == 0 { drop(version: 0) }
    }
  }

  // MARK: Beginning anew

  private mutating func drop(version: Int) {
    self.version = version
    leaves = nil
    epoch = 0
    pending = []
    packages = [:]
    lost = []
    isUpgrading = false
  }

  private mutating func restart(_ version: Int) {
    leaves = nil
    epoch = 0
    pending = []
    packages = [:]
    lost = []
    for user in present {
      outputs.append(.json(user: user, op: 24, ["protocol_version": JSONValue(version), "epoch": 1]))
    }
    if present.count == 1 {
      outputs.append(
        .json(user: present[0], op: 21, ["transition_id": 0, "protocol_version": JSONValue(version)]))
    }
  }

  /// Nobody is left who could commit, or only one who needs no group: everybody begins anew.
  private mutating func reset(now: UInt64) {
    transitions = []
    restart(version)
  }
}
