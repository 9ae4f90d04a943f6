import Foundation
import PatchBase
import PatchWire
import Testing

/// Discord's voice gateway, version 8.
@Suite struct VoiceGatewayTests {
  // MARK: What the server says

  @Test func hello() throws {
    let m = try read(#"{"op":8,"d":{"v":8,"heartbeat_interval":13750}}"#)
    #expect(m.message.op == .hello)
    #expect(m.message.heartbeatInterval == 13_750)
    #expect(m.message.sequence == nil)
    // Some servers wrote the interval as a fraction, and members come in any order.
    #expect(try read(#"{"d":{"heartbeat_interval":41250.0},"seq":0,"op":8}"#).message.heartbeatInterval == 41_250)
    #expect(try read(#"{"d":{"heartbeat_interval":41250.0},"seq":0,"op":8}"#).message.sequence == 0)
  }

  @Test func ready() throws {
    let m = try read(
      #"{"op":2,"d":{"ssrc":281226,"ip":"2001:db8::7","port":39514,"modes":["x","aead_aes256_gcm_rtpsize","aead_xchacha20_poly1305_rtpsize"],"heartbeat_interval":1,"experiments":[],"streams":[{}]}}"#
    )
    #expect(m.message.ssrc == 281_226)
    #expect(m.message.port == 39_514)
    #expect(m.text(m.message.address) == "2001:db8::7")
    #expect(m.message.modes == [VoiceModes(.aes256gcm), VoiceModes(.xchacha20poly1305)])
    #expect(m.message.heartbeatInterval == 0)  // Hello's is the one that counts
  }

  @Test func sessionDescription() throws {
    let key = (0..<32).map { $0 * 8 }
    let m = try read(
      #"{"op":4,"d":{"mode":"aead_aes256_gcm_rtpsize","secret_key":\#(key),"dave_protocol_version":1,"audio_codec":"opus","media_session_id":"a"}}"#
    )
    #expect(m.message.mode == .aes256gcm)
    #expect(m.scratch[m.message.key].map(Int.init) == key)
    #expect(m.message.daveVersion == 1)
    let old = try read(#"{"op":4,"d":{"mode":"new","secret_key":\#(key),"dave_protocol_version":null}}"#)
    #expect(old.message.mode == nil)
    #expect(old.message.daveVersion == 0)
  }

  @Test func people() throws {
    let speaking = try read(#"{"op":5,"d":{"user_id":"111","ssrc":281226,"speaking":5},"seq":65535}"#).message
    #expect(speaking.user == 111 && speaking.ssrc == 281_226 && speaking.speaking == 5)
    #expect(speaking.sequence == 65_535)
    let video = try read(#"{"op":12,"d":{"user_id":"7","audio_ssrc":9,"video_ssrc":10,"streams":[]}}"#).message
    #expect(video.user == 7 && video.ssrc == 9)
    #expect(try read(#"{"op":13,"d":{"user_id":18446744073709551615}}"#).message.user == .max)
    let text = bytes(#"{"op":11,"seq":2,"d":{"a":[1],"user_ids":["1", 22,"18446744073709551615"]}}"#)
    let m = try read(text).message
    var walk = try VoiceUsers(text.span, m.users)
    var users: [UInt64] = []
    while let user = try walk.next() { users.append(user) }
    #expect(users == [1, 22, .max])
  }

  @Test func transitions() throws {
    let prepare = try read(#"{"op":21,"d":{"transition_id":9,"protocol_version":0},"seq":1}"#).message
    #expect(prepare.op == .davePrepareTransition && prepare.transition == 9 && prepare.daveVersion == 0)
    #expect(try read(#"{"op":22,"d":{"transition_id":65535}}"#).message.transition == 65_535)
    let epoch = try read(#"{"op":24,"d":{"protocol_version":1,"epoch":"1"}}"#).message
    #expect(epoch.op == .davePrepareEpoch && epoch.daveVersion == 1 && epoch.epoch == 1)
  }

  @Test func whatMeansNothingIsPassedOver() throws {
    #expect(try read(#"{"op":20,"d":{"user_id":"222","platform":0},"seq":3}"#).message.op == nil)
    #expect(try read(#"{"op":20,"d":{"user_id":"222","platform":0},"seq":3}"#).message.sequence == 3)
    #expect(try read(#"{"op":4000,"d":[1,{"a":null}]}"#).message.op == nil)
    #expect(try read(#"{"op":9,"d":null}"#).message.op == .resumed)
    #expect(try read(#"{"op":6,"d":{"t":18446744073709551615},"seq":null}"#).message.nonce == .max)
  }

  @Test(arguments: [
    "", "{}", "[]", "null", #"{"op":-1}"#, #"{"op":8}"#, #"{"op":8,"d":{}}"#, #"{"op":8,"d":{"heartbeat_interval":0}}"#,
    #"{"op":8,"d":{"heartbeat_interval":1e3}}"#, #"{"op":2,"d":{"ssrc":1,"ip":"1.2.3.4"}}"#,
    #"{"op":2,"d":{"ssrc":1,"ip":"evil.example","port":1}}"#,
    #"{"op":2,"d":{"ssrc":4294967296,"ip":"1.2.3.4","port":1}}"#,
    #"{"op":2,"d":{"ssrc":1,"ip":"1.2.3.4","port":70000}}"#, #"{"op":4,"d":{"mode":"x"}}"#,
    #"{"op":4,"d":{"secret_key":[1,2,3]}}"#, #"{"op":4,"d":{"secret_key":[256]}}"#, #"{"op":5,"d":{"ssrc":1}}"#,
    #"{"op":11,"d":{"user_ids":["a"]}}"#, #"{"op":11,"d":{"user_ids":"1"}}"#, #"{"op":22,"d":{"transition_id":65536}}"#,
    #"{"op":9,"d":null"#, #"{"op":9}x"#,
  ])
  func whatIsNoMessageIsRefused(_ text: String) {
    #expect(throws: Fault.malformed) { _ = try read(text) }
  }

  @Test func tooManyNumbersOfAKeyAreRefused() {
    let key = [Int](repeating: 1, count: 33)
    #expect(throws: Fault.malformed) { _ = try read(#"{"op":4,"d":{"secret_key":\#(key)}}"#) }
  }

  @Test func binary() throws {
    let m = try VoiceReader.binary(([0x01, 0x02, 25, 9] as [UInt8]).span)
    #expect(m.sequence == 0x0102 && m.number == 25 && m.payload == 3..<4)
    #expect(throws: Fault.malformed) { _ = try VoiceReader.binary(([1, 2] as [UInt8]).span) }
  }

  // MARK: What we say

  @Test func written() throws {
    let (session, token) = (bytes("se\"ss"), bytes("tok"))
    #expect(
      try text { out throws(Fault) in
        try VoiceWriter.identify(
          guild: 41_771_983_423_143_937, user: 111, session: session.span, token: token.span, version: 1, into: &out)
      }
        == #"{"op":0,"d":{"server_id":"41771983423143937","user_id":"111","session_id":"se\"ss","token":"tok","max_dave_protocol_version":1}}"#
    )
    #expect(
      try text { out throws(Fault) in
        try VoiceWriter.resume(guild: 4, session: session.span, token: token.span, sequence: nil, into: &out)
      } == #"{"op":7,"d":{"server_id":"4","session_id":"se\"ss","token":"tok","seq_ack":-1}}"#)
    #expect(
      try text { out throws(Fault) in try VoiceWriter.heartbeat(nonce: .max, sequence: 0, into: &out) }
        == #"{"op":3,"d":{"t":18446744073709551615,"seq_ack":0}}"#)
    #expect(
      try text { out throws(Fault) in
        try VoiceWriter.selectProtocol(
          address: bytes("127.0.0.1").span, port: 41_668, mode: .xchacha20poly1305, into: &out)
      }
        == #"{"op":1,"d":{"protocol":"udp","data":{"address":"127.0.0.1","port":41668,"mode":"aead_xchacha20_poly1305_rtpsize"}}}"#
    )
    #expect(
      try text { out throws(Fault) in try VoiceWriter.speaking(flags: 1, ssrc: .max, into: &out) }
        == #"{"op":5,"d":{"speaking":1,"delay":0,"ssrc":4294967295}}"#)
    #expect(
      try text { out throws(Fault) in
        try VoiceWriter.transition(.mlsInvalidCommitWelcome, 65_535, into: &out)
      } == #"{"op":31,"d":{"transition_id":65535}}"#)
  }

  // MARK: Datagrams

  @Test func discovery() throws {
    let request = try PatchWireTests.written { out throws(Fault) in
      try VoiceDiscovery.request(ssrc: 0xCAFE_BABE, into: &out)
    }
    #expect(request == [0, 1, 0, 70, 0xCA, 0xFE, 0xBA, 0xBE] + [UInt8](repeating: 0, count: 66))
    var response = [0, 2, 0, 70, 0xCA, 0xFE, 0xBA, 0xBE] + bytes("203.0.113.7")
    response += [UInt8](repeating: 0, count: 72 - response.count) + [0xC3, 0xCB]
    let found = try #require(discovered(response, 0xCAFE_BABE))
    #expect(text(response[found.address]) == "203.0.113.7")
    #expect(found.port == 50_123)
    #expect(discovered(response, 1) == nil)
    #expect(discovered(request, 0xCAFE_BABE) == nil)
    #expect(discovered(response.dropLast(), 0xCAFE_BABE) == nil)
    for bad in ["", "\"", "evil"] {
      var other = response
      for i in 8..<72 { other[i] = 0 }
      for (i, byte) in bad.utf8.enumerated() { other[8 + i] = byte }
      #expect(discovered(other, 0xCAFE_BABE) == nil)
    }
    // An address that fills all 64 bytes has no zero behind it.
    var full = response
    for i in 8..<72 { full[i] = 0x31 }
    #expect(discovered(full, 0xCAFE_BABE)?.address == 8..<72)
  }

  @Test func keepalive() throws {
    let sent = try PatchWireTests.written { out throws(Fault) in try VoiceKeepalive.write(5, into: &out) }
    #expect(sent == [5, 0, 0, 0, 0, 0, 0, 0])
    for other in [sent, [], bytes(hex: "1337f00d00000005"), [UInt8](repeating: 0, count: 74)] {
      #expect(isOther(other))
    }
    #expect(!isOther([0x90] + [UInt8](repeating: 1, count: 73)))
  }

  // MARK: A whole session of three clients of others

  @Test(.enabled(if: trace != nil, "the public vectors are not beside the project (PHONEPATCH_SHARED)"))
  func everyMessageOfATrace() throws {
    var fromServer = 0
    for entry in try #require(trace) {
      let op = try #require(entry["op"] as? Int)
      if let json = entry["json"] {
        guard entry["dir"] as? String == "s>c" else { continue }
        let message = try read(Array(try JSONSerialization.data(withJSONObject: json))).message
        #expect(message.number == UInt64(op))
        let body = (json as? [String: Any])?["d"] as? [String: Any] ?? [:]
        if let user = body["user_id"] as? String, op != 18, op != 20 { #expect(message.user == UInt64(user)) }
        if let ssrc = body["ssrc"] as? Int { #expect(message.ssrc == UInt32(ssrc)) }
        if let transition = body["transition_id"] as? Int { #expect(message.transition == UInt16(transition)) }
        fromServer += 1
      } else if entry["dir"] as? String == "s>c" {
        let message = try VoiceReader.binary(bytes(hex: #require(entry["hex"] as? String)).span)
        #expect(message.number == UInt8(op))
        #expect(VoiceOp(rawValue: message.number)?.isBinaryFromServer == true)
        fromServer += 1
      }
    }
    #expect(fromServer > 40)
  }

  /// Clients of others say the same, but for the order of members.
  @Test(.enabled(if: trace != nil, "the public vectors are not beside the project (PHONEPATCH_SHARED)"))
  func weSayWhatOthersSay() throws {
    var compared = 0
    for entry in try #require(trace) where entry["dir"] as? String == "c>s" {
      guard let json = entry["json"] as? [String: Any], let body = json["d"] as? [String: Any] else { continue }
      func string(_ name: String) -> [UInt8] { bytes(body[name] as? String ?? "") }
      func number(_ name: String) -> UInt64 { UInt64(body[name] as? String ?? "") ?? UInt64(body[name] as? Int ?? 0) }
      let ours = try PatchWireTests.written { out throws(Fault) in
        switch json["op"] as? Int {
        case 0:
          try VoiceWriter.identify(
            guild: number("server_id"), user: number("user_id"), session: string("session_id").span,
            token: string("token").span, version: number("max_dave_protocol_version"), into: &out)
        case 5: try VoiceWriter.speaking(flags: number("speaking"), ssrc: UInt32(number("ssrc")), into: &out)
        case 23: try VoiceWriter.transition(.daveTransitionReady, UInt16(number("transition_id")), into: &out)
        default: 0
        }
      }
      guard !ours.isEmpty else { continue }
      let read = try JSONSerialization.jsonObject(with: Data(ours)) as? NSDictionary
      #expect(read == json as NSDictionary)
      compared += 1
    }
    #expect(compared > 10)
  }

  private func text(_ body: (inout MutableSpan<UInt8>) throws(Fault) -> Int) throws(Fault) -> String {
    PatchWireTests.text(try PatchWireTests.written(body))
  }
  private func text(_ bytes: some Collection<UInt8>) -> String { PatchWireTests.text(bytes) }
}

private func discovered(_ bytes: some Collection<UInt8>, _ ssrc: UInt32) -> (address: Range<Int>, port: UInt16)? {
  VoiceDiscovery.response(Array(bytes).span, ssrc: ssrc)
}

private func isOther(_ bytes: [UInt8]) -> Bool { VoiceKeepalive.isOther(bytes.span) }

private struct Read {
  var message: VoiceMessage
  var scratch: [UInt8]
  func text(_ range: Range<Int>) -> String { String(decoding: scratch[range], as: UTF8.self) }
}

private func read(_ text: String) throws(Fault) -> Read { try read(Array(text.utf8)) }

private func read(_ text: [UInt8]) throws(Fault) -> Read {
  var scratch = [UInt8](repeating: 0, count: VoiceReader.scratch)
  var room = scratch.mutableSpan
  return Read(message: try VoiceReader.read(text.span, scratch: &room), scratch: scratch)
}

/// The messages of a session of three clients of others.
nonisolated(unsafe) private let trace: [[String: Any]]? = {
  var folder = URL(fileURLWithPath: #filePath)
  for _ in 0..<4 { folder.deleteLastPathComponent() }
  folder.appendPathComponent("shared")
  if let given = ProcessInfo.processInfo.environment["PHONEPATCH_SHARED"], !given.isEmpty {
    folder = URL(fileURLWithPath: given)
  }
  guard let data = try? Data(contentsOf: folder.appendingPathComponent("vectors/dave/voice_gateway_trace.json")) else {
    return nil
  }
  return (try? JSONSerialization.jsonObject(with: data)) as? [[String: Any]]
}()
