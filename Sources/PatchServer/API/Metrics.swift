import NIOConcurrencyHelpers

/// Numbers for Prometheus: few labels, and never one for a call or a person.
final class Metrics: Sendable {
  private let events = NIOLockedValueBox<[String: UInt64]>([:])
  private let requests = NIOLockedValueBox<[String: UInt64]>([:])

  func count(event type: EventType) { events.withLockedValue { $0[type.rawValue, default: 0] += 1 } }
  func count(status: Int) { requests.withLockedValue { $0["\(status / 100)xx", default: 0] += 1 } }

  /// The whole page.
  func text(_ parts: ServerParts) -> String {
    var page = MetricsPage()
    let calls = parts.calls.all
    page.gauge(
      "phonepatch_calls", "Calls going on.", "direction",
      [
        "inbound": Double(calls.count { $0.direction == .inbound }),
        "outbound": Double(calls.count { $0.direction == .outbound }),
      ])
    page.gauge("phonepatch_legs", "Media streams in rooms.", Double(calls.reduce(0) { $0 + $1.legs }))
    page.gauge("phonepatch_ready", "1 while new calls are welcome.", parts.readiness.isReady ? 1 : 0)
    page.counter("phonepatch_events_total", "What happened, by type.", "type", events.withLockedValue { $0 })
    page.counter("phonepatch_api_requests_total", "Requests of the API.", "class", requests.withLockedValue { $0 })
    let late = parts.lateness.snapshot
    page.histogram(
      "phonepatch_tick_late_seconds", "How late the rooms' ticks of 20 ms were.",
      bounds: TickLateness.bounds.map { Double($0) / 1e6 }, late.counts, sum: Double(late.sumMicroseconds) / 1e6)
    let spent = parts.policy.ledger.total()
    page.gauge("phonepatch_outbound_minutes_today", "Minutes spent and reserved today.", Double(spent.minutes))
    page.gauge("phonepatch_outbound_cost_today", "Estimated cost of today, in the currency of the rates.", spent.cost)
    if let store = parts.store {
      page.gauge("phonepatch_store_up", "0 while the store cannot be written.", store.isFailing ? 0 : 1)
      page.gauge("phonepatch_store_waiting_rows", "Rows that wait to be written.", Double(store.waiting))
      page.counter("phonepatch_store_failures_total", "Batches that could not be written.", store.failures)
      page.counter("phonepatch_store_lost_events_total", "Events dropped because too many waited.", store.lost)
      page.counter("phonepatch_store_rows_total", "Rows written.", store.written)
    }
    return page.text
  }
}

/// The text format of Prometheus.
struct MetricsPage {
  private(set) var text = ""

  mutating func gauge(_ name: String, _ help: String, _ value: Double) { one(name, help, "gauge", Self.number(value)) }
  mutating func counter(_ name: String, _ help: String, _ value: UInt64) { one(name, help, "counter", String(value)) }

  mutating func gauge(_ name: String, _ help: String, _ label: String, _ values: [String: Double]) {
    many(name, help, "gauge", label, values.mapValues(Self.number))
  }

  mutating func counter(_ name: String, _ help: String, _ label: String, _ values: [String: UInt64]) {
    many(name, help, "counter", label, values.mapValues { String($0) })
  }

  /// `counts` has one more than `bounds`: what is above them all.
  mutating func histogram(_ name: String, _ help: String, bounds: [Double], _ counts: [UInt64], sum: Double) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) histogram\n"
    var below: UInt64 = 0
    for (index, count) in counts.enumerated() {
      below += count
      text += "\(name)_bucket{le=\"\(index < bounds.count ? Self.number(bounds[index]) : "+Inf")\"} \(below)\n"
    }
    text += "\(name)_sum \(Self.number(sum))\n\(name)_count \(below)\n"
  }

  private mutating func one(_ name: String, _ help: String, _ kind: String, _ value: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n\(name) \(value)\n"
  }

  private mutating func many(
    _ name: String, _ help: String, _ kind: String, _ label: String, _ values: [String: String]
  ) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      let escaped = key.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
      text += "\(name){\(label)=\"\(escaped)\"} \(value)\n"
    }
  }

  private static func number(_ value: Double) -> String { value.isFinite ? "\(value)" : "NaN" }
}
