/// Who sits on which leaf of the group's tree: all that a gateway needs of it.
struct LeafTable: Equatable, Sendable {
  private var leaves: [UInt64?]

  init(creator: UInt64) { leaves = [creator] }

  var users: [UInt64] { leaves.compactMap(\.self) }
  func leaf(of user: UInt64) -> UInt32? { leaves.firstIndex(of: user).map(UInt32.init) }
  func user(at leaf: UInt32) -> UInt64? { Int(leaf) < leaves.count ? leaves[Int(leaf)] : nil }

  mutating func remove(_ leaf: UInt32) {
    guard Int(leaf) < leaves.count else { return }
    leaves[Int(leaf)] = nil
    // RFC 9420, 7.8: the right half goes while it is blank.
    while leaves.count > 1, leaves[(leaves.count / 2)...].allSatisfy({ $0 == nil }) {
      leaves.removeLast(leaves.count / 2)
    }
  }

  /// The leftmost blank leaf, in a tree doubled when there is none.
  mutating func add(_ user: UInt64) {
    if let blank = leaves.firstIndex(of: nil) {
      leaves[blank] = user
    } else {
      let count = leaves.count
      leaves += [UInt64?](repeating: nil, count: count)
      leaves[count] = user
    }
  }

  /// How many nodes a path from `leaf` has: those whose other child has a member below it (RFC 9420, 4.1.2).
  func pathLength(from leaf: UInt32) -> Int {
    guard Int(leaf) < leaves.count else { return 0 }
    var count = 0
    var width = 1
    while width < leaves.count {
      let start = (Int(leaf) / width ^ 1) * width
      if leaves[start..<start + width].contains(where: { $0 != nil }) { count += 1 }
      width *= 2
    }
    return count
  }
}
