internal import PatchBase

/// A proposal (RFC 9420 section 12.1) of the two kinds that a call needs.
struct Proposal {
  /// The leaf that it removes; -1 for one that adds.
  private(set) var removed = -1
  /// What it adds.
  private(set) var package = KeyPackage()

  @inline(never)
  init() {}

  @_lifetime(reader: copy reader)
  @inline(never)
  mutating func read(_ reader: inout MLSReader) {
    removed = -1
    switch reader.number(2) {
    case 1: package.read(&reader)
    case 3: removed = Int(reader.number(4))
    default: reader.fail(.proposalKind)
    }
  }
}
