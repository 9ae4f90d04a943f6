/// Why a call may not be made. Each has a message of its own that says what would help.
enum SpendingRefusal: Error, Sendable, Equatable {
  enum Scope: String, Sendable { case guild = "this server", total = "the whole bridge" }

  case guildNotEnabled
  case actorMayNotSpend
  case notANumber
  case needsCountry
  case impossible
  case emergency
  case short
  case premium
  case sharedCost
  case satellite
  case countryUnknown
  case country(String)
  case doNotCall
  case ourOwn
  case tooOften
  case tooManyCalls(Scope)
  case minutes(Scope)
  case cost(Scope)
  /// What was spent today is not known yet.
  case usageUnknown

  /// For programs.
  var code: String {
    switch self {
    case .guildNotEnabled: "guild_not_enabled"
    case .actorMayNotSpend: "not_permitted"
    case .notANumber: "not_a_number"
    case .needsCountry: "needs_country"
    case .impossible: "impossible_number"
    case .emergency: "emergency_number"
    case .short: "short_number"
    case .premium: "premium_number"
    case .sharedCost: "shared_cost_number"
    case .satellite: "satellite_number"
    case .countryUnknown: "country_unknown"
    case .country: "country_not_allowed"
    case .doNotCall: "do_not_call"
    case .ourOwn: "own_number"
    case .tooOften: "called_too_often"
    case .tooManyCalls: "too_many_calls"
    case .minutes: "minutes_used_up"
    case .cost: "cost_used_up"
    case .usageUnknown: "usage_unknown"
    }
  }

  /// For people.
  var message: String {
    switch self {
    case .guildNotEnabled: "This server is not enabled. Whoever runs the bridge adds its id to PHONEPATCH_GUILDS."
    case .actorMayNotSpend: "You may not make calls here. Members who manage the server can, or allow others to."
    case .notANumber: "That is no telephone number. Write it with + and the country code: +1 415 555 2671."
    case .needsCountry: "Write the number with + and the country code."
    case .impossible: "That number has too many or too few digits for its country."
    case .emergency: "Emergency numbers cannot be reached through this bridge. Use a telephone."
    case .short: "Short codes mean something else in every country and cannot be called from here."
    case .premium: "Premium-rate numbers are never called."
    case .sharedCost: "Shared-cost numbers are never called."
    case .satellite: "Satellite and world-wide network numbers are never called."
    case .countryUnknown:
      "We cannot tell which country this number belongs to. The operator can allow its beginning in PHONEPATCH_POLICY_COUNTRIES."
    case .country(let region):
      "Calls to \(region) are not allowed. The operator can allow them in PHONEPATCH_POLICY_COUNTRIES."
    case .doNotCall: "This number asked not to be called."
    case .ourOwn: "That is a number of this bridge itself."
    case .tooOften: "This number was called too often in the last hour. Try again later."
    case .tooManyCalls(let scope):
      "As many calls as \(scope.rawValue) may have are going on. Try again when one has ended."
    case .minutes(let scope): "Today's minutes of \(scope.rawValue) are used up. They start anew at 00:00 UTC."
    case .cost(let scope): "Today's budget of \(scope.rawValue) is used up. It starts anew at 00:00 UTC."
    case .usageUnknown:
      "What was spent today cannot be read, so no call is made. The operator finds the reason in the log."
    }
  }

  init(_ problem: PhoneNumber.Problem) {
    switch problem {
    case .notDigits: self = .notANumber
    case .emergency: self = .emergency
    case .short: self = .short
    case .unknownCode, .length: self = .impossible
    case .needsCountry: self = .needsCountry
    }
  }
}
