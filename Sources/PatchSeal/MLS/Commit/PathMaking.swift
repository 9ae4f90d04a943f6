internal import PatchBase

/// The path of a commit of ours: its secrets, before they are sealed.
struct PathMaking: ~Copyable {
  private let list: NodeList
  /// By level.
  private var secrets: Secret
  /// The commit's secret.
  let last: Secret

  /// Gives `tree` a new leaf and new keys above it, and `keys` what is private of them. The new leaf is appended to `out`.
  init(
    _ tree: inout RatchetTree, _ keys: inout OwnKeys, group: Span<UInt8>, _ signing: borrowing KeyPair,
    _ suite: borrowing CipherSuite, from source: inout KeySource, into out: inout ByteBuffer
  ) throws(Fault) {
    let place = keys.place
    var list = try NodeList(tree.width)
    try tree.filteredPath(of: place, into: &list)
    guard var publicKeys = Slab<PublicKey>(count: list.count, filledWith: PublicKey()) else { throw .noMemory }
    var secrets = try Secret(count: 32 * (tree.height + 1))
    var secret = try Secret.random(32, from: &source)
    for i in 0..<list.count {
      let level = TreeMath.level(list[i])
      var all = secrets.mutableSpan
      var target = all.window(32 * level..<32 * (level + 1))
      target.copy(from: secret.span)
      let pair = try PathSecret.pair(secret, suite)
      publicKeys[i] = pair.publicKey
      keys.set(level, pair.privateKey)
      secret = try HKDF.derive(secret, label: "path")
    }
    let leaf = try KeyPair.generate(suite, from: &source)
    let parentHash = try tree.setPath(place, list, publicKeys)

    let start = out.count
    try out.leafHead(leaf.publicKey, signing.publicKey, like: tree.leaf(place))
    out.byte(LeafNode.Source.commit.rawValue)
    if let parentHash { out.vector(parentHash.span) } else { out.vector(Span()) }
    out.vector(Span())
    let hash = LeafNode.hash(out.span.window(start..<out.count), .commit, group: group, leaf: place)
    try out.signature(hash, signing, suite)
    try out.check()
    try tree.setLeaf(place, out.span.window(start..<out.count))
    try tree.computeHashes()
    keys.leaf = leaf
    self.list = list
    self.secrets = secrets
    last = secret
  }

  /// The secret of the node `level` above the leaf.
  @_lifetime(borrow self)
  borrowing func secret(_ level: Int) -> Span<UInt8> { secrets.span.window(32 * level..<32 * (level + 1)) }

  /// Appends the nodes, each with its secret sealed to all who share it. `context` is the provisional one.
  func seal(
    _ tree: borrowing RatchetTree, from place: Int, without added: LeafSet, _ context: Span<UInt8>,
    _ suite: inout CipherSuite, from source: inout KeySource, into out: inout ByteBuffer
  ) throws(Fault) {
    let info = try HPKEInfo(label: "UpdatePathNode", context)
    var receivers = try NodeList(tree.width)
    let start = out.count
    for i in 0..<list.count {
      tree.receivers(of: list[i], from: place, without: added, into: &receivers)
      out.vector(tree.parent(list[i]).key.span)
      let texts = out.count
      for j in 0..<receivers.count {
        let receiver = try tree.key(receivers[j])
        try suite.seal(secret(TreeMath.level(list[i])), to: receiver.span, info, from: &source, into: &out)
      }
      out.close(texts)
    }
    out.close(start)
  }

  @inline(never) deinit {}
}
