import PatchBase
import PatchSeal

/// Any bytes as each structure of MLS, the first byte says which; what was read lies in them, and what follows it does no
/// harm.
func fuzzStructure(_ input: [UInt8]) {
  guard let first = input.first, let structure = MLSStructure(rawValue: first % 16) else { return }
  let bytes = Array(input.dropFirst())
  do throws(Fault) {
    let count = try structure.read(bytes.span)
    law(count > 0 && count <= bytes.count, "a structure lies in its bytes")
    let exact = Array(bytes[..<count])
    law((try? structure.read(exact.span)) == count, "it needs no more than it has")
    let short = Array(exact.dropLast())
    law((try? structure.read(short.span)) == nil, "and no less")
  } catch {
    law(error.mlsCause.rawValue > 0, "a refusal says why")
  }
}
