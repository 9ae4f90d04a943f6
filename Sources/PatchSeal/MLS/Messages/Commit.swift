internal import PatchBase

/// A commit (RFC 9420 section 12.4) that names its proposals; ranges are of the bytes it was read from.
struct Commit {
  /// References, each a byte 2 and a vector of 32 bytes.
  static let referenceCount = 34
  private(set) var references = 0..<0
  private(set) var count = 0
  private(set) var hasPath = false
  private(set) var path = UpdatePath()

  init() {}

  /// One that is yet to be written, with its references from `start` on.
  init(_ count: Int, from start: Int) {
    self.count = count
    references = start..<start + count * Commit.referenceCount
  }

  /// The bytes of a reference.
  func reference(_ index: Int) -> Range<Int> {
    let start = references.lowerBound + index * Commit.referenceCount + 2
    return start..<start + 32
  }

  @_lifetime(reader: copy reader)
  mutating func read(_ reader: inout MLSReader) {
    let outer = reader.enter()
    let start = reader.offset
    count = 0
    while reader.hasMore {
      count += 1
      let kind = reader.number(1)
      if kind != 2 { reader.fail(kind == 1 ? .proposalInline : .encoding) }
      _ = reader.vector(of: 32)
    }
    references = start..<reader.offset
    reader.leave(outer)
    hasPath = reader.flag()
    if hasPath { path.read(&reader) }
  }
}

/// The path of a commit (section 7.6): a new leaf, and new keys for the nodes above it.
struct UpdatePath {
  private(set) var leaf = LeafNode()
  /// The nodes, from the lowest up; each a key and a vector of ciphertexts.
  private(set) var nodes = 0..<0

  @_lifetime(reader: copy reader)
  mutating func read(_ reader: inout MLSReader) {
    leaf.read(&reader)
    if leaf.source != .commit { reader.fail(.path) }
    let outer = reader.enter()
    let start = reader.offset
    while reader.hasMore {
      _ = reader.publicKey()
      let texts = reader.enter()
      while reader.hasMore {
        _ = reader.publicKey()
        _ = reader.vector()
      }
      reader.leave(texts)
    }
    nodes = start..<reader.offset
    reader.leave(outer)
  }
}
