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
  private var users: Slab<UInt64>
  private var bases: Secret
  private var senderBase: Secret
  private(set) var sealedBefore: UInt32 = 0
  private(set) var sender = Sender.unchanged
  private(set) var passThrough = PassThrough.unchanged

  /// An empty change with room for the keys of `users` members.
  public init(users capacity: Int) throws(Fault) {
    guard capacity >= 0, capacity <= 1 << 16 else { throw .argument }
    guard let users = Slab<UInt64>(count: capacity, filledWith: 0) else { throw .noMemory }
    let bases = try Secret(count: HashRatchet.baseCount * capacity)
    senderBase = try Secret(count: HashRatchet.baseCount)
    self.bases = bases
    self.users = users
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
    guard count < users.count else { throw .noSpace(needed: count + 1) }
    users[count] = user
    let start = HashRatchet.baseCount * count
    var room = bases.mutableSpan
    var target = room.window(start..<start + HashRatchet.baseCount)
    target.copy(from: base)
    count += 1
  }

  /// A key for what we send, 16 bytes. `sealed` differs from 0 only where an earlier owner of the same key has sealed
  /// that many frames with it.
  public mutating func setSender(base: Span<UInt8>, sealed: UInt32 = 0) throws(Fault) {
    guard base.count == HashRatchet.baseCount else { throw .argument }
    sealedBefore = sealed
    var target = senderBase.mutableSpan
    target.copy(from: base)
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

  borrowing func user(_ index: Int) -> UInt64 { users[index] }

  var senderKey: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { senderBase.span }
  }

  @_lifetime(borrow self)
  borrowing func base(_ index: Int) -> Span<UInt8> {
    bases.span.window(HashRatchet.baseCount * index..<HashRatchet.baseCount * (index + 1))
  }

  /// Leaves the keys of members out, for newer ones.
  mutating func dropReceivers() {
    bases.wipe()
    count = 0
  }

  /// Moves everything of `other` here, where it replaces what was. `Fault.noSpace` when there is too little room; nothing
  /// has moved then.
  mutating func take(from other: inout DaveUpdate) throws(Fault) {
    guard users.count >= other.count else { throw .noSpace(needed: other.count) }
    clear()
    let moved = other.count
    for i in 0..<moved { users[i] = other.users[i] }
    var room = bases.mutableSpan
    room.copy(from: other.bases.span.window(0..<HashRatchet.baseCount * moved))
    room = senderBase.mutableSpan
    room.copy(from: other.senderBase.span)
    count = moved
    epoch = other.epoch
    sealedBefore = other.sealedBefore
    sender = other.sender
    passThrough = other.passThrough
    other.clear()
  }

  /// Empty again, with nothing left of the keys.
  public mutating func clear() {
    bases.wipe()
    senderBase.wipe()
    count = 0
    sealedBefore = 0
    sender = .unchanged
    passThrough = .unchanged
  }

  @inline(never) deinit {}
}
