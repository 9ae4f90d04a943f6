internal import PatchBase

/// A member's private keys in the tree: its leaf's, and those of the nodes above that it was told.
struct OwnKeys: ~Copyable {
  var place = 0
  /// The leaf's pair.
  private(set) var leaf: Secret
  /// Of the nodes above by level, 32 bytes each.
  private var path: Secret
  private var known: UInt32 = 0

  init(_ memory: inout Memory) {
    leaf = Secret(KeyPair.byteCount, &memory)
    path = Secret(32 * RatchetTree.levels, &memory)
  }

  mutating func copy(_ other: borrowing OwnKeys) {
    place = other.place
    known = other.known
    leaf.put(other.leaf.span, 0)
    path.put(other.path.span, 0)
  }

  mutating func setLeaf(_ pair: borrowing Secret) { leaf.put(pair.span, 0) }

  /// A new pair for our leaf.
  mutating func renewLeaf(_ curve: borrowing P256, from source: inout KeySource) throws(Fault) {
    try curve.generate(&source, into: &leaf)
  }

  /// Takes the private key of the node `level` above the leaf.
  mutating func set(_ level: Int, _ privateKey: Span<UInt8>) {
    path.put(privateKey, level)
    known |= 1 << UInt32(level)
  }

  func knows(_ level: Int) -> Bool { level == 0 || known >> UInt32(level) & 1 == 1 }

  /// The private key of the node `level` above the leaf, or the leaf's; only of one that is known.
  @_lifetime(borrow self)
  borrowing func privateKey(_ level: Int) -> Span<UInt8> { level == 0 ? leaf.slot(0) : path.slot(level) }

  /// Forgets the keys of nodes that are blank.
  mutating func drop(blanksOf tree: borrowing RatchetTree) {
    for level in 1..<RatchetTree.levels where knows(level) {
      guard level > tree.height || tree.isBlank(TreeMath.ancestor(of: place, level)) else { continue }
      known &= ~(1 << UInt32(level))
      path.wipe(level..<level + 1)
    }
  }

  mutating func forget() {
    known = 0
    leaf.wipe()
    path.wipe()
  }
}
