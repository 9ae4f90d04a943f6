import Foundation
import GRDB
import Testing

@testable import PatchLab
@testable import PatchServer

/// Who is recorded, and who is not.
@Suite(.timeLimit(.minutes(2))) struct RecordingTests {
  private func friend(key: Character? = nil, at: Double = 6, hangsUp: Double = 9) -> LabPhone {
    var friend = LabPhone(ring: 0.05)
    friend.caller = Caller(speech: Tones.tone([700], seconds: 1, level: 0.3), hangsUp: hangsUp)
    friend.caller.loops = true
    if let key { friend.caller.keys = [.init(at: at, digit: key)] }
    return friend
  }

  private func withRecordings(
    _ mode: RecordingSettings.Mode, _ phone: LabPhone, _ change: (inout ServerConfiguration) -> Void = { _ in },
    _ body: (Bridge, APITests.Client, String) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    try await withBridge(phones: [Bridge.friend: phone]) { configuration in
      configuration.data = folder.path
      configuration.adminListen = ListenAddress(host: "127.0.0.1", port: 0)
      configuration.apiTokens = [
        APIToken("boss:admin:\(APITests.admin)")!, APIToken("guild:operator@7:\(APITests.guild)")!,
      ]
      configuration.recording.mode = mode
      change(&configuration)
    } _: { (bridge: Bridge) async throws in
      try await body(
        bridge, APITests.Client(port: try #require(bridge.server.adminPort)), folder.path + "/recordings")
    }
    withExtendedLifetime(folder) {}
  }

  private func files(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  @Test func nothingIsRecordedUnlessAskedFor() async throws {
    try await withRecordings(.off, friend(hangsUp: 1)) { (bridge: Bridge, _, folder: String) async throws in
      _ = try await bridge.place()
      #expect(await bridge.carrier.event(.callEnded) != nil)
      #expect(files(folder) == [])
    }
  }

  @Test func aKeyAgreesAndTheSoundIsKeptPlayedAndDeleted() async throws {
    try await withRecordings(.keypress, friend(key: "1")) {
      (bridge: Bridge, client: APITests.Client, folder: String) async throws in
      let call = try await bridge.place()
      #expect(await bridge.carrier.event(.legStarted) != nil)
      try await Task.sleep(for: .seconds(4))
      #expect(files(folder) == [], "no bytes before consent")
      #expect(await bridge.carrier.event(.recordingConsented) { $0.callID == call.id } != nil)
      let ended = try #require(await bridge.carrier.event(.recordingEnded))
      let id = try #require(ended.data["recording_id"]?.string)
      let length = try #require(ended.data["milliseconds"]?.integer)
      #expect((1500...4500).contains(length), "\(length) ms of the last three seconds")
      #expect(files(folder) == [id + ".wav"])
      let path = folder + "/" + id + ".wav"
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      // The caller's tone is on the left.
      let sound = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(sound.prefix(4) == Data("RIFF".utf8))
      let pcm = sound.suffix(from: 80).withUnsafeBytes { Array($0.bindMemory(to: Int16.self)) }
      let left = stride(from: 0, to: pcm.count - 1, by: 2).map { Double(pcm[$0]) }
      let right = stride(from: 1, to: pcm.count, by: 2).map { Double(pcm[$0]) }
      #expect(left.reduce(0) { $0 + $1 * $1 } / Double(left.count) > 1e6)
      #expect(right.allSatisfy { $0 == 0 })

      _ = await bridge.server.parts.store?.flush()
      let list = try await client.json("GET", "/v1/recordings?call=\(call.id)")
      let items = try #require(list["items"] as? [[String: Any]])
      #expect(items.map { $0["id"] as? String } == [id])
      #expect((items[0]["channels"] as? [String]) == ["+1415•••2671", "room"])
      #expect((try await client.json("GET", "/v1/recordings?call=call-x")["items"] as? [Any])?.isEmpty == true)
      let part = try await client.ask("GET", "/v1/recordings/\(id)/audio", headers: [("Range", "bytes=0-3")])
      #expect(part.status == 206 && part.body == "RIFF")
      #expect(part.headers.lowercased().contains("content-range: bytes 0-3/\(sound.count)"))
      #expect(
        try await client.ask("GET", "/v1/recordings/\(id)/audio", headers: [("Range", "bytes=99999999-")]).status == 416
      )
      // Another guild's token does not see it, nor does a name lead anywhere else.
      var other = client
      other.token = APITests.guild
      #expect(try await other.ask("GET", "/v1/recordings/\(id)/audio").status == 404)
      #expect(try await client.ask("GET", "/v1/recordings/..%2Fphonepatch.sqlite/audio").status == 404)
      #expect(try await client.ask("DELETE", "/v1/recordings/\(id)").status == 204)
      #expect(files(folder) == [])
      _ = await bridge.server.parts.store?.flush()
      #expect((try await client.json("GET", "/v1/recordings")["items"] as? [Any])?.isEmpty == true)
    }
  }

  @Test(arguments: ["2" as Character, nil]) func whoDoesNotAgreeIsNotRecorded(key: Character?) async throws {
    try await withRecordings(.keypress, friend(key: key, hangsUp: 8)) {
      (bridge: Bridge, _, folder: String) async throws in
      _ = try await bridge.place()
      #expect(await bridge.carrier.event(.callEnded) != nil)
      let refused = bridge.server.events.snapshot().contains { $0.type == .recordingRefused }
      #expect(refused == (key != nil))
      #expect(files(folder) == [])
    }
  }

  @Test func aPromptThatIsMissingAgreesToNothing() async throws {
    let empty = try TemporaryFolder()
    for mode in [RecordingSettings.Mode.announce, .keypress] {
      try await withRecordings(mode, friend(key: "1", at: 3, hangsUp: 5)) {
        $0.prompts.folder = empty.path
      } _: { (bridge: Bridge, _, folder: String) async throws in
        _ = try await bridge.place()
        #expect(await bridge.carrier.event(.callEnded) != nil)
        #expect(!bridge.server.events.snapshot().contains { $0.type == .recordingConsented })
        #expect(files(folder) == [])
      }
    }
  }

  @Test func whoIsToldIsRecordedAndTheNumberCanBeForgotten() async throws {
    try await withRecordings(.announce, friend(hangsUp: 6.5)) {
      (bridge: Bridge, client: APITests.Client, folder: String) async throws in
      let call = try await bridge.place()
      #expect(await bridge.carrier.event(.recordingEnded) { $0.callID == call.id } != nil)
      #expect(files(folder).count == 1)
      let told = try #require(bridge.server.events.snapshot().first { $0.type == .legPrompt })
      #expect(told.data["prompts"] == "announce")
      #expect(told.data["heard"] == true)
      let store = try #require(bridge.server.parts.store)
      await store.flush()
      #expect(try await client.ask("DELETE", "/v1/people/%2B14155550100").status == 409, "our own number")
      let outcome = try await client.json("DELETE", "/v1/people/%2B14155552671")
      #expect(outcome["recordings"] as? Int == 1)
      #expect(outcome["calls"] as? Int == 1)
      #expect(files(folder) == [])
      await store.flush()
      #expect(try await Self.count("call WHERE to_number = '+14155552671'", store) == 0)
      // The deletion itself may leave an event of its own.
      #expect(try await Self.count("event WHERE call_id = '\(call.id)'", store) <= 1)
    }
  }

  private static func count(_ rows: String, _ store: Store) async throws -> Int {
    try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(rows)") ?? 0 }
  }

  @Test func rangesAreReadAsTheStandardSays() {
    #expect(ByteRange.of("bytes=0-3", length: 10) == .part(0..<4))
    #expect(ByteRange.of("bytes=4-", length: 10) == .part(4..<10))
    #expect(ByteRange.of("bytes=-3", length: 10) == .part(7..<10))
    #expect(ByteRange.of("bytes=-30", length: 10) == .part(0..<10))
    #expect(ByteRange.of("bytes=5-99", length: 10) == .part(5..<10))
    #expect(ByteRange.of("bytes=10-", length: 10) == .none)
    #expect(ByteRange.of("bytes=-0", length: 10) == .none)
    for odd in ["bytes=3-2", "bytes=a-b", "bytes=0-1,3-4", "lines=1-2", "bytes=", "bytes=-"] {
      #expect(ByteRange.of(odd, length: 10) == .whole, "\(odd)")
    }
  }

  @Test func whatIsTooOldIsDeleted() async throws {
    try await withRecordings(.off, friend()) { (bridge: Bridge, _, folder: String) async throws in
      let store = try #require(bridge.server.parts.store)
      let recordings = try #require(bridge.server.parts.recordings)
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let now = Int64(WallClock.microseconds())
      for (id, expires) in [("rec-old", now - 1), ("rec-new", now + 60_000_000)] {
        try Data("RIFF".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(id).wav"))
        store.put(
          .recording(
            RecordingRecord(
              id: id, callID: nil, owner: "default", path: id + ".wav", mode: "announce", created: now,
              expires: expires, milliseconds: 1, bytes: 4)))
      }
      await store.flush()
      recordings.sweepNow()
      #expect(await bridge.wait { files(folder) == ["rec-new.wav"] })
    }
  }
}
