import Foundation
import Logging
import Testing

@testable import PatchServer

@Suite struct LogTests {
  @Test(arguments: [
    ("+14155555310", "+1415•••5310"), ("14155555310", "1415•••5310"), ("+420123456789", "+4201•••6789"),
    ("+4612345678", "+46•••678"), ("+123456", "+•••56"), ("911", "•••"), ("anonymous", "anonymous"), ("", ""),
    ("client:alice", "client:•••"), ("sip:bob@example.com", "sip:•••"), ("+1 415 555 5310", "•••"),
  ])
  func numbersAreMasked(number: String, masked: String) { #expect(MaskedNumber.of(number) == masked) }

  @Test(arguments: [
    ("+14155555310", "+1415•••5310"), ("14155555310", "1415•••5310"), ("lobby", "lobby"), ("room-42", "room-42"),
    ("1234", "1234"),
  ])
  func roomsNamedAfterANumberAreMasked(name: String, shown: String) {
    #expect(RoomName.shown(name).string == shown)
  }

  @Test func linesAreJSON() throws {
    let pipe = Pipe()
    var logger = Logger(label: "a \"b\"") {
      JSONLogHandler(label: $0, descriptor: pipe.fileHandleForWriting.fileDescriptor)
    }
    logger[metadataKey: "call_id"] = "call-1"
    logger.info(
      "line\nbreak \u{1B}[31m \u{2028}",
      metadata: [
        "n": .stringConvertible(Int64(5)), "f": .stringConvertible(true), "d": .stringConvertible(0.5),
        "list": ["a", .stringConvertible(UInt64.max)], "nested": ["k": "v"], "call_id": "call-2",
      ])
    logger.debug("below the level")
    try pipe.fileHandleForWriting.close()
    let data = try #require(try pipe.fileHandleForReading.readToEnd())
    #expect(data.split(separator: 10).count == 1)
    #expect(!data.contains(0x1B))
    let line = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(line["message"] as? String == "line\nbreak \u{1B}[31m \u{2028}")
    #expect(line["level"] as? String == "info" && line["logger"] as? String == "a \"b\"")
    #expect(line["n"] as? Int == 5 && line["f"] as? Bool == true && line["d"] as? Double == 0.5)
    #expect(line["call_id"] as? String == "call-2")
    #expect((line["list"] as? [Any])?.count == 2 && (line["nested"] as? [String: String]) == ["k": "v"])
  }

  @Test func timesAreRFC3339() {
    #expect(WallClock.text(0) == "1970-01-01T00:00:00.000000Z")
    #expect(WallClock.text(951_782_400_000_001) == "2000-02-29T00:00:00.000001Z")
    #expect(WallClock.text(1_795_237_629_000_042) == "2026-11-21T05:07:09.000042Z")
    #expect(WallClock.text(4_107_542_399_999_999) == "2100-02-28T23:59:59.999999Z")
  }

  @Test func noSecretOrFullNumberIsLogged() async throws {
    let pipe = Pipe()
    let descriptor = pipe.fileHandleForWriting.fileDescriptor
    let logger = Logger(label: "t") { JSONLogHandler(label: $0, level: .trace, descriptor: descriptor) }
    var configuration = ServerConfiguration()
    configuration.listen = ListenAddress(host: "127.0.0.1", port: 0)
    configuration.twilio.authToken = TestCarrier.token
    configuration.logLevel = .trace
    let server = try await PhonepatchServer.start(configuration, logger: logger)
    let carrier = TestCarrier(server)
    let answer = try await carrier.voice(call: 1)
    let path = try TestCarrier.mediaPath(answer.body)
    _ = try await carrier.media(path, signature: "AAAA")
    let socket = try await carrier.media(path)
    _ = try await carrier.media(path)
    socket.connection.close()
    await carrier.event(.callEnded)
    await server.stop()
    try pipe.fileHandleForWriting.close()
    let text = String(decoding: try #require(try pipe.fileHandleForReading.readToEnd()), as: UTF8.self)
    #expect(text.contains("call.incoming") && text.contains("+1415•••5310"))
    #expect(!text.contains("14155555310") && !text.contains(TestCarrier.token))
    #expect(!text.contains(path.split(separator: "/").last.map(String.init) ?? "?"))
  }
}
