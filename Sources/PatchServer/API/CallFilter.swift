import Foundation
import GRDB
import HTTPTypes

/// Which calls of the history are asked for.
struct CallFilter: Sendable {
  var owner: String?
  /// Digits that either side's number has.
  var number: String?
  var direction: String?
  var outcome: String?
  /// Only those that go on, or only those that are over.
  var isLive: Bool?
  var isRecorded = false
  /// Microseconds since 1970.
  var from: Int64?
  var until: Int64?

  static let parameters: [APIRoute.Parameter] = [
    .init(name: "limit", help: "How many, 1 to 200", isNumber: true),
    .init(name: "cursor", help: "`next` of the page before"),
    .init(name: "live", help: "true: only those that are going on"),
    .init(name: "state", help: "active or ended"),
    .init(name: "number", help: "Only calls from or to a number that has these digits"),
    .init(name: "direction", help: "inbound or outbound"),
    .init(name: "outcome", help: CallOutcome.all.joined(separator: ", ")),
    .init(name: "from", help: "First day, YYYY-MM-DD, by UTC"),
    .init(name: "to", help: "Last day, YYYY-MM-DD, by UTC"),
    .init(name: "recorded", help: "true: only those with a recording"),
  ]

  init(_ call: APICall) throws(APIProblem) {
    owner = call.token.owner
    number = call.query("number").map { $0.filter { $0.isASCII && $0.isNumber } }
    if number?.isEmpty == true { number = nil }
    direction = try Self.one(call, "direction", of: ["inbound", "outbound"])
    outcome = try Self.one(call, "outcome", of: CallOutcome.all)
    isRecorded = call.query("recorded") == "true"
    isLive = try Self.one(call, "state", of: ["active", "ended"]).map { $0 == "active" }
    if call.query("live") == "true" { isLive = true }
    from = try Self.day(call, "from")
    until = try Self.day(call, "to").map { $0 + 86_400_000_000 }
  }

  private static func one(_ call: APICall, _ name: String, of words: [String]) throws(APIProblem) -> String? {
    guard let word = call.query(name), !word.isEmpty else { return nil }
    guard words.contains(word) else {
      throw APIProblem(.badRequest, "bad_parameter", "\(name) is one of \(words.joined(separator: ", ")).")
    }
    return word
  }

  private static func day(_ call: APICall, _ name: String) throws(APIProblem) -> Int64? {
    guard let text = call.query(name), !text.isEmpty else { return nil }
    guard text.utf8.count == 10, let date = try? Date(text + "T00:00:00Z", strategy: .iso8601) else {
      throw APIProblem(.badRequest, "bad_parameter", "\(name) is a day, YYYY-MM-DD.")
    }
    return Int64(date.timeIntervalSince1970) * 1_000_000
  }

  /// A call that goes on.
  func fits(_ call: Call) -> Bool {
    let isIn = number.map { digits in [call.from, call.to].contains { $0.contains(digits) } } ?? true
    return isIn && (owner == nil || call.owner == owner) && isLive != false && outcome == nil && !isRecorded
      && (direction == nil || call.direction.rawValue == direction)
      && Int64(call.since) >= from ?? .min && Int64(call.since) < until ?? .max
  }

  /// The conditions of a query over `call`.
  func conditions() -> (sql: [String], arguments: [any DatabaseValueConvertible]) {
    var sql: [String] = []
    var arguments: [any DatabaseValueConvertible] = []
    func add(_ condition: String, _ values: any DatabaseValueConvertible...) {
      sql.append(condition)
      arguments += values
    }
    if let owner { add("owner = ?", owner) }
    if let number { add("(instr(from_number, ?) > 0 OR instr(to_number, ?) > 0)", number, number) }
    if let direction { add("direction = ?", direction) }
    if let from { add("created >= ?", from) }
    if let until { add("created < ?", until) }
    if isLive == false || outcome != nil { add("ended IS NOT NULL") }
    if let outcome { add("call_outcome(reason) = ?", outcome) }
    if isRecorded { add("EXISTS (SELECT 1 FROM recorded_call WHERE recorded_call.call_id = call.id)") }
    return (sql, arguments)
  }
}
