import PatchBase
import PatchWire
import Testing

private struct Written: Decodable {
  var call: String
  var text: String
  var stream_sid, account_sid, call_sid, name, payload_hex: String?
  var sequence_number, chunk, timestamp_ms: UInt64?
  var track, tracks, encoding: UInt32?
  var sample_rate: Int32?
  var digit: UInt8?
  var parameters: [[String]]?
}

/// The call that `w` names, with what it says.
private func write(_ w: Written, into out: inout MutableSpan<UInt8>) throws(Fault) -> Int {
  let sid = bytes(w.stream_sid ?? ""), account = bytes(w.account_sid ?? ""), call = bytes(w.call_sid ?? "")
  let name = bytes(w.name ?? ""), payload = bytes(hex: w.payload_hex ?? ""), sequence = w.sequence_number ?? 0
  switch w.call {
  case "media": return try CarrierWriter.media(streamSid: sid.span, payload: payload.span, into: &out)
  case "mark": return try CarrierWriter.mark(streamSid: sid.span, name: name.span, into: &out)
  case "clear": return try CarrierWriter.clear(streamSid: sid.span, into: &out)
  case "connected": return try CarrierWriter.connected(into: &out)
  case "start":
    return try CarrierWriter.start(
      sequenceNumber: sequence, streamSid: sid.span, accountSid: account.span, callSid: call.span,
      tracks: CarrierTracks(rawValue: w.tracks!),
      format: AudioFormat(Encoding(rawValue: w.encoding!)!, sampleRate: w.sample_rate!), into: &out
    ) { (json) throws(Fault) in
      for pair in w.parameters ?? [] {
        json.member(bytes(pair[0]).span, bytes(pair[1]).span)
      }
    }
  case "track_media":
    return try CarrierWriter.media(
      sequenceNumber: sequence, streamSid: sid.span, track: CarrierTrack(rawValue: w.track!)!, chunk: w.chunk!,
      timestamp: w.timestamp_ms!, payload: payload.span, into: &out)
  case "dtmf":
    return try CarrierWriter.dtmf(sequenceNumber: sequence, streamSid: sid.span, digit: w.digit!, into: &out)
  case "mark_echo":
    return try CarrierWriter.mark(sequenceNumber: sequence, streamSid: sid.span, name: name.span, into: &out)
  case "stop":
    return try CarrierWriter.stop(
      sequenceNumber: sequence, streamSid: sid.span, accountSid: account.span, callSid: call.span, into: &out)
  default: throw .internal
  }
}

@Suite struct CarrierWriterTests {
  @Test func writesExactlyTheseBytes() throws {
    let cases: [Written] = try vectors("written.json")
    #expect(cases.count > 50)
    for w in cases {
      let found = try written { (out) throws(Fault) in try write(w, into: &out) }
      #expect(text(found) == w.text)
      // Room for all but the last byte: the same answer, and nothing else happens.
      var tight = [UInt8](repeating: 0, count: found.count - 1)
      var room = tight.mutableSpan
      #expect(throws: Fault.noSpace(needed: 0)) { try write(w, into: &room) }
    }
  }

  @Test func readerUndoesWriterForAnythingAnApplicationSends() throws {
    var random = Seeded(7)
    for round in 0..<400 {
      let sid = random.text(round % 20), sound = random.bytes(Int.random(in: 0...700, using: &random))
      let media = try Reading(
        try written { (out) throws(Fault) in
          try CarrierWriter.media(streamSid: bytes(sid).span, payload: sound.span, into: &out)
        })
      #expect(media.message.kind == .media && media.text(media.message.streamSid) == sid)
      #expect(Array(media.scratch[media.message.payload]) == sound)
      #expect(media.message.track == nil && media.message.chunk == nil && media.message.sequenceNumber == nil)
      let name = random.text(Int.random(in: 0...30, using: &random))
      let mark = try Reading(
        try written { (out) throws(Fault) in
          try CarrierWriter.mark(streamSid: bytes(sid).span, name: bytes(name).span, into: &out)
        })
      #expect(mark.message.kind == .mark && mark.text(mark.message.markName) == name)
    }
  }

  @Test func readerUndoesWriterForAnythingACarrierSends() throws {
    var random = Seeded(8)
    let formats = [
      AudioFormat.telephone, AudioFormat(.alaw, sampleRate: 8000), AudioFormat(.l16, sampleRate: 8000),
      AudioFormat(.l16, sampleRate: 16000), AudioFormat(.l16, sampleRate: 24000),
    ]
    for round in 0..<400 {
      let sid = "MZ" + random.text(round % 20), account = random.text(5), call = random.text(9)
      let pairs = (0..<round % 6).map { _ in [random.text(4), random.text(12)] }
      let sequence = random.next() >> UInt64(round % 64), format = formats[round % 5]
      let tracks = CarrierTracks(rawValue: UInt32(round % 4))
      let start = try Reading(
        try written { (out) throws(Fault) in
          try CarrierWriter.start(
            sequenceNumber: sequence, streamSid: bytes(sid).span, accountSid: bytes(account).span,
            callSid: bytes(call).span, tracks: tracks, format: format, into: &out
          ) { (json) throws(Fault) in
            for pair in pairs {
              json.member(bytes(pair[0]).span, bytes(pair[1]).span)
            }
          }
        })
      #expect(start.message.kind == .start && start.message.format == format && start.message.tracks == tracks)
      #expect(start.message.sequenceNumber == sequence && start.parameters == pairs)
      #expect(start.text(start.message.streamSid) == sid && start.text(start.message.callSid) == call)
      #expect(start.text(start.message.accountSid) == account)

      let sound = random.bytes(Int.random(in: 0...400, using: &random)), chunk = random.next(), time = random.next()
      let track: CarrierTrack = round % 2 == 0 ? .inbound : .outbound
      let media = try Reading(
        try written { (out) throws(Fault) in
          try CarrierWriter.media(
            sequenceNumber: sequence, streamSid: bytes(sid).span, track: track, chunk: chunk, timestamp: time,
            payload: sound.span, into: &out)
        })
      #expect(media.message.track == track && media.message.chunk == chunk && media.message.timestamp == time)
      #expect(Array(media.scratch[media.message.payload]) == sound)
    }
  }

  @Test func refusesWhatIsNoMessage() throws {
    let bad: [UInt8] = [0x61, 0xC0, 0xAF]
    #expect(throws: Fault.malformed) {
      try written { (out) throws(Fault) in try CarrierWriter.clear(streamSid: bad.span, into: &out) }
    }
    #expect(throws: Fault.malformed) {
      try written { (out) throws(Fault) in
        try CarrierWriter.mark(streamSid: bytes("MZ").span, name: bad.span, into: &out)
      }
    }
    for digit in [UInt8](0...255) where !"0123456789*#ABCDabcd".utf8.contains(digit) {
      #expect(throws: Fault.argument) {
        try written { (out) throws(Fault) in
          try CarrierWriter.dtmf(sequenceNumber: 1, streamSid: bytes("MZ").span, digit: digit, into: &out)
        }
      }
    }
    for format in [
      AudioFormat(.mulaw, sampleRate: 16000), AudioFormat(.l16, sampleRate: 48000), AudioFormat(.l16, sampleRate: -1),
    ] {
      #expect(throws: Fault.argument) {
        try written { (out) throws(Fault) in
          try CarrierWriter.start(
            sequenceNumber: 1, streamSid: bytes("MZ").span, accountSid: bytes("").span, callSid: bytes("").span,
            tracks: .inbound, format: format, into: &out)
        }
      }
    }
  }
}
