import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import NIOCore

/// What was recorded: listed, played and deleted.
struct RecordingRoutes: Sendable {
  let recordings: Recordings?
  let store: Store?

  struct RecordingView: Encodable {
    let id: String
    let callId: String?
    let callIds: [String]
    let startedAt: String
    let durationMs: Int64
    let bytes: Int64
    let channels: [String]
    let format = "wav"
    let mode: String
    let expiresAt: String?
  }

  var routes: [APIRoute] {
    [
      APIRoute(
        method: .get, path: "/v1/recordings", role: .viewer, name: "listRecordings",
        summary: "Recordings, the newest first",
        query: [
          .init(name: "call", help: "Of this call"), .init(name: "limit", help: "How many, 1 to 200", isNumber: true),
          .init(name: "cursor", help: "`next` of the page before"),
        ], answer: "RecordingPage", run: list),
      APIRoute(
        method: .get, path: "/v1/recordings/{id}/audio", role: .operator, name: "getRecordingAudio",
        summary: "The sound: phone callers left, everybody else right. Range is honoured", type: "audio/wav", run: audio
      ),
      APIRoute(
        method: .delete, path: "/v1/recordings/{id}", role: .admin, name: "deleteRecording",
        summary: "Delete a recording", status: 204, run: delete),
    ]
  }

  private func reading<Value: Sendable>(
    _ body: @Sendable @escaping (Database) throws -> Value
  ) async throws(APIProblem) -> Value {
    guard let store else { throw APIProblem(.conflict, "no_store", "Nothing is kept: PHONEPATCH_DATA is not set.") }
    do {
      return try await store.read(body)
    } catch {
      throw APIProblem(.serviceUnavailable, "store", "The store cannot be read now. Try again in a minute.")
    }
  }

  @Sendable private func list(_ call: APICall) async throws(APIProblem) -> APIAnswer {
    let limit = try call.query("limit", 1...200, default: 50)
    let wanted = call.query("call")
    let owner = call.token.owner
    let cursor = call.query("cursor") ?? ""
    let found = try await reading { database in
      var conditions: [String] = []
      var arguments: [any DatabaseValueConvertible] = []
      if let wanted {
        conditions.append("(call_id = ? OR id IN (SELECT recording_id FROM recorded_call WHERE call_id = ?))")
        arguments += [wanted, wanted]
      }
      if let owner {
        conditions.append("owner = ?")
        arguments.append(owner)
      }
      if !cursor.isEmpty {
        conditions.append("id < ?")
        arguments.append(cursor)
      }
      arguments.append(limit + 1)
      let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
      let rows = try RecordingRecord.fetchAll(
        database, sql: "SELECT * FROM recording \(filter) ORDER BY id DESC LIMIT ?",
        arguments: StatementArguments(arguments))
      return try rows.map { row -> (RecordingRecord, [CallRecord]) in
        let calls = try CallRecord.fetchAll(
          database,
          sql:
            "SELECT call.* FROM call JOIN recorded_call ON call_id = call.id WHERE recording_id = ? ORDER BY created",
          arguments: [row.id])
        return (row, calls)
      }
    }
    let items = found.prefix(limit).map { view($0.0, $0.1) }
    return .of(Page(items: items, next: found.count > limit ? items.last?.id : nil))
  }

  private func view(_ record: RecordingRecord, _ calls: [CallRecord]) -> RecordingView {
    let callers = calls.map { MaskedNumber.of($0.direction == "outbound" ? $0.to : $0.from) }
    // One that goes on, or that a crash cut short, is as long as its file.
    var bytes = record.bytes
    if bytes == 0, let path = recordings?.path(record) {
      bytes = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64) ?? 0
    }
    return RecordingView(
      id: record.id, callId: record.callID, callIds: calls.map(\.id), startedAt: CallView.time(record.created),
      durationMs: record.milliseconds, bytes: bytes, channels: [callers.joined(separator: ", "), "room"],
      mode: record.mode, expiresAt: record.expires.map { CallView.time($0) })
  }

  /// One that the token may see.
  private func record(_ call: APICall) async throws(APIProblem) -> RecordingRecord {
    let id = call.path["id"] ?? ""
    let found = try await reading { try RecordingRecord.fetchOne($0, key: id) }
    guard let found, call.maySee(found.owner) else { throw .notFound("recording") }
    return found
  }

  @Sendable private func audio(_ call: APICall) async throws(APIProblem) -> APIAnswer {
    let record = try await record(call)
    guard let recordings, recordings.isOurs(record.path), case let path = recordings.path(record),
      let handle = FileHandle(forReadingAtPath: path),
      let end = try? handle.seekToEnd()
    else { throw .notFound("sound") }
    let length = Int(end)
    var headers: HTTPFields = [
      .contentType: "audio/wav", .cacheControl: "private, no-store", .acceptRanges: "bytes",
    ]
    var range = 0..<length
    var status = HTTPResponse.Status.ok
    if let asked = call.request.headers[.range] {
      switch ByteRange.of(asked, length: length) {
      case .whole: break
      case .none:
        headers[.contentRange] = "bytes */\(length)"
        return .response(Response(status: .rangeNotSatisfiable, headers: headers))
      case .part(let part):
        range = part
        status = .partialContent
        headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(length)"
      }
    }
    let wanted = range
    return .response(
      Response(
        status: status, headers: headers,
        body: ResponseBody(contentLength: wanted.count) { writer in
          try handle.seek(toOffset: UInt64(wanted.lowerBound))
          var left = wanted.count
          while left > 0, let data = try handle.read(upToCount: min(left, 65_536)), !data.isEmpty {
            left -= data.count
            try await writer.write(ByteBuffer(bytes: data))
          }
          try? handle.close()
          try await writer.finish(nil)
        }))
  }

  @Sendable private func delete(_ call: APICall) async throws(APIProblem) -> APIAnswer {
    let record = try await record(call)
    guard let recordings, let store else { throw .notFound("recording") }
    guard recordings.delete(record, because: "asked for by \(call.token.name)") else { throw .undeletable }
    store.put(
      .audit(
        AuditRecord(
          owner: record.owner, actor: "token " + call.token.name, action: "recording.delete", target: record.id,
          outcome: "done")))
    return .nothing
  }
}
