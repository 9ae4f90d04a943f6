import PatchBase
import Testing

@testable import PatchSeal

@Suite struct MLSCodingTests {
  struct Header: Decodable { var vlbytes_header: Hex, length: Int }

  @Test(.enabled(if: Shared.isThere, Shared.missing)) func vectorHeads() throws {
    let all: [Header] = try Shared.decode("mls/deserialization.json")
    try #require(!all.isEmpty)
    for header in all {
      var reader = MLSReader(header.vlbytes_header.bytes.span)
      #expect(reader.vectorLength() == header.length)
      try reader.finish()
      #expect(VectorHead(header.length).array == header.vlbytes_header.bytes)
    }
  }

  @Test(arguments: ["4000", "403f", "80000000", "80003fff", "c0", "ff00000000000000", "40", "800040"])
  func badVectorHeads(_ digits: String) {
    #expect(throws: Fault.malformed) {
      let bytes = hex(digits)
      var reader = MLSReader(bytes.span)
      _ = reader.vectorLength()
      try reader.check()
    }
  }

  struct Tree: Decodable {
    var n_leaves: Int, n_nodes: Int, root: Int, left: [Int?], right: [Int?], parent: [Int?], sibling: [Int?]
  }

  @Test(.enabled(if: Shared.isThere, Shared.missing)) func treeMath() throws {
    let all: [Tree] = try Shared.decode("mls/tree-math.json")
    try #require(!all.isEmpty)
    for tree in all {
      #expect(TreeMath.root(tree.n_leaves) == tree.root)
      for node in 0..<tree.n_nodes {
        if let left = tree.left[node] { #expect(TreeMath.left(node) == left) }
        if let right = tree.right[node] { #expect(TreeMath.right(node) == right) }
        if let parent = tree.parent[node] { #expect(TreeMath.parent(node) == parent) }
        if let sibling = tree.sibling[node] { #expect(TreeMath.sibling(node) == sibling) }
        #expect((TreeMath.level(node) == 0) == (tree.left[node] == nil))
      }
    }
  }

  @Test func ancestors() {
    for leaf in 0..<64 {
      var node = 2 * leaf
      for level in 0..<7 {
        #expect(TreeMath.ancestor(of: leaf, level) == node && TreeMath.level(node) == level)
        #expect(TreeMath.leaves(under: node).contains(leaf) && TreeMath.leaves(under: node).count == 1 << level)
        node = TreeMath.parent(node)
      }
      for other in 0..<64 {
        let meeting = TreeMath.meeting(leaf, other)
        #expect(TreeMath.ancestor(of: leaf, meeting) == TreeMath.ancestor(of: other, meeting))
        if meeting > 0 {
          #expect(TreeMath.ancestor(of: leaf, meeting - 1) != TreeMath.ancestor(of: other, meeting - 1))
        }
      }
    }
    #expect((1...9).map(TreeMath.width) == [1, 2, 4, 4, 8, 8, 8, 8, 16])
  }

  @Test func bufferGrowsAndCloses() throws {
    var random = Seeded(3)
    for _ in 0..<50 {
      var buffer = try ByteBuffer(room: 0)
      var expected: [UInt8] = []
      buffer.big(0x0102_0304, 3)
      expected += [2, 3, 4]
      let content = random.bytes(Int.random(in: 0...20_000, using: &random))
      let start = buffer.count
      buffer.append(content.span)
      buffer.close(start)
      expected += vector(content)
      buffer.byte(9)
      try buffer.check()
      #expect(buffer.array == expected + [9])
      buffer.cut(1..<3)
      #expect(buffer.array == [2] + expected[3...] + [9])
    }
  }
}
