import NIOCore
import Testing

@testable import PatchLab

/// The voice gateway's conversation, in virtual time.
@Suite struct DeskTests {
  static let frame: [UInt8] = [1, 2, 3] + [UInt8](repeating: 9, count: 8) + [1, 12, 0xFA, 0xFA]

  @Test func aClientGoesAllTheWay() {
    var desk = DeskHarness()
    desk.open(1)
    #expect(desk.texts[1]?.first?["d"]["heartbeat_interval"].int == 13750)
    desk.identify(1, 10)
    let ready = desk.messages(1, 2)[0]["d"]
    #expect(ready["port"].int == 5000)
    #expect(ready["modes"].array?.count == 2)
    desk.say(1, 1, ["protocol": "udp", "data": ["address": "1.2.3.4", "port": 5, "mode": "aead_aes256_gcm_rtpsize"]])
    let description = desk.messages(1, 4)[0]["d"]
    #expect(description["secret_key"].array?.count == 32)
    #expect(description["dave_protocol_version"].int == 1)
    #expect(desk.binaries[1]?.first?[2] == 25)
    desk.say(1, 3, ["t": 17, "seq_ack": 0])
    #expect(desk.messages(1, 6)[0]["d"]["t"].int == 17)
    #expect(desk.live[10] == true)
    #expect(desk.closes.isEmpty)
  }

  /// What a client does wrong, and the code that it is told.
  @Test(arguments: [
    (#"{"op":99,"d":{}}"#, 4001), (#"{"op":5"#, 4002), (#"[]"#, 4002), (#"{"op":26,"d":{}}"#, 4002),
    (#"{"op":0,"d":{}}"#, 4005), (#"{"op":7,"d":{}}"#, 4005), (#"{"op":1,"d":{"protocol":"webrtc"}}"#, 4012),
    (#"{"op":1,"d":{"protocol":"udp","data":{"address":"1.1.1.1","port":1,"mode":"xsalsa20_poly1305"}}}"#, 4016),
    (#"{"op":3,"d":{"t":1.5}}"#, 4020), (#"{"op":3,"d":1}"#, 4020), (#"{"op":5,"d":{}}"#, 4020),
  ])
  func mistakesHaveTheirCodes(_ message: String, _ code: Int) {
    var desk = DeskHarness()
    desk.open(1)
    desk.identify(1, 10)
    desk.say(1, raw: message)
    #expect(desk.closes[1] == UInt16(code))
    #expect(desk.live[10] == false)
  }

  @Test func theDoorHasItsCodesToo() {
    var desk = DeskHarness()
    let wrong: [(JSONValue, UInt16)] = [
      (
        [
          "server_id": "2", "user_id": "10", "session_id": "session10", "token": "token10",
          "max_dave_protocol_version": 1,
        ], 4011
      ),
      (
        ["server_id": "1", "user_id": "10", "session_id": "x", "token": "token10", "max_dave_protocol_version": 1], 4006
      ),
      (
        ["server_id": "1", "user_id": "10", "session_id": "session10", "token": "x", "max_dave_protocol_version": 1],
        4004
      ),
      (["server_id": "1", "user_id": "10", "session_id": "session10", "token": "token10"], 4017),
      (
        [
          "server_id": "1", "user_id": "10", "session_id": "session10", "token": "token10",
          "max_dave_protocol_version": 0,
        ], 4017
      ),
      (["server_id": "1"], 4002),
    ]
    for (id, (data, code)) in wrong.enumerated() {
      desk.open(id)
      desk.say(id, 0, data)
      #expect(desk.closes[id] == code)
      #expect(desk.messages(id, 8).count == 1)
    }
    desk.open(50)
    desk.say(50, 5, ["speaking": 1])
    #expect(desk.closes[50] == 4003)
    desk.open(51, version: 4)
    #expect(desk.closes[51] == 4012)
    desk.open(52)
    desk.say(52, 7, ["server_id": "1", "session_id": "session10", "token": "token10", "seq_ack": 0])
    #expect(desk.closes[52] == 4006)
  }

  @Test func aStageIsNotEncryptedEndToEnd() {
    var desk = DeskHarness(stage: true)
    desk.open(1)
    desk.identify(1, 10, dave: nil)
    #expect(desk.closes.isEmpty)
    desk.say(1, 1, ["protocol": "udp", "data": ["address": "", "port": 0, "mode": "aead_aes256_gcm_rtpsize"]])
    #expect(desk.messages(1, 4)[0]["d"]["dave_protocol_version"].int == 0)
    #expect(desk.binaries[1] == nil)
  }

  @Test func silenceEndsAConnection() {
    var desk = DeskHarness()
    desk.enter(1)
    desk.wait(30_000_000)
    desk.say(1, 3, ["t": 1])
    desk.wait(41_000_000)
    #expect(desk.closes.isEmpty)
    desk.wait(300_000)
    #expect(desk.closes[1] == 4009)
  }

  @Test func aResumeReplaysWhatWasMissed() {
    var desk = DeskHarness()
    desk.enter(1)
    desk.enter(2)
    let before = desk.texts[1]?.compactMap { $0["seq"].int } ?? []
    let last = before.max() ?? -1
    desk.desk.closed(1, code: 1006, now: desk.now)
    // The other one is not told that anybody left, and goes on.
    desk.say(2, 5, ["speaking": 0, "delay": 0, "ssrc": JSONValue(Int(desk.ssrc(2)))])
    desk.wait(5_000_000)
    #expect(desk.messages(2, 13).isEmpty)
    desk.open(11)
    desk.say(11, 7, ["server_id": "1", "session_id": "session1", "token": "token1", "seq_ack": JSONValue(last)])
    #expect(desk.texts[11]?.map { $0["op"].int } == [8, 5, 9])
    #expect(desk.texts[11]?[1]["seq"].int == last + 1)
    // Everything is replayed to one who has seen nothing, in both forms and in order.
    desk.desk.closed(11, code: 4000, now: desk.now)
    desk.open(12)
    desk.say(12, 7, ["server_id": "1", "session_id": "session1", "token": "token1", "seq_ack": -1])
    #expect(desk.binaries[12]?.first?.prefix(3) == [0, 0, 25])
    #expect(desk.texts[12]?.last?["op"].int == 9)
    // A token of somebody else, and an old session.
    desk.desk.closed(12, code: 1006, now: desk.now)
    desk.open(13)
    desk.say(13, 7, ["server_id": "1", "session_id": "session1", "token": "token2", "seq_ack": -1])
    #expect(desk.closes[13] == 4004)
    desk.wait(21_000_000)
    #expect(desk.messages(2, 13).count == 1)
    #expect(desk.live[1] == false)
    desk.open(14)
    desk.say(14, 7, ["server_id": "1", "session_id": "session1", "token": "token1", "seq_ack": -1])
    #expect(desk.closes[14] == 4009)
  }

  @Test func numbersWrapAndOldOnesAreGone() {
    var buffer = ResumeBuffer(limit: 4, next: 65534)
    for _ in 0..<6 { _ = buffer.text(op: 5, .null) }
    #expect(buffer.next == 4)
    #expect(buffer.replay(after: 1)?.count == 2)
    #expect(buffer.replay(after: 65535)?.count == 4)
    #expect(buffer.replay(after: 65534) == nil)
    #expect(buffer.replay(after: 3)?.isEmpty == true)
    #expect(buffer.replay(after: 70000) == nil)
  }

  @Test(arguments: [UInt16(4015), 4013, 1001, 1000])
  func someCodesLetTheSessionLive(_ code: UInt16) {
    var desk = DeskHarness()
    desk.enter(1)
    desk.desk.perform(.close(guild: 1, user: 1, code: code), now: desk.now)
    desk.collect()
    #expect(desk.closes[1] == code)
    #expect(desk.live[1] == true)
    desk.open(2)
    desk.say(2, 7, ["server_id": "1", "session_id": "session1", "token": "token1", "seq_ack": -1])
    #expect(desk.messages(2, 9).count == 1)
  }

  @Test func mediaIsPassedOnUnderTheReceiversKey() throws {
    var desk = DeskHarness()
    desk.enter(1, mode: .aes)
    desk.enter(2, mode: .xchacha)
    var sender = try #require(desk.seal(1))
    let receiver = try #require(desk.seal(2))
    #expect(sender.key != receiver.key)
    desk.datagrams = []
    // With an extension of its own, which is not passed on.
    let header = desk.header(1, sequence: 7, first: 0x90) + [0xBE, 0xDE, 0, 1]
    desk.send(sender.seal(header: header, body: [0x10, 0, 0, 0] + Self.frame), port: 6001)
    #expect(desk.datagrams.map(\.to) == [6002])
    let bytes = try #require(desk.datagrams.first).bytes
    let packet = try #require(MediaPacket(bytes))
    #expect(packet.sequence == 7)
    #expect(packet.ssrc == desk.ssrc(1))
    let body = try #require(receiver.open(bytes, header: packet.headerCount))
    #expect(packet.payload(of: body) == Self.frame)
    #expect(desk.desk.reports[1]?.encrypted == 1)
    #expect(desk.desk.reports[2]?.forwarded == 1)
    // Damaged, somebody else's, and not media at all.
    var damaged = sender.seal(header: desk.header(1, sequence: 8), body: Self.frame)
    damaged[20] ^= 1
    desk.send(damaged, port: 6001)
    #expect(desk.datagrams.count == 1)
    #expect(desk.desk.reports[1]?.refused == 1)
  }

  @Test func soundInTheClearIsReported() throws {
    var desk = DeskHarness()
    desk.enter(1)
    var seal = try #require(desk.seal(1))
    desk.wait(2_000_000)
    desk.send(seal.seal(header: desk.header(1, sequence: 1), body: [0xFC, 1, 2, 3]), port: 6001)
    desk.send(seal.seal(header: desk.header(1, sequence: 2), body: [0xF8, 0xFF, 0xFE]), port: 6001)
    #expect(desk.desk.reports[1]?.plainUnderDave == 1)
    #expect(desk.desk.reports[1]?.silence == 1)
    let again = TransportSeal(mode: seal.mode, key: seal.key)
    var repeated = again
    desk.send(repeated.seal(header: desk.header(1, sequence: 3), body: Self.frame), port: 6001)
    #expect(desk.desk.reports[1]?.nonceReused == 1)
  }

  @Test func mediaHasItsFaults() throws {
    var desk = DeskHarness()
    desk.enter(1)
    desk.enter(2)
    var faults = VoiceFaults()
    faults.loss = 0.1
    faults.jitterMilliseconds = 30
    faults.reorder = 0.1
    faults.duplicate = 0.1
    faults.padding = 0.5
    desk.desk.perform(.faults(guild: 1, user: 2, faults: faults), now: desk.now)
    var sender = try #require(desk.seal(1))
    let receiver = try #require(desk.seal(2))
    desk.datagrams = []
    for sequence in 0..<200 {
      desk.send(sender.seal(header: desk.header(1, sequence: UInt8(sequence)), body: Self.frame), port: 6001)
      for _ in 0..<4 { desk.wait(5000) }
    }
    desk.wait(1_000_000)
    var sequences: [UInt16] = []
    var padded = 0
    for (_, bytes) in desk.datagrams {
      let packet = try #require(MediaPacket(bytes))
      let body = try #require(receiver.open(bytes, header: packet.headerCount))
      #expect(packet.payload(of: body) == Self.frame)
      if bytes[0] & 0x20 != 0 { padded += 1 }
      sequences.append(packet.sequence)
    }
    let distinct = Set(sequences).count
    #expect((165...195).contains(distinct))
    #expect(sequences.count - distinct > 5)
    #expect((70...140).contains(padded))
    #expect(zip(sequences, sequences.dropFirst()).contains { $0 > $1 })
  }

  @Test func earlyMessagesAndSwallowedSpeaking() {
    var desk = DeskHarness()
    desk.enter(1)
    var faults = VoiceFaults()
    faults.isEarly = true
    faults.lostDiscoveries = 1
    desk.desk.perform(.faults(guild: 1, user: 2, faults: faults), now: desk.now)
    desk.enter(2)
    let ops = desk.texts[2]?.compactMap { $0["op"].int } ?? []
    #expect(ops.firstIndex(of: 5) ?? 99 < ops.firstIndex(of: 11) ?? 0)
    #expect(ops.firstIndex(of: 11) ?? 99 < ops.firstIndex(of: 4) ?? 0)
    #expect(desk.binaries[2]?.first?.prefix(3) == [0, 0, 25])
    #expect(!desk.datagrams.contains { $0.to == 6002 })
    faults = VoiceFaults()
    faults.swallowsSpeaking = true
    desk.desk.perform(.faults(guild: 1, user: 3, faults: faults), now: desk.now)
    desk.enter(3)
    #expect(desk.messages(3, 5).isEmpty)
    #expect(desk.messages(2, 5).count == 2)
  }
}
