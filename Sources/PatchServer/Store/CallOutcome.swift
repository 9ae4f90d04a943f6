import GRDB

/// How a call ended, in one word: what the reason that is kept of it means.
enum CallOutcome {
  static let all = ["completed", "busy", "no_answer", "failed", "canceled", "declined", "refused"]

  static func of(_ reason: String) -> String {
    switch reason {
    case "busy", "canceled", "failed": reason
    case "no-answer": "no_answer"
    case "handler failed": "failed"
    case "declined", "not answered": "declined"
    default: reason.hasPrefix("not placed") ? "failed" : reason.hasPrefix("refused") ? "refused" : "completed"
    }
  }

  /// The same for queries: `call_outcome(reason)`.
  static let function = DatabaseFunction("call_outcome", argumentCount: 1, pure: true) {
    of(String.fromDatabaseValue($0[0]) ?? "")
  }
}
