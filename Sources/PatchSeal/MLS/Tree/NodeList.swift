internal import PatchBase

/// A row of nodes of a tree.
struct NodeList: ~Copyable {
  private var nodes: Slab<UInt16>
  private(set) var count = 0

  /// Room for what a tree of `width` leaves can resolve to: each leaf once, and once more as unmerged.
  init(_ width: Int) throws(Fault) {
    guard let nodes = Slab<UInt16>(count: 2 * width, filledWith: 0) else { throw .noMemory }
    self.nodes = nodes
  }

  subscript(_ index: Int) -> Int {
    precondition(index < count, "the list is shorter")
    return Int(nodes[index])
  }

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

  func place(of node: Int) -> Int? {
    for i in 0..<count where Int(nodes[i]) == node { return i }
    return nil
  }
}
