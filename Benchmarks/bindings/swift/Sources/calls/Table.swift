import Foundation

/// Rounds of at least the given length; each figure is the mean of one call.
struct Table {
  private struct Row: Encodable {
    let stage: String
    let what: String
    let rounds: [Double]
  }

  let rounds: Int
  let nanoseconds: Double
  private var rows: [Row] = []

  init(rounds: Int, milliseconds: Double) {
    self.rounds = rounds
    nanoseconds = milliseconds * 1e6
  }

  mutating func row(_ stage: String, _ what: String, per: Double = 1, _ call: () throws -> Void) rethrows {
    var count = 1
    var taken: [Double] = []
    while taken.count < rounds {
      let begin = Self.spent()
      for _ in 0..<count { try call() }
      let took = Self.spent() - begin
      if took < nanoseconds, taken.isEmpty {
        count = Int(Double(count) * min(max(nanoseconds * 1.2 / max(took, 1), 1.5), 100)) + 1
      } else {
        taken.append(took / Double(count) / per)
      }
    }
    rows.append(Row(stage: stage, what: what, rounds: taken))
  }

  func json() throws -> String {
    struct Document: Encodable {
      let stages: [Row]
    }
    return String(decoding: try JSONEncoder().encode(Document(stages: rows)), as: UTF8.self)
  }

  /// Processor time of this thread.
  private static func spent() -> Double { Double(clock_gettime_nsec(CLOCK_THREAD_CPUTIME_ID)) }

  private static func clock_gettime_nsec(_ clock: clockid_t) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
