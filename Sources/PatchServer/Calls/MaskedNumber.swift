/// A caller's number as logs and events may show it: enough to recognise, not enough to dial.
enum MaskedNumber {
  /// `+14155555310` becomes `+1415•••5310`; the shorter the number, the less is shown. Of `client:` and `sip:`
  /// addresses only the kind stays. Words such as `anonymous` stay.
  static func of(_ number: String) -> String {
    if let colon = number.firstIndex(of: ":") { return number[...colon] + "•••" }
    let plus = number.hasPrefix("+") ? "+" : ""
    let digits = number.dropFirst(plus.count)
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
      return number.utf8.contains { (48...57).contains($0) } ? "•••" : String(number.prefix(20))
    }
    switch digits.count {
    case 11...: return plus + digits.prefix(4) + "•••" + digits.suffix(4)
    case 8...10: return plus + digits.prefix(2) + "•••" + digits.suffix(3)
    case 5...7: return plus + "•••" + digits.suffix(2)
    default: return plus + "•••"
    }
  }
}
