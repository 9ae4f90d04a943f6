/// The places of a tree in a row (RFC 9420 appendix C): leaves are even, and the tree is as wide as a power of two.
enum TreeMath {
  /// How high above the leaves.
  static func level(_ node: Int) -> Int { (~node).trailingZeroBitCount }

  /// The top of a tree of `width` leaves.
  static func root(_ width: Int) -> Int { width - 1 }

  /// The children of a node above the leaves.
  static func left(_ node: Int) -> Int { node ^ (1 << (level(node) - 1)) }
  static func right(_ node: Int) -> Int { node ^ (3 << (level(node) - 1)) }

  /// The node above, in a tree without end.
  static func parent(_ node: Int) -> Int {
    let k = level(node)
    return (node | (1 << k)) & ~(1 << (k + 1))
  }

  /// The other child of the node above.
  static func sibling(_ node: Int) -> Int {
    let above = parent(node)
    return node < above ? right(above) : left(above)
  }

  /// The node `level` above a leaf.
  static func ancestor(of leaf: Int, _ level: Int) -> Int { (leaf >> level) << (level + 1) | ((1 << level) - 1) }

  /// The leaves below a node.
  static func leaves(under node: Int) -> Range<Int> {
    let size = 1 << level(node)
    let first = (node - (size - 1)) / 2
    return first..<first + size
  }

  /// The lowest level at which two leaves have one ancestor.
  static func meeting(_ a: Int, _ b: Int) -> Int { Int.bitWidth - (a ^ b).leadingZeroBitCount }

  /// The level of the top.
  static func height(_ width: Int) -> Int { width.trailingZeroBitCount }

  /// The narrowest tree of `leaves` leaves.
  static func width(_ leaves: Int) -> Int { leaves <= 1 ? 1 : 1 << (Int.bitWidth - (leaves - 1).leadingZeroBitCount) }
}
