/// One thing that the doctor looked at.
struct Finding: Encodable {
  enum Verdict: String, Encodable {
    case good, information, warning, wrong
  }

  let group: String
  let name: String
  let verdict: Verdict
  /// What was found.
  let value: String
  /// What to do about it.
  let remedy: String?
}

/// Collects findings, group by group.
struct Findings {
  private(set) var all: [Finding] = []
  var group = ""

  mutating func add(_ name: String, _ value: String) { add(name, .good, value) }

  mutating func add(_ name: String, _ verdict: Finding.Verdict, _ value: String, remedy: String? = nil) {
    all.append(Finding(group: group, name: name, verdict: verdict, value: value, remedy: remedy))
  }

  var hasWrong: Bool { all.contains { $0.verdict == .wrong } }
}
