/// Who may call whom, and for how much.
public struct PolicySettings: Sendable, Equatable {
  /// Guilds that the operator enabled; any other is inert.
  public var guilds: Set<String> = []
  /// Regions (`US`) and beginnings of numbers (`+4420`) that may be called; empty: the region of our own number.
  public var countries: [String] = []
  /// Numbers nobody calls, besides those in the store.
  public var doNotCall: Set<String> = []
  /// Numbers whose calls are turned away, besides those in the store.
  public var blocked: Set<String> = []
  /// Estimated cost of a minute by region or beginning; `default` for the rest.
  public var rates: [String: Double] = ["default": 0.03]
  /// Of each guild, and of the API.
  public var each = Caps(calls: 2, minutes: 240, cost: 10)
  public var total = Caps(calls: 20, minutes: 2400, cost: 50)
  /// The longest call.
  public var longestMinutes = 60
  /// Calls to one number in an hour.
  public var perNumber = 6

  public init() {}
}
