/// One thing that was looked at, for `phonepatch doctor` and the console.
public struct DoctorFinding: Encodable, Sendable, Equatable {
  public enum Verdict: String, Encodable, Sendable {
    case good, information, warning, wrong
  }

  public let group: String
  public let name: String
  public let verdict: Verdict
  /// What was found.
  public let value: String
  /// What to do about it.
  public let remedy: String?

  public init(group: String, name: String, verdict: Verdict, value: String, remedy: String? = nil) {
    self.group = group
    self.name = name
    self.verdict = verdict
    self.value = value
    self.remedy = remedy
  }
}
