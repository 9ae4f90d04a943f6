public import PatchBase

/// A change of keys on its way from a `DaveSession` to the `DaveFrames` of the same call. It is made where group work is
/// done; `DaveFrames.apply` takes it in without allocating and leaves it wiped.
public struct DaveUpdate: ~Copyable {
  /// What is sent from now on.
  enum Sender {
    /// As before.
    case unchanged
    /// Frames sealed with the key in this update.
    case sealed
    /// Nothing until there is a key.
    case held
    /// Frames in the clear: the call is not end-to-end encrypted.
    case plain
    /// Nothing, because nothing may go out in the clear.
    case muted
  }

  /// Frames in the clear that come in.
  enum PassThrough {
    case unchanged, allowed, ending
  }

  /// The epoch that the keys are of; 0 when there are none.
  public var epoch: UInt64 = 0
  private(set) var count = 0
  private let capacity: Int
  /// By slots: the key for what we send, then of each member the key and behind it the user.
  private var store: Secret
  private(set) var sealedBefore: UInt32 = 0
  private(set) var sender = Sender.unchanged
  private(set) var passThrough = PassThrough.unchanged

  /// An empty change with room for the keys of `users` members.
  public init(users capacity: Int) throws(Fault) {
    var memory = Memory()
    let isValid = capacity >= 0 && capacity <= 1 << 16
    if !isValid { memory.note(.argument) }
    self.init(isValid ? capacity : 0, &memory)
    try memory.check()
  }

  /// The same for at most 2^16 members; `memory` is told when it runs out.
  @inline(never)
  public init(_ capacity: Int, _ memory: inout Memory) {
    self.capacity = capacity
    store = Secret(32 * (1 + capacity), &memory)
  }

  /// True while nothing would change.
  public var isEmpty: Bool {
    if case .unchanged = sender, case .unchanged = passThrough { return count == 0 }
    return false
  }

  /// A key for what `user` sends, 16 bytes. All keys in one change are of one epoch; those that were there before expire
  /// ten seconds later. `Fault.argument` for user 0 or another length, `Fault.noSpace` when the room is used up.
  public mutating func addReceiver(_ user: UInt64, base: Span<UInt8>) throws(Fault) {
    guard user != 0, base.count == HashRatchet.baseCount else { throw .argument }
    guard count < capacity else { throw .noSpace(needed: count + 1) }
    count += 1
    let slot = count
    store.put(base, slot)
    var all = store.mutableSpan
    all.setWord(user, at: 32 * slot + HashRatchet.baseCount)
  }

  /// A key for what we send, 16 bytes. `sealed` differs from 0 only where an earlier owner of the same key has sealed
  /// that many frames with it.
  public mutating func setSender(base: Span<UInt8>, sealed: UInt32 = 0) throws(Fault) {
    guard base.count == HashRatchet.baseCount else { throw .argument }
    sealedBefore = sealed
    store.put(base, 0)
    sender = .sealed
  }

  /// We send nothing until there is a key.
  public mutating func holdSender() { sender = .held }

  /// We send in the clear.
  public mutating func openSender() { sender = .plain }

  /// We send nothing: the call went over to sound in the clear, and that is not wanted.
  public mutating func muteSender() { sender = .muted }

  /// Whether frames in the clear are let in. When that ends, it ends ten seconds later.
  public mutating func setPassThrough(_ allowed: Bool) { passThrough = allowed ? .allowed : .ending }

  borrowing func user(_ index: Int) -> UInt64 { store.slot(1 + index).word(at: HashRatchet.baseCount) }

  var senderKey: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { key(0) }
  }

  @_lifetime(borrow self)
  borrowing func base(_ index: Int) -> Span<UInt8> { key(1 + index) }

  @_lifetime(borrow self)
  @inline(never)
  private borrowing func key(_ slot: Int) -> Span<UInt8> { store.slot(slot).window(0..<HashRatchet.baseCount) }

  /// Leaves the keys of members out, for newer ones.
  mutating func dropReceivers() {
    store.wipe(1..<1 + capacity)
    count = 0
  }

  /// Moves everything of `other` here, where it replaces what was. `Fault.noSpace` when there is too little room; nothing
  /// has moved then.
  mutating func take(from other: inout DaveUpdate) throws(Fault) {
    guard capacity >= other.count else { throw .noSpace(needed: other.count) }
    clear()
    store.put(other.store.span.window(0..<32 * (1 + other.count)), 0)
    count = other.count
    epoch = other.epoch
    sealedBefore = other.sealedBefore
    sender = other.sender
    passThrough = other.passThrough
    other.clear()
  }

  /// Empty again, with nothing left of the keys.
  public mutating func clear() {
    store.wipe()
    count = 0
    sealedBefore = 0
    sender = .unchanged
    passThrough = .unchanged
  }

  @inline(never) deinit {}
}
