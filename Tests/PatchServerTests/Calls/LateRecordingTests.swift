import Foundation
import GRDB
import PatchBase
import PatchCodec
import Testing

@testable import PatchLab
@testable import PatchServer

/// Recordings that somebody joins late, and that a crash cuts short.
@Suite(.timeLimit(.minutes(2)), .serialized) struct LateRecordingTests {
  private static let late = "+14155552672"

  private static func phone(_ pitch: Double, hangsUp: Double) -> LabPhone {
    var phone = LabPhone(ring: 0.05)
    phone.caller = Caller(speech: Tones.tone([pitch], seconds: 1, level: 0.2), hangsUp: hangsUp)
    phone.caller.loops = true
    return phone
  }

  /// How loud a pitch is in each tenth of a second, of samples at 8 kHz, in dBFS.
  private static func loudness(_ pitch: Double, _ pcm: [Double]) -> [Double] {
    stride(from: 0, to: pcm.count - 800, by: 800).map { begin in
      var (a, b) = (0.0, 0.0)
      for index in 0..<800 {
        a += pcm[begin + index] * cos(2 * .pi * pitch * Double(index) / 8000)
        b += pcm[begin + index] * sin(2 * .pi * pitch * Double(index) / 8000)
      }
      return 20 * log10(max((a * a + b * b).squareRoot() / 400 / 32_768, 1e-9))
    }
  }

  private static func left(_ sound: Data) throws -> [Double] {
    let bytes = Array(sound)
    let (format, place) = try WavReader.locate(bytes.span)
    #expect(format.channels == 2 && format.sampleRate == 8000)
    return stride(from: place.lowerBound, to: place.upperBound - 3, by: 4).map {
      Double(Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8))
    }
  }

  @Test func whoComesLateIsSilentUntilToldAndInTimeAfterwards() async throws {
    let folder = try TemporaryFolder()
    let phones = [Bridge.friend: Self.phone(700, hangsUp: 17), Self.late: Self.phone(1100, hangsUp: 12)]
    try await withBridge(phones: phones) {
      $0.data = folder.path
      $0.recording.mode = .announce
    } _: { (bridge: Bridge) async throws in
      let first = try await bridge.place(room: "lobby")
      let started = try #require(await bridge.carrier.event(.recordingStarted) { $0.callID == first.id })
      // Well into the recording, somebody else comes.
      try await Task.sleep(for: .seconds(1.5))
      let second = try await bridge.place(Self.late, room: "lobby")
      let consented = try #require(
        await bridge.carrier.event(.recordingConsented, seconds: 15) { $0.callID == second.id })
      let told = bridge.server.events.snapshot().first { $0.type == .legPrompt && $0.callID == second.id }
      #expect(told?.data["prompts"] == "announce" && told?.data["heard"] == true)
      let left = try #require(await bridge.carrier.event(.callEnded, seconds: 20) { $0.callID == second.id })
      let ended = try #require(await bridge.carrier.event(.recordingEnded, seconds: 15))
      let id = try #require(ended.data["recording_id"]?.string)
      let sound = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/recordings/\(id).wav"))
      let pcm = try Self.left(sound)
      let (one, two) = (Self.loudness(700, pcm), Self.loudness(1100, pcm))
      func at(_ event: Event) -> Double { (Double(event.time) - Double(started.time)) / 1e6 }
      let begin = Double(two.firstIndex { $0 > -40 } ?? 0) / 10
      let end = Double(two.lastIndex { $0 > -40 } ?? 0) / 10
      #expect(abs(begin - at(consented)) < 0.4, "the newcomer is heard from \(begin) s, told at \(at(consented)) s")
      let before = two.prefix(max(Int(begin * 10) - 1, 0))
      #expect(before.count > 20 && before.allSatisfy { $0 < -45 }, "and in silence before: \(before.map { Int($0) })")
      #expect(abs(end - at(left)) < 0.6, "until \(end) s, gone at \(at(left)) s")
      // Who was there before is there all along.
      let inside = one.dropFirst(3).prefix(one.count - 6)
      #expect(inside.count { $0 > -40 } * 100 >= inside.count * 97, "\(inside.map { Int($0) })")
      _ = await bridge.server.parts.store?.flush()
      let calls = try await bridge.server.parts.store?.read { try RecordingCall.fetchAll($0) }
      #expect(Set(calls?.map(\.callID) ?? []) == [first.id, second.id])
    }
    withExtendedLifetime(folder) {}
  }

  @Test func aCrashLeavesARecordingThatCanBeHeard() async throws {
    try await RestartStage.run(phone: Self.phone(700, hangsUp: 60)) { (stage: RestartStage) async throws in
      let client = stage.client
      func recordings() async throws -> [[String: Any]] {
        try #require(try await client.json("GET", "/v1/recordings")["items"] as? [[String: Any]])
      }
      func bytes() async throws -> Int { (try await recordings().first?["bytes"] as? Int) ?? 0 }
      let first = try await stage.serve(["PHONEPATCH_RECORDING": "announce"])
      let call = try await stage.place()
      let room = { try await client.json("GET", "/v1/rooms/lobby")["recording"] as? [String: Any] }
      #expect(try await reach(10) { try await room()?["state"] as? String == "asking" })
      #expect(try await reach(20) { try await room()?["state"] as? String == "on" })
      // Three seconds of sound are on the disk.
      #expect(try await reach(20) { try await bytes() > 80 + 3 * 32_000 })
      first.kill()
      let second = try await stage.serve(["PHONEPATCH_RECORDING": "announce"])
      #expect(try await reach(10) { (try await recordings().first?["duration_ms"] as? Int ?? 0) > 3000 })
      let found = try #require(try await recordings().first)
      let id = try #require(found["id"] as? String)
      #expect(found["call_ids"] as? [String] == [call])
      let events = try await client.json("GET", "/v1/calls/\(call)/events")["items"] as? [[String: Any]]
      let end = events?.first { $0["type"] as? String == "recording.ended" }?["data"] as? [String: Any]
      #expect(end?["reason"] as? String == Adoption.reason && end?["recording_id"] as? String == id)
      let sound = try Data(contentsOf: URL(fileURLWithPath: stage.data + "/recordings/\(id).wav"))
      let pcm = try Self.left(sound)
      #expect(pcm.count > 2 * 8000)
      let loud = Self.loudness(700, pcm).dropFirst(3)
      #expect(loud.count { $0 > -40 } * 100 >= loud.count * 90)
      #expect(
        try await client.ask("GET", "/v1/recordings/\(id)/audio", headers: [("Range", "bytes=0-3")]).body == "RIFF")
      second.kill()
    }
  }
}
