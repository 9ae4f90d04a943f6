internal import PatchBase

/// What a member keeps of an epoch's key schedule (RFC 9420 section 8), and how it comes about.
struct EpochSecrets: ~Copyable {
  private var store: Secret

  /// From the epoch's secret.
  init(_ epoch: borrowing Secret) throws(Fault) {
    var store = try Secret(count: 5 * 32)
    var all = store.mutableSpan
    for i in 0..<5 {
      let label: StaticString =
        switch i {
        case 0: "init"
        case 1: "confirm"
        case 2: "membership"
        case 3: "exporter"
        default: "authentication"
        }
      var out = all.window(32 * i..<32 * (i + 1))
      HKDF.expand(epoch.span, label: label, context: Span(), into: &out)
    }
    self.store = store
  }

  @_lifetime(borrow self)
  private borrowing func part(_ index: Int) -> Span<UInt8> { store.span.window(32 * index..<32 * (index + 1)) }

  var initial: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { part(0) }
  }

  var confirmation: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { part(1) }
  }

  var membership: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { part(2) }
  }

  var exporter: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { part(3) }
  }

  var authenticator: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { part(4) }
  }

  /// The secret that one who joins is given.
  static func joiner(
    initial: Span<UInt8>, commit: Span<UInt8>, _ context: borrowing GroupContext
  ) throws(Fault) -> Secret {
    var mixed = try Secret(count: 32)
    var out = mixed.mutableSpan
    HKDF.extract(salt: initial, commit, into: &out)
    return try expand(mixed, "joiner", context.bytes)
  }

  /// What the welcome's and the epoch's secrets come from, without pre-shared keys.
  static func member(_ joiner: Span<UInt8>) throws(Fault) -> Secret {
    // In place of a pre-shared secret: zeros, as many as a hash has.
    let none = try Secret(count: 32)
    var out = try Secret(count: 32)
    var bytes = out.mutableSpan
    HKDF.extract(salt: joiner, none.span, into: &bytes)
    return out
  }

  static func epoch(_ member: borrowing Secret, _ context: borrowing GroupContext) throws(Fault) -> Secret {
    try expand(member, "epoch", context.bytes)
  }

  private static func expand(_ secret: borrowing Secret, _ label: StaticString, _ context: Span<UInt8>) throws(Fault)
    -> Secret
  {
    var out = try Secret(count: 32)
    var bytes = out.mutableSpan
    HKDF.expand(secret.span, label: label, context: context, into: &bytes)
    return out
  }

  func confirmationTag(_ confirmed: Digest?) -> Digest {
    var code = HMAC(key: confirmation)
    if let confirmed { code.update(confirmed.span) }
    return code.digest()
  }

  /// MLS-Exporter (section 8.5).
  func export(_ label: Span<UInt8>, context: Span<UInt8>, into out: inout MutableSpan<UInt8>) throws(Fault) {
    var derived = try Secret(count: 32)
    var bytes = derived.mutableSpan
    HKDF.expand(exporter, label: label, context: Span(), into: &bytes)
    let hash = SHA256.hash(context)
    HKDF.expand(derived.span, label: "exported", context: hash.span, into: &out)
  }
}
