import NIOCore

/// What goes wrong on purpose.
struct DiscordFaults: Sendable {
  /// What happens to requests that fit.
  struct Request: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
      /// 429 with this `retry_after` in seconds; scope `user`, `global` or `shared`.
      case limited(seconds: Double, scope: String)
      /// An answer of the 500s, or any other.
      case status(Int)
      /// The right answer, late.
      case slow(TimeAmount)
    }

    /// Nil fits any.
    var method: String?
    /// What the path has to contain; empty fits any.
    var path = ""
    var count = 1
    var kind: Kind
  }

  var requests: [Request] = []
  /// Heartbeats that get no answer, by bot.
  var deafTo: [Snowflake: Int] = [:]

  /// The fault that this request meets, used up once.
  mutating func take(_ method: String, _ path: String) -> Request.Kind? {
    let found = requests.firstIndex { fault in
      fault.count > 0 && (fault.method == nil || fault.method == method)
        && (fault.path.isEmpty || path.contains(fault.path))
    }
    guard let found else { return nil }
    requests[found].count -= 1
    defer { if requests[found].count == 0 { requests.remove(at: found) } }
    return requests[found].kind
  }
}
