import Foundation
import Testing

@testable import PatchLab
@testable import PatchServer

/// The description against the server: what it names is there, and what is answered has the shape that it says.
@Suite(.timeLimit(.minutes(2))) struct ContractTests {
  @Test func whatIsDescribedIsThereAndHasItsShape() async throws {
    try await APITests.withAPI {
      $0.policy.each.calls = 10
      $0.policy.perNumber = 100
    } _: { (bridge: Bridge, client: APITests.Client) async throws in
      let document = try await client.json("GET", "/openapi.json")
      #expect(document["openapi"] as? String == "3.1.0")
      let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
      let schemas = try #require((document["components"] as? [String: Any])?["schemas"] as? [String: [String: Any]])
      let names = paths.values.flatMap { $0.values.compactMap { $0["operationId"] as? String } }
      #expect(Set(names).count == names.count && names.count > 20)
      let call = try await client.json("POST", "/v1/calls", #"{"to":"+14155552671","room":"lobby"}"#)
      let id = try #require(call["id"] as? String)
      #expect(await bridge.wait { bridge.server.calls().first?.state == .streaming })
      // A recording of the same name, so that one id fits all paths.
      let recordings = try #require(bridge.server.parts.recordings)
      try FileManager.default.createDirectory(atPath: recordings.folder, withIntermediateDirectories: true)
      let sound = RecordingRecord(
        id: id, callID: id, owner: "default", path: "rec-1.wav", mode: "announce", created: 1,
        // Nothing sweeps it away meanwhile.
        expires: Int64(WallClock.microseconds()) + 3_600_000_000,
        milliseconds: 1, bytes: 4)
      try Data("RIFF".utf8).write(to: URL(fileURLWithPath: recordings.path(sound)))
      bridge.server.parts.store?.put(.recording(sound))
      _ = await bridge.server.parts.store?.flush()
      let bodies = [
        "Placing": #"{"to":"+14155552672"}"#, "Keys": #"{"digits":"1"}"#, "Volume": #"{"volume":1}"#,
        "Redirecting": #"{"room":"lobby"}"#, "Buying": #"{"number":"+15105551298","confirm":true}"#,
        "Answering": "{}", "Playing": #"{"audio":"\#(Data(repeating: 0xFF, count: 160).base64EncodedString())"}"#,
        "Joining": #"{"room":"lobby"}"#,
        "Writing": #"{"do_not_call":true}"#, "Linking": #"{"room":"lobby"}"#,
      ]
      // What ends calls comes last.
      let order = paths.flatMap { path, operations in operations.map { (path, $0.key, $0.value) } }.sorted {
        // And one before all, and a recording before the person in it.
        if $0.1 == "delete", $1.1 == "delete" { return ($0.0.count, $0.0) > ($1.0.count, $1.0) }
        return ($0.1 == "delete" ? 1 : 0, $0.0) < ($1.1 == "delete" ? 1 : 0, $1.0)
      }
      for (path, method, operation) in order where operationIsFinite(operation) {
        let guest = try await SoundPeer.joined(client, room: "lobby")
        defer { guest.socket.connection.close() }
        let leg = await guest.told("joined")?["leg_id"] as? String ?? ""
        var id = id
        if path.hasSuffix("/answer") || path.hasSuffix("/decline") { id = try await waitingCall(bridge) }
        let target = path.replacing("{id}", with: id).replacing("{name}", with: "lobby").replacing("{leg}", with: leg)
          .replacing("{number}", with: path.hasPrefix("/v1/people") ? "%2B14155552671" : "%2B14155550100")
        let schema =
          ((operation["requestBody"] as? [String: Any])?["content"] as? [String: [String: Any]])?
          .values.first?["schema"] as? [String: Any]
        let body = (schema?["$ref"] as? String).flatMap { bodies[String($0.split(separator: "/").last ?? "")] } ?? ""
        if path.hasSuffix("{name}") {
          #expect(await bridge.wait { await bridge.server.roomStatistics().contains { $0.name == "lobby" } })
        }
        var answer = try await client.ask(method.uppercased(), target, body)
        // A redirected call is between two streams for a moment.
        for _ in 0..<200 where answer.status == 409 {
          try await Task.sleep(for: .milliseconds(25))
          answer = try await client.ask(method.uppercased(), target, body)
        }
        let responses = try #require(operation["responses"] as? [String: [String: Any]])
        let described = responses[String(answer.status)]
        #expect(described != nil, "\(method) \(path): \(answer.status) \(answer.body.prefix(200))")
        guard let content = described?["content"] as? [String: [String: Any]],
          let shape = content["application/json"]?["schema"] as? [String: Any]
        else { continue }
        let value = try JSONSerialization.jsonObject(with: Data(answer.body.utf8))
        let problems = Self.differences(value, shape, schemas, "\(method) \(path)")
        #expect(problems == [], "\(problems)")
      }
      let refused = try await client.json("GET", "/v1/calls/none")
      #expect(Self.differences(refused, ["$ref": "#/components/schemas/Problem"], schemas, "problem") == [])
    }
  }

  private func waitingCall(_ bridge: Bridge) async throws -> String {
    bridge.server.parts.lines.put(NumberRecord(number: "+14155550177", owner: "default", room: "lobby"))
    let sid = Int.random(in: 1000...100_000)
    _ = try await bridge.carrier.voice(call: sid, to: "+14155550177")
    return try #require(bridge.server.calls().first { $0.providerID == TestCarrier.callSid(sid) }?.id)
  }

  /// A stream of events has no end.
  private func operationIsFinite(_ operation: [String: Any]) -> Bool {
    let answers = (operation["responses"] as? [String: [String: Any]])?.values.compactMap {
      $0["content"] as? [String: Any]
    }
    return !(answers ?? []).contains { $0["text/event-stream"] != nil }
  }

  /// As much of JSON Schema as the description uses; members that it does not name are differences too.
  static func differences(
    _ value: Any, _ schema: [String: Any], _ schemas: [String: [String: Any]], _ at: String
  ) -> [String] {
    if let reference = schema["$ref"] as? String {
      guard let found = schemas[String(reference.split(separator: "/").last ?? "")] else {
        return ["\(at): \(reference)"]
      }
      return differences(value, found, schemas, at)
    }
    if let known = schema["enum"] as? [String] {
      return known.contains(value as? String ?? "") ? [] : ["\(at): \(value)"]
    }
    let types = schema["type"] as? [String] ?? [schema["type"] as? String ?? ""]
    let isRight = types.contains { type in
      switch type {
      case "object": value is [String: Any]
      case "array": value is [Any]
      case "string": value is String
      case "integer": (value as? NSNumber).map { $0.doubleValue == $0.doubleValue.rounded() } ?? false
      case "number", "boolean": value is NSNumber
      case "null": value is NSNull
      default: true
      }
    }
    guard isRight else { return ["\(at): \(value) is no \(types)"] }
    var found: [String] = []
    if let object = value as? [String: Any], let properties = schema["properties"] as? [String: [String: Any]] {
      for name in schema["required"] as? [String] ?? [] where object[name] == nil {
        found.append("\(at).\(name) is missing")
      }
      for (name, member) in object {
        guard let shape = properties[name] else {
          found.append("\(at).\(name) is not described")
          continue
        }
        found += differences(member, shape, schemas, "\(at).\(name)")
      }
    }
    if let list = value as? [Any], let items = schema["items"] as? [String: Any] {
      for (index, item) in list.enumerated() { found += differences(item, items, schemas, "\(at)[\(index)]") }
    }
    return found
  }
}
