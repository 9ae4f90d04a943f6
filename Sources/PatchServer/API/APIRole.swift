/// What a token allows. Each role may do what the ones before it may.
public enum APIRole: String, Sendable, Comparable, CaseIterable {
  /// Look at calls, rooms and events.
  case viewer
  /// Place and steer calls.
  case `operator`
  /// Buy numbers, delete recordings.
  case admin

  public static func < (a: APIRole, b: APIRole) -> Bool {
    (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
  }
}
