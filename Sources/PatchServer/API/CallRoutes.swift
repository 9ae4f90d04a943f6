import Foundation
import GRDB
import HTTPTypes

/// Calls: place, list, steer, end.
struct CallRoutes: Sendable {
  let calls: CallRegistry
  let outbound: OutboundCalls
  let hosts: RoomHosts
  let store: Store?
  let lines: NumberLines
  let looks: CallLooks

  struct Placing: Decodable {
    let to: String
    var from: String?
    var room: String?
    var detectMachines: Bool?
    var timeout: Int?
  }

  struct Keys: Decodable { let digits: String }
  struct Redirecting: Decodable {
    var to: String?
    var room: String?
  }
  struct Loudness: Decodable { let volume: Double }
  struct Count: Encodable { let ended: Int }

  var routes: [APIRoute] {
    [
      APIRoute(
        method: .post, path: "/v1/calls", role: .operator, name: "placeCall", summary: "Place a call", body: "Placing",
        answer: "Call", status: 201, run: place),
      APIRoute(
        method: .get, path: "/v1/calls", role: .viewer, name: "listCalls", summary: "Calls, the newest first",
        query: CallFilter.parameters, answer: "CallPage", run: list),
      APIRoute(
        method: .delete, path: "/v1/calls", role: .operator, name: "hangUpAll", summary: "Hang up every call",
        answer: "Ended", run: hangUpAll),
      APIRoute(
        method: .get, path: "/v1/calls/{id}", role: .viewer, name: "getCall", summary: "One call", answer: "Call",
        run: get),
      APIRoute(
        method: .delete, path: "/v1/calls/{id}", role: .operator, name: "hangUp", summary: "Hang up", status: 204,
        run: hangUp),
      APIRoute(
        method: .get, path: "/v1/calls/{id}/events", role: .viewer, name: "callEvents",
        summary: "What happened in a call", answer: "EventPage", run: events),
      order("mute", "Let nobody hear the caller") { _ in .mute(true) },
      order("unmute", "Let everybody hear the caller again") { _ in .mute(false) },
      order("hold", "Put the caller on hold, with music") { _ in .hold(true) },
      order("resume", "Take the caller off hold") { _ in .hold(false) },
      order("dtmf", "Press keys: tones on the caller's line", body: "Keys") { call throws(APIProblem) in
        let digits = try call.document(Keys.self).digits.uppercased()
        guard (1...32).contains(digits.count), digits.allSatisfy({ "0123456789*#ABCD".contains($0) }) else {
          throw APIProblem(.unprocessableContent, "bad_digits", "digits has 1 to 32 of 0-9 * # A-D.")
        }
        return .keys(digits)
      },
      order("volume", "How loud the caller hears the others", body: "Volume") { call throws(APIProblem) in
        let volume = try call.document(Loudness.self).volume
        guard (0...4).contains(volume) else {
          throw APIProblem(.unprocessableContent, "bad_volume", "volume is from 0 to 4; 1 is as it comes.")
        }
        return .volume(Float(volume))
      },
      APIRoute(
        method: .post, path: "/v1/calls/{id}/redirect", role: .operator, name: "redirectCall",
        summary: "Send the call to another room, or to another number", body: "Redirecting", status: 204,
        run: redirect),
      APIRoute(
        method: .post, path: "/calls", role: .operator, name: "placeCallShort", summary: "The same as POST /v1/calls",
        body: "Placing", answer: "Call", status: 201, run: place),
    ]
  }

  private func order(
    _ verb: String, _ summary: String, body: String? = nil,
    _ make: @escaping @Sendable (APICall) throws(APIProblem) -> RoomOrder
  ) -> APIRoute {
    APIRoute(
      method: .post, path: "/v1/calls/{id}/\(verb)", role: .operator, name: verb + "Call", summary: summary, body: body,
      status: 204
    ) { call throws(APIProblem) in
      let found = try live(call)
      guard await hosts.steer(call: found.id, try make(call)) else {
        throw APIProblem(.conflict, "no_stream", "The call is not in a room now.")
      }
      return .nothing
    }
  }

  private func live(_ call: APICall) throws(APIProblem) -> Call {
    guard let found = calls.call(call.path["id"] ?? ""), call.maySee(found.owner) else { throw .notFound("call") }
    return found
  }

  @Sendable private func place(_ call: APICall) async throws(APIProblem) -> APIAnswer {
    let wanted = try call.document(Placing.self)
    guard (5...120).contains(wanted.timeout ?? 40) else {
      throw APIProblem(.unprocessableContent, "bad_timeout", "timeout is from 5 to 120 seconds.")
    }
    guard wanted.room.map({ RoomName.isOpen($0, to: call.token) }) ?? true else { throw .foreignRoom }
    // Another server's number is not theirs to show.
    if let from = wanted.from, let owner = call.token.owner, from != outbound.number,
      lines.record(from)?.owner != owner
    {
      throw .notFound("number of yours to call from")
    }
    var order = OutboundCalls.Order(
      request: SpendingRequest(
        path: .api, to: wanted.to, owner: call.owner, actor: "token " + call.token.name, actorMaySpend: true))
    order.room = wanted.room
    order.from = wanted.from ?? ""
    order.detectsMachines = wanted.detectMachines ?? false
    order.timeout = wanted.timeout ?? 40
    do throws(OutboundCalls.Failure) {
      return .of(looks.view(try await outbound.place(order)), .created)
    } catch {
      throw APIProblem(error)
    }
  }

  @Sendable private func hangUp(_ call: APICall) async throws(APIProblem) -> APIAnswer {
    let found = try live(call)
    do throws(OutboundCalls.Failure) {
      try await outbound.hangUp(found.id, reason: "hung up by \(call.token.name)")
    } catch {
      throw APIProblem(error)
    }
    return .nothing
  }

  @Sendable private func hangUpAll(_ call: APICall) async throws(APIProblem) -> APIAnswer {
    var ended = 0
    for found in calls.all where call.maySee(found.owner) {
      do throws(OutboundCalls.Failure) {
        try await outbound.hangUp(found.id, reason: "hung up by \(call.token.name)")
        ended += 1
      } catch {}
    }
    return .of(Count(ended: ended))
  }

  @Sendable private func redirect(_ call: APICall) async throws(APIProblem) -> APIAnswer {
    let found = try live(call)
    let wanted = try call.document(Redirecting.self)
    guard wanted.to != nil || wanted.room != nil else {
      throw APIProblem(.badRequest, "bad_body", "The body has “to” or “room”.")
    }
    do throws(OutboundCalls.Failure) {
      if let to = wanted.to {
        try await outbound.transfer(
          found.id,
          SpendingRequest(
            path: .redirect, to: to, owner: found.owner, actor: "token " + call.token.name, actorMaySpend: true))
      } else if let room = wanted.room {
        guard RoomName.isOpen(room, to: call.token) else { throw OutboundCalls.Failure.room }
        try await outbound.redirect(found.id, room: room)
      }
    } catch {
      throw APIProblem(error)
    }
    return .nothing
  }

  @Sendable private func get(_ call: APICall) async throws(APIProblem) -> APIAnswer {
    let id = call.path["id"] ?? ""
    if let found = calls.call(id), call.maySee(found.owner) {
      let leg = await hosts.snapshot().flatMap(\.legs).first { $0.callID == id }
      var view = looks.view(found, leg: leg)
      // A store that fails takes nothing away from a call that goes on.
      view.recordings = try? await read { try Self.recordings(of: [id], $0)[id] ?? [] }
      return .of(view)
    }
    let kept = try await read { (try CallRecord.fetchOne($0, key: id), try Self.recordings(of: [id], $0)) }
    guard let kept, let record = kept.0, call.maySee(record.owner) else { throw .notFound("call") }
    return .of(looks.view(record, recordings: kept.1[id] ?? []))
  }

  /// Of each call those that it takes part in, the oldest first.
  private static func recordings(of calls: [String], _ database: Database) throws -> [String: [String]] {
    let marks = calls.map { _ in "?" }.joined(separator: ",")
    let rows = try RecordingCall.fetchAll(
      database, sql: "SELECT * FROM recorded_call WHERE call_id IN (\(marks)) ORDER BY recording_id",
      arguments: StatementArguments(calls))
    return Dictionary(grouping: rows, by: \.callID).mapValues { $0.map(\.recordingID) }
  }

  @Sendable private func list(_ call: APICall) async throws(APIProblem) -> APIAnswer {
    let limit = try call.query("limit", 1...200, default: 50)
    let filter = try CallFilter(call)
    let legs = await hosts.snapshot().flatMap(\.legs)
    let going = calls.all.filter(filter.fits).map { found in
      looks.view(found, leg: legs.first { $0.callID == found.id })
    }
    let cursor = try call.query("cursor").map(Self.place)
    guard filter.isLive != true, store != nil else {
      let shown = going.sorted { ($0.created, $0.id) > ($1.created, $1.id) }.filter { view in
        cursor.map { (view.created, view.id) < (CallView.time($0.0), $0.1) } ?? true
      }
      return .of(Self.page(Array(shown.prefix(limit)), more: shown.count > limit) { nil })
    }
    let (rows, sounds) =
      try await read { (database) -> ([CallRecord], [String: [String]]) in
        var (conditions, arguments) = filter.conditions()
        if let cursor {
          conditions.append("(created, id) < (?, ?)")
          arguments += [cursor.0, cursor.1] as [any DatabaseValueConvertible]
        }
        let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        let rows = try CallRecord.fetchAll(
          database, sql: "SELECT * FROM call \(filter) ORDER BY created DESC, id DESC LIMIT \(limit + 1)",
          arguments: StatementArguments(arguments))
        return (rows, try Self.recordings(of: rows.map(\.id), database))
      } ?? ([], [:])
    let shown = rows.prefix(limit)
    let byID = Dictionary(going.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    var views = shown.map { row in
      var view = byID[row.id] ?? looks.view(row, recordings: nil)
      view.recordings = sounds[row.id] ?? []
      return view
    }
    // The newest may not be written yet.
    if cursor == nil {
      let known = Set(views.map(\.id))
      views = going.filter { !known.contains($0.id) && $0.created >= (views.first?.created ?? "") } + views
    }
    return .of(
      Self.page(views, more: rows.count > limit) { shown.last.map { Self.cursor($0.created, $0.id) } })
  }

  private static func page(_ items: [CallView], more: Bool, _ next: () -> String?) -> Page<CallView> {
    Page(items: items, next: more ? next() : nil)
  }

  static func cursor(_ created: Int64, _ id: String) -> String {
    Data("\(created) \(id)".utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
  }

  static func place(_ cursor: String) throws(APIProblem) -> (Int64, String) {
    var text = cursor.replacing("-", with: "+").replacing("_", with: "/")
    while text.utf8.count % 4 != 0 { text += "=" }
    let parts = Data(base64Encoded: text).map { String(decoding: $0, as: UTF8.self).split(separator: " ") } ?? []
    guard parts.count == 2, let created = Int64(parts[0]) else {
      throw APIProblem(.badRequest, "bad_cursor", "cursor is `next` of the page before.")
    }
    return (created, String(parts[1]))
  }

  @Sendable private func events(_ call: APICall) async throws(APIProblem) -> APIAnswer {
    let id = call.path["id"] ?? ""
    let kept = try await read { try CallRecord.fetchOne($0, key: id) } ?? nil
    guard let owner = calls.call(id)?.owner ?? kept?.owner, call.maySee(owner) else { throw .notFound("call") }
    let rows =
      try await read { database in
        try EventRecord.fetchAll(
          database, sql: "SELECT * FROM event WHERE call_id = ? ORDER BY seq LIMIT 1000", arguments: [id])
      } ?? []
    let items = rows.map { EventRoutes.text($0) }
    return .json(.ok, #"{"items":["# + items.joined(separator: ",") + #"],"next":null}"#)
  }

  /// Nil without a store.
  private func read<Value: Sendable>(
    _ body: @Sendable @escaping (Database) throws -> Value
  ) async throws(APIProblem) -> Value? {
    guard let store else { return nil }
    do {
      return try await store.read(body)
    } catch {
      throw APIProblem(
        .serviceUnavailable, "store", "The store cannot be read now. The operator finds the reason in the log.")
    }
  }
}
