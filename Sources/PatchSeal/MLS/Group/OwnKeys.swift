internal import PatchBase

/// A member's private keys in the tree: its leaf's, and those of the nodes above that it was told.
struct OwnKeys: ~Copyable {
  let place: Int
  var leaf: KeyPair
  /// By level, 32 bytes each.
  private var path: Secret
  private var known: UInt32 = 0

  init(place: Int, leaf: consuming KeyPair) throws(Fault) {
    let path = try Secret(count: 32 * (TreeMath.height(LeafSet.capacity) + 1))
    self.place = place
    self.leaf = leaf
    self.path = path
  }

  // Out of line, once for all the places that can fail while it is alive.
  @inline(never) deinit {}

  borrowing func copy() throws(Fault) -> OwnKeys {
    var made = try OwnKeys(place: place, leaf: try leaf.copy())
    made.known = known
    var bytes = made.path.mutableSpan
    bytes.copy(from: path.span)
    return made
  }

  /// Takes the private key of the node `level` above the leaf.
  mutating func set(_ level: Int, _ privateKey: borrowing Secret) {
    var bytes = path.mutableSpan
    var target = bytes.window(32 * level..<32 * (level + 1))
    target.copy(from: privateKey.span)
    known |= 1 << UInt32(level)
  }

  /// Forgets the keys of nodes that are blank.
  mutating func drop(blanksOf tree: borrowing RatchetTree) {
    for level in 1..<TreeMath.height(LeafSet.capacity) + 1 where known >> UInt32(level) & 1 == 1 {
      guard level > tree.height || tree.isBlank(TreeMath.ancestor(of: place, level)) else { continue }
      known &= ~(1 << UInt32(level))
      var bytes = path.mutableSpan
      var target = bytes.window(32 * level..<32 * (level + 1))
      ConstantTime.wipe(&target)
    }
  }

  /// Of a node above, or of the leaf at level 0; nil when it is not known.
  func pair(_ level: Int, _ tree: borrowing RatchetTree) throws(Fault) -> KeyPair? {
    if level == 0 { return try leaf.copy() }
    guard known >> UInt32(level) & 1 == 1 else { return nil }
    let publicKey = try tree.key(TreeMath.ancestor(of: place, level))
    return KeyPair(
      publicKey: publicKey, privateKey: try Secret.copying(path.span.window(32 * level..<32 * (level + 1))))
  }

  /// Takes the keys that come from a path's secret at `node` and, one step each, at the nodes above it that are there.
  /// The public keys have to fit. Returns the secret after the last: the commit's.
  mutating func climb(
    _ first: consuming Secret, from node: Int, _ tree: borrowing RatchetTree, _ suite: borrowing CipherSuite
  ) throws(Fault) -> Secret {
    var secret = first
    for level in TreeMath.level(node)..<tree.height + 1 {
      let node = TreeMath.ancestor(of: place, level)
      if tree.isBlank(node) { continue }
      let pair = try PathSecret.pair(secret, suite)
      guard try pair.publicKey == tree.key(node) else { throw .mls(.path) }
      set(level, pair.privateKey)
      secret = try HKDF.derive(secret, label: "path")
    }
    return secret
  }
}

/// The secrets that lead up a path (RFC 9420 section 7.4).
enum PathSecret {
  /// The keys of the node that a secret belongs to.
  static func pair(_ secret: borrowing Secret, _ suite: borrowing CipherSuite) throws(Fault) -> KeyPair {
    let node = try HKDF.derive(secret, label: "node")
    return try suite.derivePair(node)
  }
}
