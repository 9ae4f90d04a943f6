/// A telephone number that could exist, in the form of E.164. Whether it does, only the network knows: a numbering plan
/// that we do not have makes a number `unknown`, never wrong.
public struct PhoneNumber: Sendable, Hashable {
  /// `+` and up to 15 digits.
  public let text: String
  /// Digits after the `+` that choose country or network.
  public let callingCode: String
  /// ISO 3166; nil when no region that shares the code claims it, `001` for networks of no country.
  public let region: String?
  public let kind: NumberKind

  var national: String { String(text.dropFirst(1 + callingCode.count)) }

  /// Why a text is no number that could be called.
  public enum Problem: Error, Sendable, Equatable {
    /// Letters, other characters or nothing in it.
    case notDigits
    /// A number for help, such as 112.
    case emergency
    /// A short code: it means something else in each country.
    case short
    /// No country has such a code.
    case unknownCode
    /// More or fewer digits than any number of the country.
    case length
    /// Without `+`, and we do not know whose national number it is.
    case needsCountry
  }

  /// Reads what a person wrote: with `+`, with a prefix for calls abroad, or a national number of `region`.
  public init(_ written: String, region home: String? = nil) throws(Problem) {
    let (digits, isInternational) = try Self.digits(written)
    let plan = home.flatMap { NumberPlan.byRegion[$0] }
    if !isInternational {
      if plan?.isEmergency(digits) == true || Self.emergencies.contains(digits) { throw .emergency }
      if digits.count < 7 { throw .short }
    }
    var rest = digits
    if !isInternational {
      guard let plan else { throw .needsCountry }
      if let abroad = plan.withoutInternationalPrefix(digits) {
        rest = abroad
      } else {
        let national = plan.withoutNationalPrefix(digits)
        // Written with the code and without the plus: 1 415 …, 44 20 …
        rest =
          !plan.lengths.contains(national.count) && digits.hasPrefix(plan.code)
            && plan.lengths.contains(digits.count - plan.code.count) ? digits : plan.code + national
      }
    }
    try self.init(international: rest)
  }

  private init(international digits: String) throws(Problem) {
    guard let code = (1...3).map({ String(digits.prefix($0)) }).first(where: { NumberPlan.byCode[$0] != nil }),
      let plans = NumberPlan.byCode[code]
    else { throw Self.emergencies.contains(digits) ? .emergency : .unknownCode }
    let national = plans[0].withoutNationalPrefix(String(digits.dropFirst(code.count)))
    if plans.contains(where: { $0.isEmergency(national) }) || Self.emergencies.contains(national) { throw .emergency }
    let fits = plans.contains { $0.lengths.contains(national.count) }
    // Below what any subscriber has it is a service; longer than we know may be new.
    if national.count < 4 { throw .short }
    guard code.count + national.count <= 15, fits || national.count >= 4 && plans.allSatisfy(\.lengths.isEmpty) else {
      throw (plans.flatMap(\.lengths).min() ?? 4) > national.count && national.count < 7 ? .short : .length
    }
    text = "+" + code + national
    callingCode = code
    let owner =
      plans.count == 1
      ? plans[0]
      : plans.first { $0.startsWithLeadingDigits(national) }
        ?? plans.first { $0.leadingDigits.isEmpty && $0.kind(of: national) != nil }
    region = owner?.region
    if Self.networks.contains(code) {
      kind = .satellite
    } else if code == "979" {
      kind = .premium
    } else if code == "808" {
      kind = .sharedCost
    } else {
      // Costly in any country that shares the code is costly enough to know.
      kind = owner?.kind(of: national) ?? plans.lazy.compactMap { $0.kind(of: national) }.first ?? .unknown
    }
  }

  /// Inmarsat, other satellites, and networks that roam the world.
  private static let networks: Set<String> = ["870", "878", "881", "882", "883"]
  /// Where the region does not say: these mean help nearly everywhere.
  private static let emergencies: Set<String> = ["112", "911", "999", "000", "110", "119", "118", "113", "115", "117"]

  private static func digits(_ written: String) throws(Problem) -> (String, isInternational: Bool) {
    var digits = ""
    var isInternational = false
    guard written.utf8.count <= 64 else { throw .notDigits }
    for character in written {
      if let value = character.wholeNumberValue, (0...9).contains(value), character.isNumber {
        digits += String(value)
      } else if character == "+" || character == "\u{FF0B}" {
        guard digits.isEmpty, !isInternational else { throw .notDigits }
        isInternational = true
      } else if !" \u{A0}\u{2011}\u{2013}-.()/[]\u{202D}\u{202C}".contains(character) {
        throw .notDigits
      }
    }
    guard !digits.isEmpty else { throw .notDigits }
    return (digits, isInternational)
  }
}
