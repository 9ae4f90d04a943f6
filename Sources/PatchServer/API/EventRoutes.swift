import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import NIOCore

/// What happens, as it happens: server-sent events that go on where they stopped.
struct EventRoutes: Sendable {
  let log: EventLog
  let store: Store?

  var routes: [APIRoute] {
    [
      APIRoute(
        method: .get, path: "/v1/events", role: .viewer, name: "streamEvents",
        summary: "Everything that happens, as server-sent events; Last-Event-ID goes on behind that one",
        query: [.init(name: "after", help: "The same as Last-Event-ID", isNumber: true)], type: "text/event-stream",
        run: stream)
    ]
  }

  @Sendable private func stream(_ call: APICall) async throws(APIProblem) -> APIAnswer {
    let last = HTTPField.Name("Last-Event-ID").flatMap { call.request.headers[$0] } ?? call.query("after")
    guard last == nil || last.flatMap({ UInt64($0) }) != nil else {
      throw APIProblem(.badRequest, "bad_parameter", "Last-Event-ID is the id of an event.")
    }
    let after = last.flatMap { UInt64($0) }
    // First the subscription, then the past: nothing falls between them.
    let live = log.subscribe(buffer: 4096, feed: true)
    let past = await past(after)
    let token = call.token
    var response = Response(
      status: .ok,
      headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { writer in
        var seq = after ?? 0
        func isTheirs(_ owner: String?) -> Bool { token.owner == nil || token.owner == owner }
        try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
        for (number, owner, text) in past where isTheirs(owner) {
          try await writer.write(Self.message(number, text))
          seq = number
        }
        let beats = AsyncStream<Event?> { continuation in
          let events = Task {
            for await event in live { continuation.yield(event) }
            continuation.finish()
          }
          let pulse = Task {
            while !Task.isCancelled {
              try? await Task.sleep(for: .seconds(15))
              continuation.yield(nil)
            }
          }
          continuation.onTermination = { _ in
            events.cancel()
            pulse.cancel()
          }
        }
        for await event in beats {
          guard let event else {
            try await writer.write(ByteBuffer(string: ": still here\n\n"))
            continue
          }
          guard event.seq > seq, isTheirs(event.owner) else { continue }
          seq = event.seq
          try await writer.write(Self.message(event.seq, event.json))
        }
        try await writer.finish(nil)
      })
    response.headers[.init("X-Accel-Buffering")!] = "no"
    return .response(response)
  }

  /// What happened since: from memory where it reaches back far enough, else from the store.
  private func past(_ after: UInt64?) async -> [(UInt64, String?, String)] {
    guard let after else { return [] }
    let recent = log.snapshot(after: after)
    var found = recent.map { ($0.seq, $0.owner, $0.json) }
    let first = recent.first?.seq ?? UInt64.max
    if first != after + 1, let store {
      let rows = try? await store.read { database in
        try EventRecord.fetchAll(
          database, sql: "SELECT * FROM event WHERE seq > ? AND seq < ? ORDER BY seq LIMIT 10000",
          arguments: [Int64(clamping: after), Int64(clamping: first)])
      }
      found = (rows ?? []).map { (UInt64($0.seq), $0.owner, Self.text($0)) } + found
    }
    return found
  }

  private static func message(_ seq: UInt64, _ text: String) -> ByteBuffer {
    ByteBuffer(string: "id: \(seq)\ndata: \(text)\n\n")
  }

  /// An event of the store in the envelope.
  static func text(_ row: EventRecord) -> String {
    var text = "{\"v\":1,\"seq\":\(row.seq),\"time\":\(row.time),\"type\":" + JSONText.quoted(row.type)
    if let owner = row.owner { text += ",\"owner\":" + JSONText.quoted(owner) }
    if let call = row.callID { text += ",\"call_id\":" + JSONText.quoted(call) }
    if let leg = row.legID { text += ",\"leg_id\":" + JSONText.quoted(leg) }
    return text + ",\"data\":" + row.data + "}"
  }
}
