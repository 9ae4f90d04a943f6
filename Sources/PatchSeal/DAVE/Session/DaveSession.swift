public import PatchBase

/// The group work of one call: what the voice gateway says in its DAVE messages becomes keys for a `DaveFrames`.
///
/// It opens no socket and reads no clock. Feed it each message, then `poll` until there is nothing more. All of it is
/// group work, which may allocate inside libcrypto and belongs on no audio thread. It never traps on what the gateway
/// says: a message that comes early, twice or out of place does no harm, and one that does not fit leads to a fresh start
/// (op 31 and a new key package), at most once a second and then ever more rarely.
public struct DaveSession: ~Copyable {
  public let settings: DaveSettings
  /// The protocol version in force: 0 is a call without end-to-end encryption.
  public internal(set) var version = 0
  /// True while we are in a group.
  public internal(set) var isEstablished = false
  private var memory: Memory
  var keys: KeySource
  private(set) var signing: KeyPair
  var package: OwnKeyPackage
  var packageNumber: UInt64 = 0
  var group: MLSGroup
  var commitNumber: UInt64 = 0
  var externalSender: ByteBuffer
  var roster: DaveRoster
  var transitions: DaveTransitions
  var outbox: DaveOutbox
  var updates: DaveUpdates
  var hasBegun = false
  /// The version that a group in the making is for.
  var announced = 0
  /// Counts the epochs that we came to, in all groups; and which of them we send in.
  var serial: UInt64 = 0
  var sendingSerial: UInt64 = 0
  /// True while what we send is sealed, as far as the changes made say.
  var isSealed = false
  var latestTransition: UInt16 = 0
  var recovery = DaveRecovery()
  var clock = Ticks(microseconds: 0)

  /// `Fault.argument` for settings out of range, `Fault.noMemory` when memory runs out.
  public init(_ settings: DaveSettings, keys: KeySource = .system) throws(Fault) {
    guard settings.user != 0, settings.users >= 1, settings.users <= 256 else { throw .argument }
    let limits = MLSLimits(members: settings.users)
    try self.init(settings, keys, limits, Epoch.boxed(leaves: 1, limits))
  }

  // Apart: an initialiser throws before the first member is set, or after the last.
  private init(
    _ settings: DaveSettings, _ keys: KeySource, _ limits: MLSLimits, _ epoch: consuming Box<Epoch>
  ) throws(Fault) {
    memory = Memory()
    group = MLSGroup(limits, epoch, &memory)
    self.settings = settings
    self.keys = keys
    signing = KeyPair(&memory)
    package = OwnKeyPackage(&memory)
    externalSender = ByteBuffer(room: DaveSession.externalLimit, &memory)
    roster = DaveRoster(limits.members + 1, &memory)
    transitions = DaveTransitions(&memory)
    outbox = DaveOutbox(&memory)
    updates = DaveUpdates(limits.members, &memory)
    try memory.check()
    _ = roster.insert(settings.user)
    try signing.renew(group.suite, from: &self.keys)
  }

  /// An external sender is a key of 65 bytes and a short identity.
  static let externalLimit = 512

  // MARK: What the gateway says

  /// The session description (op 4): from here on the call has this protocol version. Starts anew.
  public mutating func start(version: Int, at now: Ticks) {
    clock.follow(now)
    hasBegun = true
    leaveGroup()
    sendingSerial = serial
    guard version > 0 else { return goPlain() }
    self.version = version
    announced = version
    isSealed = false
    let index = change()
    updates[index].holdSender()
    updates[index].setPassThrough(false)
    begin()
  }

  /// Somebody is in the call (op 11). At any time, also before `start`. False, and an event, when there are more than
  /// the settings allow.
  @discardableResult
  public mutating func connect(_ user: UInt64) -> Bool {
    if roster.insert(user) { return true }
    tell(.refused, UInt64(MLSCause.tooLarge.rawValue))
    return false
  }

  /// Somebody has left the call (op 13). The keys stay until the group has removed the member.
  public mutating func disconnect(_ user: UInt64) {
    if user != settings.user { roster.remove(user) }
  }

  /// A transition to another protocol version is announced (op 21).
  public mutating func prepareTransition(_ id: UInt16, version: Int, at now: Ticks) {
    clock.follow(now)
    guard hasBegun else { return tell(.ignored, 21) }
    latestTransition = id
    if version == 0 { updates[change()].setPassThrough(true) }
    transitions.insert(id, version: version, serial: 0, base: Span(), at: clock)
    if id == 0 {
      executeTransition(0, at: now)
    } else {
      outbox.add(.ready, number: UInt32(id))
    }
  }

  /// A transition is executed (op 22). One that is unknown, or was executed before, is nothing.
  public mutating func executeTransition(_ id: UInt16, at now: Ticks) {
    clock.follow(now)
    var base = InlineArray<16, UInt8>(repeating: 0)
    var room = base.mutableSpan
    guard let entry = transitions.remove(id, base: &room) else {
      if id != 0 { tell(.ignored, 22) }
      return
    }
    if entry.version == 0 {
      if version > 0 {
        leaveGroup()
        goPlain()
      }
    } else {
      reach(entry.version)
      if entry.serial > sendingSerial {
        send(base.span, serial: entry.serial)
      } else if !isSealed, isEstablished {
        sendInThisEpoch()
      }
    }
    room = base.mutableSpan
    ConstantTime.wipe(&room)
  }

  /// An epoch is announced (op 24): 1 is that of a new group, any other concerns the version of this one.
  public mutating func prepareEpoch(_ epoch: UInt64, version: Int, at now: Ticks) {
    clock.follow(now)
    guard hasBegun, version > 0 else { return tell(.ignored, 24) }
    guard epoch == 1 else {
      if self.version > 0 { self.version = version }
      return
    }
    announced = version
    leaveGroup()
    begin()
  }

  /// A binary message of the gateway, from its op byte on (25, 27, 29 or 30): the two bytes of sequence number in front
  /// are not part of it.
  public mutating func receive(_ message: Span<UInt8>, at now: Ticks) {
    clock.follow(now)
    guard message.count >= 1 else { return tell(.ignored, 0) }
    let body = message.window(1..<message.count)
    switch message[0] {
    case 25: receiveExternalSender(body)
    case 27: receiveProposals(body)
    case 29: receiveCommit(body)
    case 30: receiveWelcome(body)
    default: tell(.ignored, UInt64(message[0]))
    }
  }

  /// Frames do not open (`DaveFrames.needsRecovery`): asks for a fresh start, unless one is under way.
  public mutating func recover(at now: Ticks) {
    clock.follow(now)
    guard isEstablished, !transitions.isPending(at: clock) else { return }
    fail(latestTransition, nil)
  }

  /// Time has passed: a fresh start that had to wait is asked for. Call it at `wake`.
  public mutating func tick(at now: Ticks) {
    clock.follow(now)
    guard let transition = recovery.due(at: clock) else { return }
    tell(.recovering)
    restart(transition)
  }

  /// When `tick` has something to do, or nil.
  public var wake: Ticks? { recovery.wake }

  // MARK: What is to be done

  /// The next thing to do. `Fault.noSpace`: the buffer is too small for a binary message, and nothing was taken.
  public mutating func poll(into buffer: inout MutableSpan<UInt8>) throws(Fault) -> DaveOutput {
    if outbox.lost > 0 { return .event(DaveEvent(.overflow, outbox.takeLost())) }
    while let item = outbox.next {
      var output: DaveOutput?
      switch item.kind {
      case .keyPackage: output = try item.value == packageNumber ? writePackage(&buffer) : nil
      case .commit: output = try item.value == commitNumber ? writeCommit(&buffer) : nil
      case .ready: output = .transitionReady(UInt16(truncatingIfNeeded: item.number))
      case .invalid: output = .invalidCommitWelcome(UInt16(truncatingIfNeeded: item.number))
      case .update: if updates.count > 0 { return .update }
      case .event: output = DaveEvent.Kind(rawValue: item.number).map { .event(DaveEvent($0, item.value)) }
      }
      outbox.pop()
      if let output { return output }
    }
    return updates.count > 0 ? .update : .none
  }

  /// Moves the change of keys that `poll` announced to `update`, which has room for as many members as this session.
  /// False when none waits.
  public mutating func take(into update: inout DaveUpdate) throws(Fault) -> Bool {
    guard try updates.take(into: &update) else { return false }
    if let item = outbox.next, item.kind == .update { outbox.pop() }
    return true
  }

  /// Op 26.
  private func writePackage(_ buffer: inout MutableSpan<UInt8>) throws(Fault) -> DaveOutput? {
    package.isThere ? try compose(26, package.bytes, &buffer) : nil
  }

  /// Op 28.
  private func writeCommit(_ buffer: inout MutableSpan<UInt8>) throws(Fault) -> DaveOutput? {
    group.pendingCommitCount > 0 ? try compose(28, group.pendingMessage, &buffer) : nil
  }

  @inline(never)
  private func compose(_ op: UInt8, _ body: Span<UInt8>, _ buffer: inout MutableSpan<UInt8>) throws(Fault) -> DaveOutput
  {
    guard buffer.count > body.count else { throw .noSpace(needed: body.count + 1) }
    buffer[0] = op
    var rest = buffer.window(1..<body.count + 1)
    rest.copy(from: body)
    return .binary(body.count + 1)
  }

  @inline(never) deinit {}
}
