internal import PatchBase

/// A row of nodes of a tree.
struct NodeList: ~Copyable {
  // What the widest tree can resolve to: each leaf once, and once more as unmerged.
  private var nodes = InlineArray<512, UInt16>(repeating: 0)
  private(set) var count = 0

  subscript(_ index: Int) -> Int {
    @inline(never)
    borrowing get {
      precondition(index < count, "the list is shorter")
      let view = nodes.span
      return Int(view[index])
    }
  }

  @inline(never)
  mutating func append(_ node: Int) {
    nodes[count] = UInt16(node)
    count += 1
  }

  mutating func clear() { count = 0 }

  /// Takes out the leaves of a set and keeps the order.
  mutating func drop(_ leaves: LeafSet) {
    var kept = 0
    for i in 0..<count where nodes[i] & 1 == 1 || !leaves.contains(Int(nodes[i]) / 2) {
      nodes[kept] = nodes[i]
      kept += 1
    }
    count = kept
  }

  borrowing func contains(_ node: Int) -> Bool {
    let view = nodes.span
    for i in 0..<count where Int(view[i]) == node { return true }
    return false
  }
}
