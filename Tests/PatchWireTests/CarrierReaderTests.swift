import Foundation
import PatchBase
import PatchWire
import Testing

private struct Read: Decodable, CustomTestStringConvertible {
  var name: String
  var status: Int32
  var message: String?
  var message_base64: String?
  var linear: UInt32?
  var kind: UInt32?
  var sequence_number: UInt64?
  var stream_sid, account_sid, call_sid, mark_name, version: String?
  var `protocol`: String?
  var payload_hex: String?
  var parameters: [[String]]?
  var chunk, timestamp_ms: UInt64?
  var track, tracks, encoding: UInt32?
  var sample_rate: Int32?
  var digit: UInt8?

  var testDescription: String { name }
  var input: [UInt8] { message.map { bytes($0) } ?? Array(Data(base64Encoded: message_base64!)!) }
  var order: Encoding { linear.flatMap(Encoding.init(rawValue:)) ?? .l16 }
}

@Suite struct CarrierReaderTests {
  private let cases: [Read]
  init() throws { cases = try vectors("read.json") }

  @Test func readsWhatItShouldAndRefusesTheRest() throws {
    #expect(cases.count > 200)
    for c in cases {
      let found = status { () throws(Fault) in _ = try Reading(c.input, linear: c.order) }
      #expect(found == c.status, "\(c.name)")
      guard c.status == 0, found == 0 else { continue }
      let r = try Reading(c.input, linear: c.order)
      let m = r.message
      #expect(m.kind.rawValue == c.kind, "\(c.name)")
      #expect(m.sequenceNumber == c.sequence_number, "\(c.name)")
      #expect(r.text(m.streamSid) == c.stream_sid ?? "", "\(c.name)")
      #expect(r.text(m.accountSid) == c.account_sid ?? "", "\(c.name)")
      #expect(r.text(m.callSid) == c.call_sid ?? "", "\(c.name)")
      #expect(r.text(m.protocolName) == c.protocol ?? "", "\(c.name)")
      #expect(r.text(m.protocolVersion) == c.version ?? "", "\(c.name)")
      #expect(r.text(m.markName) == c.mark_name ?? "", "\(c.name)")
      #expect(Array(r.scratch[m.payload]) == bytes(hex: c.payload_hex ?? ""), "\(c.name)")
      #expect(r.parameters == c.parameters ?? [], "\(c.name)")
      #expect(m.chunk == c.chunk, "\(c.name)")
      #expect(m.timestamp == c.timestamp_ms, "\(c.name)")
      #expect(m.track?.rawValue ?? 0 == c.track ?? 0, "\(c.name)")
      #expect(m.tracks.rawValue == c.tracks ?? 0, "\(c.name)")
      #expect(m.format?.encoding.rawValue ?? 0 == c.encoding ?? 0, "\(c.name)")
      #expect(m.format?.sampleRate ?? 0 == c.sample_rate ?? 0, "\(c.name)")
      #expect(m.digit == c.digit ?? 0, "\(c.name)")
    }
  }

  @Test func halfAMessageIsMalformedWhereverItIsCut() throws {
    for c in cases where c.status == 0 && c.input.count < 2000 {
      let whole = c.input
      let end = whole.lastIndex(of: UInt8(ascii: "}"))!
      for cut in 0...end {
        let found = status { () throws(Fault) in _ = try Reading(Array(whole[..<cut]), linear: c.order) }
        if found != Fault.malformed.code { Issue.record("\(c.name) cut at \(cut): \(found)") }
      }
    }
  }

  @Test func noByteAtAnyPlaceEndsTheProcess() throws {
    var random = Seeded(1)
    for c in cases where c.input.count < 600 {
      for i in c.input.indices {
        var broken = c.input
        broken[i] = UInt8.random(in: 0...255, using: &random)
        _ = status { () throws(Fault) in _ = try Reading(broken) }
        broken.remove(at: i)
        _ = status { () throws(Fault) in _ = try Reading(broken) }
      }
    }
  }

  @Test func takesNoMoreScratchThanTheMessageHasBytes() throws {
    for c in cases where c.status == 0 {
      var less = [UInt8](repeating: 0, count: c.input.count - 1)
      var room = less.mutableSpan
      let fault = #expect(throws: Fault.self) { try CarrierReader.read(c.input.span, scratch: &room) }
      #expect(fault?.code == -2 && fault?.needed == c.input.count, "\(c.name)")
    }
  }

  @Test func readsAMessageOfTenMegabytes() throws {
    var random = Seeded(3)
    let sound = random.bytes(7_500_000)
    let message =
      bytes(#"{"event":"media","media":{"payload":""#) + bytes(Data(sound).base64EncodedString()) + bytes("\"}}")
    let r = try Reading(message)
    #expect(Array(r.scratch[r.message.payload]) == sound)
    let junk = bytes(#"{"event":"clear","x":["#) + [UInt8](repeating: 0x30, count: 10_000_000)
    #expect(status { () throws(Fault) in _ = try Reading(junk) } == Fault.malformed.code)
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 10_000_000)
    #expect(status { () throws(Fault) in _ = try Reading(deep) } == Fault.malformed.code)
  }

  @Test func aWalkOverParametersCanBeTakenUpAgain() throws {
    let message = bytes(
      #"{"event":"start","streamSid":"M","start":{"customParameters":{"a":"1","b":2,"c":"3"},"mediaFormat":{"encoding":"mulaw"}}}"#
    )
    let r = try Reading(message)
    var cursor = r.message.parameters.lowerBound
    var found: [String] = []
    var memory = [UInt8](repeating: 0, count: message.count)
    while true {
      var walk = try CarrierParameters(message.span, resumingAt: cursor)
      var room = memory.mutableSpan
      guard let p = try walk.next(into: &room) else { break }
      found.append(text(memory[p.name]) + text(memory[p.value]))
      cursor = walk.offset
    }
    #expect(found == ["a1", "b2", "c3"])
  }

  @Test func noCursorEndsTheProcess() throws {
    let message = bytes(#"{"event":"start","start":{"customParameters":{"a":"1","b":[{}],"c":"\ud83d\ude00"}}}"#)
    var memory = [UInt8](repeating: 0, count: message.count)
    for cursor in -2...message.count + 2 {
      var room = memory.mutableSpan
      _ = status { () throws(Fault) in
        var walk = try CarrierParameters(message.span, resumingAt: cursor)
        while try walk.next(into: &room) != nil {}
      }
    }
    #expect(throws: Fault.argument) { _ = try CarrierParameters(message.span, resumingAt: -1) }
    #expect(throws: Fault.argument) { _ = try CarrierParameters(message.span, resumingAt: message.count) }
  }
}
