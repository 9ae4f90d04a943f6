internal import PatchBase

/// A proposal (RFC 9420 section 12.1) of the two kinds that a call needs.
enum Proposal {
  case add(KeyPackage)
  case remove(Int)

  @_lifetime(reader: copy reader)
  static func read(_ reader: inout ByteReader) throws(Fault) -> Proposal {
    switch try reader.number(2) {
    case 1: return .add(try KeyPackage.read(&reader))
    case 3: return .remove(Int(try reader.number(4)))
    default: throw .mls(.proposalKind)
    }
  }
}
