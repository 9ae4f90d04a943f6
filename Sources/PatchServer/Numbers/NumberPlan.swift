import Foundation
import NIOConcurrencyHelpers

/// The numbering plan of one region.
struct NumberPlan: Sendable {
  let code: String
  /// ISO 3166, or `001` for what belongs to no country.
  let region: String
  /// Whether numbers of the code that fit no region count as of this one.
  let isMain: Bool
  let leadingDigits: String
  let internationalPrefix: String
  let nationalPrefix: String
  let transform: String
  let lengths: Set<Int>
  let general: String
  let kinds: [(kind: NumberKind, pattern: String)]
  let emergency: String

  private init?(_ line: Substring) {
    let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard columns.count == 20 else { return nil }
    code = columns[0]
    region = columns[1]
    isMain = columns[2] == "1"
    leadingDigits = columns[3]
    internationalPrefix = columns[4]
    nationalPrefix = columns[5]
    transform = columns[6]
    lengths = Set(columns[7].split(separator: ",").compactMap { Int($0) })
    general = columns[8]
    kinds = zip(NumberKind.allCases, columns[9..<19]).filter { !$1.isEmpty }.map { ($0, $1) }
    emergency = columns[19]
  }

  static let all: [NumberPlan] = NumberMetadata.table.split(separator: "\n").compactMap { NumberPlan($0) }
  /// Main regions first.
  static let byCode: [String: [NumberPlan]] = Dictionary(grouping: all, by: \.code).mapValues { plans in
    plans.filter(\.isMain) + plans.filter { !$0.isMain }
  }
  static let byRegion: [String: NumberPlan] = Dictionary(
    all.filter { $0.region != "001" }.map { ($0.region, $0) }, uniquingKeysWith: { first, _ in first })

  /// The kind of a national number; nil when the plan does not know the number.
  func kind(of national: String) -> NumberKind? {
    guard Self.matches(national, general) else { return nil }
    return kinds.first { Self.matches(national, $0.pattern) }?.kind
  }

  /// Without the digit that is dialled before a national number, where there is one.
  func withoutNationalPrefix(_ digits: String) -> String {
    guard !nationalPrefix.isEmpty, let expression = Self.expression("^(?:\(nationalPrefix))") else { return digits }
    let whole = NSRange(digits.startIndex..., in: digits)
    guard let match = expression.firstMatch(in: digits, range: whole), match.range.length > 0 else { return digits }
    let caught = match.numberOfRanges > 1 && match.range(at: match.numberOfRanges - 1).location != NSNotFound
    let rest =
      transform.isEmpty || !caught
      ? (digits as NSString).substring(from: match.range.length)
      : expression.stringByReplacingMatches(in: digits, range: whole, withTemplate: transform)
    // What is a number as it stands stays one.
    if Self.matches(digits, general), !Self.matches(rest, general) { return digits }
    return rest
  }

  /// The digits behind the prefix for calls abroad; nil without one.
  func withoutInternationalPrefix(_ digits: String) -> String? {
    guard !internationalPrefix.isEmpty, let expression = Self.expression("^(?:\(internationalPrefix))") else {
      return nil
    }
    let match = expression.firstMatch(in: digits, range: NSRange(digits.startIndex..., in: digits))
    guard let match, match.range.length > 0 else { return nil }
    return (digits as NSString).substring(from: match.range.length)
  }

  func isEmergency(_ digits: String) -> Bool { !emergency.isEmpty && Self.matches(digits, emergency) }

  func startsWithLeadingDigits(_ digits: String) -> Bool {
    guard !leadingDigits.isEmpty, let expression = Self.expression("^(?:\(leadingDigits))") else { return false }
    return expression.firstMatch(in: digits, range: NSRange(digits.startIndex..., in: digits)) != nil
  }

  private static func matches(_ digits: String, _ pattern: String) -> Bool {
    guard let expression = expression("^(?:\(pattern))$") else { return false }
    return expression.firstMatch(in: digits, range: NSRange(digits.startIndex..., in: digits)) != nil
  }

  private static let compiled = NIOLockedValueBox<[String: NSRegularExpression]>([:])

  private static func expression(_ pattern: String) -> NSRegularExpression? {
    compiled.withLockedValue { compiled in
      if let known = compiled[pattern] { return known }
      let made = try? NSRegularExpression(pattern: pattern)
      compiled[pattern] = made
      return made
    }
  }
}
