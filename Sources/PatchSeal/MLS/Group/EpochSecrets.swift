internal import PatchBase

/// What a member keeps of an epoch's key schedule (RFC 9420 section 8), and how it comes about.
struct EpochSecrets: ~Copyable {
  private var store: Secret

  private enum Slot: Int {
    case initial, confirmation, membership, exporter, authenticator
    /// These are forgotten with `settle()`.
    case joiner, member, epoch
    static let count = 8
  }

  private init(_ store: consuming Secret) { self.store = store }

  /// From the epoch's secret.
  static func of(_ epoch: borrowing Secret) throws(Fault) -> EpochSecrets {
    var made = EpochSecrets(try Secret(count: 32 * Slot.count))
    made.put(.epoch, epoch.span)
    made.derive()
    return made
  }

  /// From the secret of the epoch before and that of the commit.
  static func after(_ initial: Span<UInt8>, commit: Span<UInt8>, _ context: Span<UInt8>) throws(Fault) -> EpochSecrets {
    var made = EpochSecrets(try Secret(count: 32 * Slot.count))
    made.mix(.member, salt: initial, commit)
    made.expand(.member, "joiner", context, into: .joiner)
    made.begin(context)
    return made
  }

  /// From the secret that one who joins is given. What the Welcome is sealed with is there at once, the rest after `begin`.
  static func joining(_ joiner: Span<UInt8>) throws(Fault) -> EpochSecrets {
    var made = EpochSecrets(try Secret(count: 32 * Slot.count))
    made.put(.joiner, joiner)
    made.join()
    return made
  }

  /// The secrets of the epoch whose context this is.
  mutating func begin(_ context: Span<UInt8>) {
    join()
    expand(.member, "epoch", context, into: .epoch)
    derive()
  }

  /// Without pre-shared keys: in their place are zeros, as many as a hash has.
  private mutating func join() {
    let none = Digest()
    var block = InlineArray<32, UInt8>(repeating: 0)
    var out = block.mutableSpan
    HKDF.extract(salt: part(.joiner), none.span, into: &out)
    put(.member, block.span)
    wipe(&block)
  }

  private mutating func derive() {
    for slot in 0..<5 {
      let label: StaticString =
        switch slot {
        case 0: "init"
        case 1: "confirm"
        case 2: "membership"
        case 3: "exporter"
        default: "authentication"
        }
      expand(.epoch, label, Span(), into: Slot(rawValue: slot)!)
    }
  }

  private mutating func mix(_ slot: Slot, salt: Span<UInt8>, _ input: Span<UInt8>) {
    var block = InlineArray<32, UInt8>(repeating: 0)
    var out = block.mutableSpan
    HKDF.extract(salt: salt, input, into: &out)
    put(slot, block.span)
    wipe(&block)
  }

  private mutating func expand(_ slot: Slot, _ label: StaticString, _ context: Span<UInt8>, into target: Slot) {
    var block = InlineArray<32, UInt8>(repeating: 0)
    var out = block.mutableSpan
    HKDF.expand(part(slot), label: label, context: context, into: &out)
    put(target, block.span)
    wipe(&block)
  }

  private func wipe(_ block: inout InlineArray<32, UInt8>) {
    var out = block.mutableSpan
    ConstantTime.wipe(&out)
  }

  private mutating func put(_ slot: Slot, _ bytes: Span<UInt8>) {
    var all = store.mutableSpan
    var target = all.window(32 * slot.rawValue..<32 * (slot.rawValue + 1))
    target.copy(from: bytes)
  }

  /// Forgets what only those who join are told.
  mutating func settle() {
    var all = store.mutableSpan
    var rest = all.window(32 * Slot.joiner.rawValue..<32 * Slot.count)
    ConstantTime.wipe(&rest)
  }

  @_lifetime(borrow self)
  private borrowing func part(_ slot: Slot) -> Span<UInt8> {
    store.span.window(32 * slot.rawValue..<32 * (slot.rawValue + 1))
  }

  var initial: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { part(.initial) }
  }

  var membership: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { part(.membership) }
  }

  var authenticator: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { part(.authenticator) }
  }

  /// Until `settle()`.
  var joiner: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { part(.joiner) }
  }

  /// Until `settle()`.
  var member: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { part(.member) }
  }

  /// All of them, in the order of their slots.
  var all: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { store.span }
  }

  func confirmationTag(_ confirmed: Digest?) -> Digest {
    var code = HMAC(key: part(.confirmation))
    if let confirmed { code.update(confirmed.span) }
    return code.digest()
  }

  /// MLS-Exporter (section 8.5).
  func export(_ label: Span<UInt8>, context: Span<UInt8>, into out: inout MutableSpan<UInt8>) {
    var derived = InlineArray<32, UInt8>(repeating: 0)
    var bytes = derived.mutableSpan
    HKDF.expand(part(.exporter), label: label, context: Span(), into: &bytes)
    let hash = SHA256.hash(context)
    HKDF.expand(derived.span, label: "exported", context: hash.span, into: &out)
    wipe(&derived)
  }

  @inline(never) deinit {}
}
