import Foundation
import NIOCore
import PatchBase

/// The carrier's messages of one stream, numbered as Twilio numbers them.
struct CarrierMessages {
  let streamSid: String
  let callSid: String
  let accountSid: String
  private var sequence: UInt64 = 0
  private var chunks: [String: UInt64] = [:]

  init(streamSid: String, callSid: String, accountSid: String) {
    self.streamSid = streamSid
    self.callSid = callSid
    self.accountSid = accountSid
  }

  func connected() -> ByteBuffer {
    ByteBuffer(string: #"{"event":"connected","protocol":"Call","version":"1.0.0"}"#)
  }

  mutating func start(_ media: StreamMedia, tracks: [String], parameters: [(String, String)]) -> ByteBuffer {
    let tracks = tracks.map(Self.quoted).joined(separator: ",")
    let custom = parameters.map { "\(Self.quoted($0.0)):\(Self.quoted($0.1))" }.joined(separator: ",")
    return ByteBuffer(
      string: """
        {"event":"start","sequenceNumber":"\(next())","start":{"accountSid":"\(accountSid)","streamSid":"\(streamSid)",\
        "callSid":"\(callSid)","tracks":[\(tracks)],"mediaFormat":{"encoding":"\(media.name)",\
        "sampleRate":\(media.format.sampleRate),"channels":1},"customParameters":{\(custom)}},"streamSid":"\(streamSid)"}
        """)
  }

  mutating func media(track: String, milliseconds: Int, _ payload: [UInt8]) -> ByteBuffer {
    chunks[track, default: 0] += 1
    return ByteBuffer(
      string: """
        {"event":"media","sequenceNumber":"\(next())","media":{"track":"\(track)","chunk":"\(chunks[track] ?? 0)",\
        "timestamp":"\(milliseconds)","payload":"\(Data(payload).base64EncodedString())"},"streamSid":"\(streamSid)"}
        """)
  }

  mutating func dtmf(_ digit: Character) -> ByteBuffer {
    ByteBuffer(
      string: """
        {"event":"dtmf","streamSid":"\(streamSid)","sequenceNumber":"\(next())",\
        "dtmf":{"track":"inbound_track","digit":"\(digit)"}}
        """)
  }

  mutating func mark(_ name: String) -> ByteBuffer {
    ByteBuffer(
      string: """
        {"event":"mark","sequenceNumber":"\(next())","streamSid":"\(streamSid)","mark":{"name":\(Self.quoted(name))}}
        """)
  }

  mutating func stop() -> ByteBuffer {
    ByteBuffer(
      string: """
        {"event":"stop","sequenceNumber":"\(next())","streamSid":"\(streamSid)",\
        "stop":{"accountSid":"\(accountSid)","callSid":"\(callSid)"}}
        """)
  }

  private mutating func next() -> UInt64 {
    sequence += 1
    return sequence
  }

  private static func quoted(_ text: String) -> String {
    let data = try? JSONEncoder().encode(text)
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }
}
