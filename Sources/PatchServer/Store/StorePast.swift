import GRDB

/// What an earlier process left behind that this one has to know.
struct StorePast: Sendable {
  /// Outbound minutes and cost of today, by owner.
  var spent: [String: UsageLedger.Total] = [:]
  var doNotCall: [String] = []
  var blocked: [String] = []
  /// Numbers of ours.
  var numbers: [String] = []
}

extension Store {
  /// Throws when the store cannot be read now. A call whose end nobody wrote down counts as the longest.
  func past(rate: (PhoneNumber) -> Double, longestMinutes: Int) throws -> StorePast {
    let now = Int64(WallClock.microseconds())
    let midnight = now / 86_400_000_000 * 86_400_000_000
    return try readNow { database in
      var past = StorePast()
      let calls = try CallRecord.fetchAll(
        database, sql: "SELECT * FROM call WHERE direction = 'outbound' AND created >= ?", arguments: [midnight])
      for call in calls {
        guard let number = try? PhoneNumber(call.to) else { continue }
        var minutes = longestMinutes
        if let ended = call.ended {
          let lasted = call.answered.map { max(ended - $0, 0) } ?? 0
          minutes = Int((lasted + 59_999_999) / 60_000_000)
        }
        past.spent[call.owner, default: .init()].minutes += minutes
        past.spent[call.owner, default: .init()].cost += Double(minutes) * rate(number)
      }
      past.doNotCall = try String.fetchAll(database, sql: "SELECT number FROM person WHERE do_not_call = 1")
      past.blocked = try String.fetchAll(database, sql: "SELECT number FROM person WHERE blocked = 1")
      past.numbers = try String.fetchAll(database, sql: "SELECT number FROM number")
      return past
    }
  }

  /// Where the numbering of events goes on. A crash may have lost the last few, whose numbers somebody has seen, so a
  /// new process leaves a gap.
  var nextEvent: UInt64 {
    let last = try? readNow { try Int64.fetchOne($0, sql: "SELECT max(seq) FROM event") }
    guard let last = last.flatMap(\.self), last > 0 else { return 1 }
    return (UInt64(last) / 100_000 + 1) * 100_000 + 1
  }
}
