import NIOCore
import PatchBase
import PatchWire

/// The carrier's messages of one stream, numbered as Twilio numbers them.
struct CarrierMessages {
  private let streamSid: [UInt8]
  private let callSid: [UInt8]
  private let accountSid: [UInt8]
  private var sequence: UInt64 = 0
  private var chunks: [CarrierTrack: UInt64] = [:]

  init(streamSid: String, callSid: String, accountSid: String) {
    self.streamSid = Array(streamSid.utf8)
    self.callSid = Array(callSid.utf8)
    self.accountSid = Array(accountSid.utf8)
  }

  func connected() throws(Fault) -> ByteBuffer {
    var message = Self.room(for: 0)
    var span = message.mutableSpan
    let length = try CarrierWriter.connected(into: &span)
    return ByteBuffer(bytes: message.prefix(length))
  }

  mutating func start(
    _ media: StreamMedia, tracks: [CarrierTrack], parameters: [(String, String)]
  ) throws(Fault) -> ByteBuffer {
    var set = CarrierTracks()
    if tracks.contains(.inbound) { set.insert(.inbound) }
    if tracks.contains(.outbound) { set.insert(.outbound) }
    var message = Self.room(for: parameters.reduce(0) { $0 + $1.0.utf8.count + $1.1.utf8.count + 8 })
    var span = message.mutableSpan
    let length = try CarrierWriter.start(
      sequenceNumber: next(), streamSid: streamSid.span, accountSid: accountSid.span, callSid: callSid.span,
      tracks: set, format: media.format, into: &span
    ) { (json: inout JSONWriter) throws(Fault) in
      for (name, value) in parameters {
        let (name, value) = (Array(name.utf8), Array(value.utf8))
        json.member(name.span, value.span)
      }
    }
    return ByteBuffer(bytes: message.prefix(length))
  }

  mutating func media(
    track: CarrierTrack, milliseconds: Int, _ payload: [UInt8]
  ) throws(Fault) -> ByteBuffer {
    let chunk = chunks[track, default: 0] + 1
    chunks[track] = chunk
    var message = Self.room(for: payload.count)
    var span = message.mutableSpan
    let length = try CarrierWriter.media(
      sequenceNumber: next(), streamSid: streamSid.span, track: track, chunk: chunk,
      timestamp: UInt64(milliseconds), payload: payload.span, into: &span)
    return ByteBuffer(bytes: message.prefix(length))
  }

  mutating func dtmf(_ digit: Character) throws(Fault) -> ByteBuffer {
    var message = Self.room(for: 0)
    var span = message.mutableSpan
    let length = try CarrierWriter.dtmf(
      sequenceNumber: next(), streamSid: streamSid.span, digit: digit.asciiValue ?? 0, into: &span)
    return ByteBuffer(bytes: message.prefix(length))
  }

  mutating func mark(_ name: String) throws(Fault) -> ByteBuffer {
    let name = Array(name.utf8)
    var message = Self.room(for: name.count)
    var span = message.mutableSpan
    let length = try CarrierWriter.mark(
      sequenceNumber: next(), streamSid: streamSid.span, name: name.span, into: &span)
    return ByteBuffer(bytes: message.prefix(length))
  }

  mutating func stop() throws(Fault) -> ByteBuffer {
    var message = Self.room(for: 0)
    var span = message.mutableSpan
    let length = try CarrierWriter.stop(
      sequenceNumber: next(), streamSid: streamSid.span, accountSid: accountSid.span, callSid: callSid.span,
      into: &span)
    return ByteBuffer(bytes: message.prefix(length))
  }

  private mutating func next() -> UInt64 {
    sequence += 1
    return sequence
  }

  /// Enough for a message with this much content, each byte of which may become an escape of six.
  private static func room(for content: Int) -> [UInt8] { [UInt8](repeating: 0, count: 1024 + content * 6) }
}
