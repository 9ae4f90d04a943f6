import Foundation
import Testing

@testable import PatchServer

@Suite(.timeLimit(.minutes(2))) struct PlayTests {
  /// Half a second that is nothing else.
  private static let sound = (0..<25).flatMap { Speaker(call: 9, seed: 77).frame($0) }
  private static let frames = Set((0..<25).map { Speaker(call: 9, seed: 77).frame($0) })

  @Test func aWhisperIsForOneEarAndAPlayedSoundForAll() async throws {
    let folder = try TemporaryFolder()
    try Data(Self.sound).write(to: URL(fileURLWithPath: folder.path + "/hello.ulaw"))
    try await APITests.withAPI {
      $0.sounds = folder.path
    } _: { (bridge: Bridge, client: APITests.Client) async throws in
      let one = try await bridge.carrier.leg(call: 1)
      let two = try await bridge.carrier.leg(call: 2)
      #expect(await bridge.carrier.started(call: 1))
      #expect(await bridge.carrier.started(call: 2))
      let call = try #require(bridge.server.calls().first { $0.providerID == TestCarrier.callSid(1) }?.id)
      func heard(_ socket: TestSocket) -> Int { Heard(socket).frames.count { Self.frames.contains($0) } }
      let audio = Data(Self.sound).base64EncodedString()
      #expect(try await client.ask("POST", "/v1/calls/\(call)/whisper", #"{"audio":"\#(audio)"}"#).status == 204)
      #expect(await bridge.wait { heard(one) > 12 })
      #expect(await bridge.carrier.event(.callPlayed) != nil)
      #expect(heard(two) == 0)
      let before = heard(one)
      #expect(try await client.ask("POST", "/v1/calls/\(call)/play", #"{"file":"hello.ulaw"}"#).status == 204)
      #expect(await bridge.wait { heard(one) > before + 12 && heard(two) > 12 })
      for body in [
        #"{"file":"../hello.ulaw"}"#, #"{"file":"/etc/passwd"}"#, #"{"file":".hidden"}"#, #"{"file":"none"}"#,
      ] { #expect(try await client.ask("POST", "/v1/calls/\(call)/play", body).status == 404, "\(body)") }
      for body in [#"{"audio":"???"}"#, #"{"audio":""}"#] {
        #expect(try await client.ask("POST", "/v1/calls/\(call)/play", body).status == 422, "\(body)")
      }
      #expect(try await client.ask("POST", "/v1/calls/\(call)/play", "{}").status == 400)
      var guild = client
      guild.token = APITests.guild
      #expect(try await guild.ask("POST", "/v1/calls/\(call)/whisper", #"{"audio":"\#(audio)"}"#).status == 404)
      one.connection.close()
      two.connection.close()
    }
    withExtendedLifetime(folder) {}
  }

  @Test func waveFilesAreReadAndOthersRefused() throws {
    func wave(_ code: Int, _ channels: Int, _ rate: Int, _ bits: Int, _ data: [UInt8]) -> [UInt8] {
      func bytes(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }
      let format = bytes(code, 2) + bytes(channels, 2) + bytes(rate, 4) + bytes(0, 6) + bytes(bits, 2)
      return Array("RIFF".utf8) + bytes(0, 4) + Array("WAVEfmt ".utf8) + bytes(16, 4) + format + Array("data".utf8)
        + bytes(data.count, 4) + data
    }
    #expect(try SoundFile.sound(wave(7, 1, 8000, 8, [1, 2, 3])) == [1, 2, 3])
    #expect(try SoundFile.sound(wave(1, 1, 8000, 16, [0, 0, 0, 0])) == [0xFF, 0xFF])
    for bad in [
      wave(1, 2, 8000, 16, [0, 0]), wave(1, 1, 44_100, 16, [0, 0]), wave(7, 1, 8000, 8, []), Array("RIFF".utf8),
    ] {
      #expect(throws: APIProblem.self) { try SoundFile.sound(bad) }
    }
  }

  @Test func theDoctorLooksAtTheServerThatRuns() async throws {
    try await APITests.withAPI { (bridge: Bridge, client: APITests.Client) async throws in
      let report = try await client.json("GET", "/v1/doctor")
      let findings = try #require(report["findings"] as? [[String: Any]])
      func verdict(_ name: String) -> String? {
        findings.first { $0["name"] as? String == name }?["verdict"] as? String
      }
      #expect(verdict("new calls") == "good" && verdict("history") == "good" && verdict("Twilio account") == "good")
      #expect(
        findings.allSatisfy {
          $0["verdict"] as? String == "good" || $0["remedy"] is String || $0["verdict"] as? String == "information"
        })
      for token in [APITests.viewer, APITests.guild] {
        var other = client
        other.token = token
        #expect(try await other.ask("GET", "/v1/doctor").status == 403)
      }
    }
  }
}
