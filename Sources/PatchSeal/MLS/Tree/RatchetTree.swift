internal import PatchBase

/// A group's ratchet tree (RFC 9420 section 7): the nodes as they were sent, who is unmerged at them, and their hashes.
///
/// Leaves are even. Of a node above the leaves the bytes are its key and its parent hash, each a vector; its unmerged
/// leaves stand beside. No bytes: the node is blank.
struct RatchetTree: ~Copyable {
  /// How many levels the highest tree has, that of the leaves among them.
  static let levels = 9
  /// How many bytes a node above the leaves may have.
  static let parentRoom = 2 + PublicKey.byteCount + 1 + Digest.byteCount
  /// How many leaves there is room for, a power of two.
  let capacity: Int
  /// How many bytes a leaf may have.
  let leafRoom: Int
  /// How many leaves there are, blank ones among them: a power of two.
  private(set) var width = 1
  private let memory: Memory
  private(set) var rows: Block<UInt8>
  private var lengths: Block<UInt16>
  private var unmergedLeaves: Block<LeafSet>
  /// Of each node, as of the last `computeHashes`.
  var hashes: Block<Digest>
  /// For what is hashed: with room for the longest, it never grows.
  var scratch: ByteBuffer

  /// A tree of one blank leaf that can grow to `count` leaves. `Fault.noMemory` when memory runs out.
  init(leaves count: Int, leafRoom: Int) throws(Fault) {
    var memory = Memory()
    self.init(leaves: count, leafRoom: leafRoom, &memory)
    try memory.check()
  }

  /// The same; `told` is told when memory runs out.
  init(leaves count: Int, leafRoom: Int, _ told: inout Memory) {
    capacity = TreeMath.width(count)
    self.leafRoom = leafRoom
    var memory = Memory()
    rows = Block(capacity * (leafRoom + RatchetTree.parentRoom), &memory)
    lengths = Block(2 * capacity, &memory)
    unmergedLeaves = Block(capacity, &memory)
    hashes = Block(2 * capacity, &memory)
    scratch = ByteBuffer(room: leafRoom + 4 * LeafSet.capacity + 256, &memory)
    do { try memory.check() } catch { told.note(error) }
    self.memory = memory
  }

  // Out of line, once for all the places that can fail while it is alive.
  @inline(never) deinit {}

  /// Becomes the same tree as another that it has room for. Hashes are not copied.
  mutating func copy(_ other: borrowing RatchetTree) throws(Fault) {
    width = other.width
    for node in 0..<2 * width - 1 { try set(node, other.node(node), unmerged: other.unmerged(node)) }
  }

  // MARK: Reading

  var root: Int { TreeMath.root(width) }
  var height: Int { TreeMath.height(width) }

  private func start(_ node: Int) -> Int {
    node & 1 == 0 ? node / 2 * leafRoom : capacity * leafRoom + node / 2 * RatchetTree.parentRoom
  }

  /// A node's bytes; none of a blank.
  @_lifetime(borrow self)
  @inline(never)
  borrowing func node(_ node: Int) -> Span<UInt8> { rows.span.part(range(node)) }

  /// Where in the rows its bytes are.
  func range(_ node: Int) -> Range<Int> { start(node)..<start(node) + Int(lengths[node]) }

  @_lifetime(borrow self)
  borrowing func leaf(_ leaf: Int) -> Span<UInt8> { node(2 * leaf) }

  @inline(never)
  func isMember(_ leaf: Int) -> Bool { leaf >= 0 && leaf < width && !isBlank(2 * leaf) }

  @inline(never)
  func isBlank(_ node: Int) -> Bool { lengths[node] == 0 }

  /// The leaves that came below a node after it got its keys; of a leaf, none.
  @inline(never)
  func unmerged(_ node: Int) -> LeafSet { node & 1 == 0 ? LeafSet() : unmergedLeaves[node / 2] }

  /// The public key at a node that is not blank: what every node begins with.
  @_lifetime(borrow self)
  @inline(never)
  borrowing func key(_ node: Int) -> Span<UInt8> { self.node(node).window(2..<2 + PublicKey.byteCount) }

  // A leaf that is here was read once: two vectors of 65 bytes, with heads of two bytes, then a credential of type 1.

  /// The key that a member signs with.
  @_lifetime(borrow self)
  @inline(never)
  borrowing func signatureKey(_ place: Int) -> Span<UInt8> { leaf(place).window(69..<134) }

  /// Who a member says it is.
  @_lifetime(borrow self)
  borrowing func identity(_ place: Int) -> Span<UInt8> {
    let leaf = leaf(place)
    var reader = MLSReader(leaf, in: 136..<leaf.count)
    return leaf.part(reader.vector())
  }

  /// The user at a leaf; nil for a blank, and for one whose identity is no user.
  @inline(never)
  func user(_ place: Int) -> UInt64? {
    guard isMember(place) else { return nil }
    let identity = identity(place)
    return identity.count == 8 ? identity.word(at: 0).byteSwapped : nil
  }

  /// Where a leaf node of exactly these bytes sits.
  func place(of bytes: Span<UInt8>) -> Int? {
    for place in 0..<width where ConstantTime.equal(leaf(place), bytes) { return place }
    return nil
  }

  /// The leaf of a user.
  @inline(never)
  func leaf(of user: UInt64) -> Int? {
    for leaf in 0..<width where self.user(leaf) == user { return leaf }
    return nil
  }

  /// How many members there are.
  @inline(never)
  func count(_ range: Range<Int>) -> Int {
    var sum = 0
    for leaf in range where isMember(leaf) { sum += 1 }
    return sum
  }

  var memberCount: Int { count(0..<width) }

  /// Appends the nodes whose keys together reach all below `node` (RFC 9420 section 4.1.1).
  @inline(never)
  func resolve(_ node: Int, into list: inout NodeList) {
    if !isBlank(node) {
      list.append(node)
      let unmerged = unmerged(node)
      for leaf in 0..<width where unmerged.contains(leaf) { list.append(2 * leaf) }
    } else if node & 1 == 1 {
      resolve(TreeMath.left(node), into: &list)
      resolve(TreeMath.right(node), into: &list)
    }
  }

  // MARK: Changing

  @inline(never)
  mutating func set(_ node: Int, _ bytes: Span<UInt8>, unmerged: LeafSet = LeafSet()) throws(Fault) {
    guard bytes.count <= (node & 1 == 0 ? leafRoom : RatchetTree.parentRoom), node < 2 * width - 1 else {
      throw .mls(.tooLarge)
    }
    let start = start(node)
    var all = rows.mutableSpan
    var target = all.window(start..<start + bytes.count)
    target.copy(from: bytes)
    lengths[node] = UInt16(bytes.count)
    if node & 1 == 1 { unmergedLeaves[node / 2] = unmerged }
  }

  /// Puts a new key to a node above the leaves, without a parent hash.
  @inline(never)
  mutating func setKey(_ node: Int, _ key: Span<UInt8>) throws(Fault) {
    // The head of the vector, and an empty one behind it.
    var row = InlineArray<68, UInt8>(repeating: 0)
    var target = row.mutableSpan
    target.copy(from: VectorHead(PublicKey.byteCount).span)
    var rest = target.window(2..<67)
    rest.copy(from: key)
    try set(node, row.span)
  }

  /// Gives a node that has a key its parent hash.
  mutating func setParentHash(_ node: Int, _ hash: Digest) {
    let place = start(node) + 2 + PublicKey.byteCount
    rows[place] = UInt8(Digest.byteCount)
    var all = rows.mutableSpan
    var target = all.window(place + 1..<place + 1 + Digest.byteCount)
    target.copy(from: hash.span)
    lengths[node] = UInt16(RatchetTree.parentRoom)
  }

  @inline(never)
  mutating func blank(_ node: Int) {
    lengths[node] = 0
    if node & 1 == 1 { unmergedLeaves[node / 2] = LeafSet() }
  }

  /// Makes all nodes above a leaf blank.
  mutating func clearPath(_ leaf: Int) {
    for level in 1..<height + 1 { blank(TreeMath.ancestor(of: leaf, level)) }
  }

  /// Puts a new member into the first blank leaf, or widens the tree for it. Returns the leaf.
  mutating func add(_ bytes: Span<UInt8>) throws(Fault) -> Int {
    var leaf = 0
    while isMember(leaf) { leaf += 1 }
    if leaf == width { try widen(to: 2 * width) }
    try set(2 * leaf, bytes)
    for level in 1..<height + 1 {
      let node = TreeMath.ancestor(of: leaf, level)
      if !isBlank(node) { unmergedLeaves[node / 2].insert(leaf) }
    }
    return leaf
  }

  mutating func widen(to wider: Int) throws(Fault) {
    guard wider <= capacity else { throw .mls(.tooLarge) }
    width = wider
  }

  /// Takes a member out, and the right half of the tree with the last one in it.
  mutating func remove(_ leaf: Int) {
    blank(2 * leaf)
    clearPath(leaf)
    while width > 1, count(width / 2..<width) == 0 {
      for node in width - 1..<2 * width - 1 { blank(node) }
      width /= 2
    }
  }
}
