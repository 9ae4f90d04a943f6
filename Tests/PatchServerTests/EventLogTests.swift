import Logging
import Testing

@testable import PatchServer

@Suite(.timeLimit(.minutes(1))) struct EventLogTests {
  static let quiet = Logger(label: "t") { _ in SwiftLogNoOpLogHandler() }

  @Test func eventsAreCountedAndTheOldestForgotten() {
    let log = EventLog(capacity: 3, logger: Self.quiet, clock: { 42 })
    for number in 1...5 { log.record("x", call: "c", leg: "l", ["n": .integer(Int64(number))]) }
    let events = log.snapshot()
    #expect(events.map(\.seq) == [3, 4, 5])
    #expect(events.map { $0.data["n"]?.integer } == [3, 4, 5])
    #expect(events.allSatisfy { $0.time == 42 && $0.callID == "c" && $0.legID == "l" && $0.type == "x" })
    #expect(log.snapshot(after: 4).map(\.seq) == [5])
  }

  @Test func subscribersSeeTheOrderAndSlowOnesAGap() async {
    let log = EventLog(logger: Self.quiet)
    let all = log.subscribe()
    let slow = log.subscribe(buffer: 2)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 { group.addTask { for _ in 0..<50 { log.record("x") } } }
    }
    log.finish()
    var seen: [UInt64] = []
    for await event in all { seen.append(event.seq) }
    #expect(seen == Array(1...200))
    var late: [UInt64] = []
    for await event in slow { late.append(event.seq) }
    #expect(late == [199, 200])
  }
}
