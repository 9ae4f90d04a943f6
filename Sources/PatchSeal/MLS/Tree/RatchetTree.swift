internal import PatchBase

/// A group's ratchet tree (RFC 9420 section 7): leaf nodes as they were sent, the nodes above them, the hashes of all.
struct RatchetTree: ~Copyable {
  /// How many leaves there is room for, a power of two.
  let capacity: Int
  /// How many bytes a leaf may have.
  let leafRoom: Int
  /// How many leaves there are, blank ones among them: a power of two.
  private(set) var width = 1
  private var leaves: Slab<UInt8>
  private var lengths: Slab<UInt16>
  private var parents: Slab<ParentNode>
  /// Of each node, as of the last `computeHashes`.
  var hashes: Slab<Digest>

  /// A tree of one blank leaf that can grow to `count` leaves. `Fault.noMemory` when memory runs out.
  init(leaves count: Int, leafRoom: Int) throws(Fault) {
    let capacity = TreeMath.width(count)
    guard let leaves = Slab<UInt8>(count: capacity * leafRoom, filledWith: 0),
      let lengths = Slab<UInt16>(count: capacity, filledWith: 0),
      let parents = Slab<ParentNode>(count: capacity, filledWith: ParentNode()),
      let hashes = Slab<Digest>(count: 2 * capacity, filledWith: Digest())
    else { throw .noMemory }
    self.capacity = capacity
    self.leafRoom = leafRoom
    self.leaves = leaves
    self.lengths = lengths
    self.parents = parents
    self.hashes = hashes
  }

  // Out of line, once for all the places that can fail while it is alive.
  @inline(never) deinit {}

  /// The same tree in memory of its own, with room for `count` leaves if that is more. Hashes are not copied.
  borrowing func copy(leaves count: Int) throws(Fault) -> RatchetTree {
    var made = try RatchetTree(leaves: max(width, count), leafRoom: leafRoom)
    made.width = width
    var bytes = made.leaves.mutableSpan
    bytes.copy(from: leaves.span.window(0..<width * leafRoom))
    var counts = made.lengths.mutableSpan
    counts.copy(from: lengths.span.window(0..<width))
    var nodes = made.parents.mutableSpan
    nodes.copy(from: parents.span.window(0..<width))
    return made
  }

  // MARK: Reading

  var root: Int { TreeMath.root(width) }
  var height: Int { TreeMath.height(width) }

  func isMember(_ leaf: Int) -> Bool { leaf >= 0 && leaf < width && lengths[leaf] > 0 }

  /// A leaf node's bytes; none for a blank.
  @_lifetime(borrow self)
  borrowing func leaf(_ leaf: Int) -> Span<UInt8> {
    leaves.span.window(leaf * leafRoom..<leaf * leafRoom + Int(lengths[leaf]))
  }

  /// The node above the leaves at place `node` of the row.
  func parent(_ node: Int) -> ParentNode { parents[node / 2] }

  func isBlank(_ node: Int) -> Bool { node & 1 == 0 ? lengths[node / 2] == 0 : !parents[node / 2].isThere }

  /// The public key at a node that is not blank.
  func key(_ node: Int) throws(Fault) -> PublicKey {
    node & 1 == 1 ? parents[node / 2].key : try PublicKey(leafKey(node / 2))
  }

  // A leaf that is here was read once: two vectors of 65 bytes, with heads of two bytes, then a credential of type 1.

  /// The encryption key of a member.
  @_lifetime(borrow self)
  borrowing func leafKey(_ place: Int) -> Span<UInt8> { leaf(place).window(2..<67) }

  /// The key that a member signs with.
  @_lifetime(borrow self)
  borrowing func signatureKey(_ place: Int) -> Span<UInt8> { leaf(place).window(69..<134) }

  /// Checks a member's signature of a hash.
  func verify(_ signature: Span<UInt8>, _ digest: Digest, by leaf: Int, _ suite: borrowing CipherSuite) throws(Fault) {
    try suite.verify(signature, digest, by: signatureKey(leaf))
  }

  /// The user at a leaf; nil for a blank, and for one whose identity is no user.
  func user(_ place: Int) -> UInt64? {
    guard isMember(place) else { return nil }
    let leaf = leaf(place)
    guard leaf.count >= 145, leaf[136] == 8 else { return nil }
    return leaf.word(at: 137).byteSwapped
  }

  /// Where a leaf node of exactly these bytes sits.
  func place(of bytes: Span<UInt8>) -> Int? {
    for place in 0..<width where ConstantTime.equal(leaf(place), bytes) { return place }
    return nil
  }

  /// The leaf of a user.
  func leaf(of user: UInt64) -> Int? {
    for leaf in 0..<width where self.user(leaf) == user { return leaf }
    return nil
  }

  /// How many members there are.
  var memberCount: Int {
    var sum = 0
    for leaf in 0..<width where lengths[leaf] > 0 { sum += 1 }
    return sum
  }

  /// Appends the nodes whose keys together reach all below `node` (RFC 9420 section 4.1.1).
  func resolve(_ node: Int, into list: inout NodeList) {
    if !isBlank(node) {
      list.append(node)
      guard node & 1 == 1 else { return }
      let unmerged = parents[node / 2].unmerged
      for leaf in 0..<width where unmerged.contains(leaf) { list.append(2 * leaf) }
    } else if node & 1 == 1 {
      resolve(TreeMath.left(node), into: &list)
      resolve(TreeMath.right(node), into: &list)
    }
  }

  // MARK: Changing

  mutating func setLeaf(_ leaf: Int, _ bytes: Span<UInt8>) throws(Fault) {
    guard bytes.count <= leafRoom, leaf < width else { throw .mls(.tooLarge) }
    let start = leaf * leafRoom
    var all = leaves.mutableSpan
    var target = all.window(start..<start + bytes.count)
    target.copy(from: bytes)
    lengths[leaf] = UInt16(bytes.count)
  }

  mutating func setParent(_ node: Int, _ parent: ParentNode) { parents[node / 2] = parent }

  /// Makes all nodes above a leaf blank.
  mutating func clearPath(_ leaf: Int) {
    for level in 1..<height + 1 { parents[TreeMath.ancestor(of: leaf, level) / 2] = ParentNode() }
  }

  /// Puts a new member into the first blank leaf, or widens the tree for it. Returns the leaf.
  mutating func add(_ bytes: Span<UInt8>) throws(Fault) -> Int {
    var leaf = 0
    while leaf < width, lengths[leaf] > 0 { leaf += 1 }
    if leaf == width { try widen(to: 2 * width) }
    try setLeaf(leaf, bytes)
    for level in 1..<height + 1 {
      let node = TreeMath.ancestor(of: leaf, level) / 2
      if parents[node].isThere { parents[node].unmerged.insert(leaf) }
    }
    return leaf
  }

  mutating func widen(to wider: Int) throws(Fault) {
    guard wider <= capacity else { throw .mls(.tooLarge) }
    width = wider
  }

  /// Takes a member out, and the right half of the tree with the last one in it.
  mutating func remove(_ leaf: Int) {
    lengths[leaf] = 0
    clearPath(leaf)
    while width > 1, isEmpty(width / 2..<width) {
      for node in width / 2 - 1..<width { parents[node] = ParentNode() }
      width /= 2
    }
  }

  private func isEmpty(_ range: Range<Int>) -> Bool {
    for leaf in range where lengths[leaf] > 0 { return false }
    return true
  }
}
