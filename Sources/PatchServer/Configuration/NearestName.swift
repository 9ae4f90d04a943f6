/// Finds what a mistyped name may have meant.
enum NearestName {
  /// The candidate with the fewest edits, if they are few for the length of the name.
  static func of(_ name: String, among candidates: [String]) -> String? {
    let scored = candidates.map { ($0, distance(Array(name.utf8), Array($0.utf8))) }
    guard let best = scored.min(by: { $0.1 < $1.1 }), best.1 <= max(2, name.utf8.count / 4) else { return nil }
    return best.0
  }

  /// Levenshtein's: insertions, deletions and substitutions.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, b) in right.enumerated() {
        let substituted = diagonal + (a == b ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}
