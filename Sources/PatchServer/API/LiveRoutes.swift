import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// What goes on right now, for a page that shows it: rooms, calls, levels and the bridge's state, told when they change.
struct LiveRoutes: Sendable {
  let hosts: RoomHosts
  let calls: CallRegistry
  let levels: LiveLevels
  let events: EventLog
  let status: StatusRoutes
  let looks: CallLooks

  struct Rooms: Encodable {
    let rooms: [RoomView]
    let calls: [CallView]
  }

  struct Levels: Encodable { let legs: [String: [Int]] }

  var routes: [APIRoute] {
    [
      APIRoute(
        method: .get, path: "/v1/live", role: .viewer, name: "streamLive",
        summary: "What goes on, as server-sent events: rooms, levels, status", type: "text/event-stream", run: stream)
    ]
  }

  @Sendable private func stream(_ call: APICall) async throws(APIProblem) -> APIAnswer {
    let token = call.token
    var response = Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { writer in
        let number = levels.watch()
        defer { levels.end(number) }
        try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
        var seen = UInt64.max
        var told = (status: "", legs: Set<String>())
        var turn = 0
        let start = ContinuousClock.now
        while !Task.isCancelled, !levels.isOver {
          let last = events.last
          var text = ""
          if turn % 10 == 0 || last != seen {
            seen = last
            let rooms = await rooms(token)
            told.legs = Set(rooms.rooms.flatMap { $0.legs.map(\.id) })
            text += Self.message("rooms", rooms)
            let status = Self.message("status", await status.status(token))
            if status != told.status {
              told.status = status
              text += status
            }
          }
          let fresh = levels.take(number).filter { told.legs.contains($0.key) }
          if !fresh.isEmpty { text += Self.message("levels", Levels(legs: fresh)) }
          if !text.isEmpty { try await writer.write(ByteBuffer(string: text)) }
          turn += 1
          // By the clock and not by the pause before: ten times a second, however long a turn took.
          turn = max(turn, Int((ContinuousClock.now - start) / .milliseconds(100)))
          try? await Task.sleep(until: start + .milliseconds(100 * turn), clock: .continuous)
        }
        try await writer.finish(nil)
      })
    response.headers[.init("X-Accel-Buffering")!] = "no"
    return .response(response)
  }

  private func rooms(_ token: APIToken) async -> Rooms {
    let all = await hosts.snapshot()
    let legs = Dictionary(all.flatMap(\.legs).map { ($0.callID, $0) }, uniquingKeysWith: { first, _ in first })
    return Rooms(
      rooms: all.compactMap { RoomView($0, calls: calls, token: token) },
      calls: calls.all.filter { token.owner == nil || token.owner == $0.owner }.map {
        looks.view($0, leg: legs[$0.id])
      })
  }

  /// Legs' names are data here, and stay as they are.
  private static func message(_ type: String, _ value: some Encodable) -> String {
    guard case .json(_, let text) = APIAnswer.of(value) else { return "" }
    return "event: \(type)\ndata: \(text)\n\n"
  }
}
