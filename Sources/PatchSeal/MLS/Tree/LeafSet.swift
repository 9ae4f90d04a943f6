internal import PatchBase

/// Some of the leaves of a tree, of at most 256.
struct LeafSet: Zeroable, Equatable {
  static let capacity = 256
  private var words = InlineArray<4, UInt64>(repeating: 0)

  init() {}

  func contains(_ leaf: Int) -> Bool { words[leaf >> 6] >> UInt64(leaf & 63) & 1 == 1 }

  mutating func insert(_ leaf: Int) { words[leaf >> 6] |= 1 << UInt64(leaf & 63) }

  mutating func remove(_ leaf: Int) { words[leaf >> 6] &= ~(1 << UInt64(leaf & 63)) }

  /// How many of the leaves in `range` are in the set.
  func count(in range: Range<Int> = 0..<LeafSet.capacity) -> Int {
    var sum = 0
    for leaf in range where contains(leaf) { sum += 1 }
    return sum
  }

  var isEmpty: Bool { words[0] | words[1] | words[2] | words[3] == 0 }

  mutating func subtract(_ other: LeafSet) {
    for i in 0..<4 { words[i] &= ~other.words[i] }
  }

  static func == (left: LeafSet, right: LeafSet) -> Bool {
    for i in 0..<4 where left.words[i] != right.words[i] { return false }
    return true
  }
}
