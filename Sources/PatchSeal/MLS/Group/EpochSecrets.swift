internal import PatchBase

/// What a member keeps of an epoch's key schedule (RFC 9420 section 8), and how it comes about.
struct EpochSecrets: ~Copyable {
  private var store: Secret

  private enum Slot {
    static let initial = 0, confirmation = 1, membership = 2, exporter = 3, authenticator = 4
    /// These are forgotten with `settle()`.
    static let joiner = 5, member = 6, epoch = 7, path = 8, node = 9
    /// A path's secrets, by the level of their nodes.
    static let levels = 10
    static let count = levels + RatchetTree.levels
  }

  init(_ memory: inout Memory) { store = Secret(32 * Slot.count, &memory) }

  // MARK: The way into an epoch

  /// From the secret of the epoch before and that of the commit, which is the one in `path`.
  mutating func follow(_ initial: Span<UInt8>, _ context: Span<UInt8>) {
    store.put(initial, Slot.node)
    mix(Slot.path, salt: Slot.node)
    store.derive(Slot.member, "joiner", context, into: Slot.joiner)
    begin(context)
  }

  /// From the secret that one who joins is given: the rest comes with `begin`.
  mutating func join(_ joiner: Span<UInt8>) { store.put(joiner, Slot.joiner) }

  /// From an epoch's secret.
  mutating func found(_ epoch: Span<UInt8>) {
    store.put(epoch, Slot.epoch)
    derive()
  }

  /// From a random one.
  mutating func found(from source: inout KeySource) throws(Fault) {
    try fill(Slot.epoch, &source)
    derive()
  }

  private mutating func fill(_ slot: Int, _ source: inout KeySource) throws(Fault) {
    var all = store.mutableSpan
    var target = all.window(32 * slot..<32 * (slot + 1))
    try source.fill(&target)
  }

  /// The joiner's secret leads to those of the epoch whose context this is.
  @inline(never)
  mutating func begin(_ context: Span<UInt8>) {
    join()
    store.derive(Slot.member, "epoch", context, into: Slot.epoch)
    derive()
  }

  /// Without pre-shared keys: in their place are zeros, as many as a hash has.
  private mutating func join() {
    store.wipe(Slot.member..<Slot.member + 1)
    mix(Slot.member, salt: Slot.joiner)
  }

  private mutating func derive() {
    store.derive(Slot.epoch, "init", into: Slot.initial)
    store.derive(Slot.epoch, "confirm", into: Slot.confirmation)
    store.derive(Slot.epoch, "membership", into: Slot.membership)
    store.derive(Slot.epoch, "exporter", into: Slot.exporter)
    store.derive(Slot.epoch, "authentication", into: Slot.authenticator)
  }

  /// Extracts from a slot, into the member's.
  private mutating func mix(_ input: Int, salt: Int) {
    var block = Digest()
    var out = block.mutableSpan
    HKDF.extract(salt: store.slot(salt), store.slot(input), into: &out)
    store.take(&block, Slot.member)
  }

  /// Takes key and nonce for what a Welcome says of its group.
  mutating func openWelcome(_ suite: inout CipherSuite) throws(Fault) {
    join()
    store.derive(Slot.member, "welcome", into: Slot.node)
    suite.vault.put(store.slot(Slot.node), CipherSuite.Slot.shared)
    suite.vault.derive(CipherSuite.Slot.shared, "key", Span(), 16, into: CipherSuite.Slot.key)
    suite.vault.derive(CipherSuite.Slot.shared, "nonce", Span(), AESGCM.nonceCount, into: CipherSuite.Slot.nonce)
    try suite.takeKey()
  }

  /// Forgets what only those who join are told.
  mutating func settle() { store.wipe(Slot.joiner..<Slot.count) }

  mutating func forget() { store.wipe() }

  // MARK: A path

  /// A path's first secret, from which it is climbed.
  mutating func beginPath(_ secret: Span<UInt8>) { store.put(secret, Slot.path) }

  mutating func beginPath(from source: inout KeySource) throws(Fault) { try fill(Slot.path, &source) }

  /// The pair at hand is that of the path's node at `level` now, and the path's secret that of the node above.
  mutating func climb(_ level: Int, _ suite: inout CipherSuite) throws(Fault) {
    store.copy(Slot.path, to: Slot.levels + level)
    store.derive(Slot.path, "node", into: Slot.node)
    store.derive(Slot.path, "path", into: Slot.path)
    try suite.derivePair(store.slot(Slot.node))
  }

  /// The secret of the path's node at `level`.
  @_lifetime(borrow self)
  borrowing func path(_ level: Int) -> Span<UInt8> { store.slot(Slot.levels + level) }

  // MARK: What comes of it

  var initial: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { store.slot(Slot.initial) }
  }

  var membership: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { store.slot(Slot.membership) }
  }

  var authenticator: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { store.slot(Slot.authenticator) }
  }

  /// Until `settle()`.
  var joiner: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { store.slot(Slot.joiner) }
  }

  /// The secret after a path's last: the commit's.
  var commit: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { store.slot(Slot.path) }
  }

  /// All of them, in the order of their slots.
  var all: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { store.span }
  }

  @inline(never)
  func confirmationTag(_ confirmed: Digest?) -> Digest {
    var code = HMAC(key: store.slot(Slot.confirmation))
    if let confirmed { code.update(confirmed.span) }
    return code.digest()
  }

  /// MLS-Exporter (section 8.5).
  func export(_ label: Span<UInt8>, context: Span<UInt8>, into out: inout MutableSpan<UInt8>) {
    var derived = Digest()
    var bytes = derived.mutableSpan
    HKDF.expand(store.slot(Slot.exporter), label: label, context: Span(), into: &bytes)
    let hash = SHA256.hash(context)
    HKDF.expand(bytes.span, label: "exported", context: hash.span, into: &out)
    ConstantTime.wipe(&bytes)
  }

  @inline(never) deinit {}
}
