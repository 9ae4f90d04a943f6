public import PatchBase

/// Writes the messages of the Twilio media-stream dialect: exactly its members, in its order, with its types.
///
/// Each call writes one complete message into `out` and returns its length; `Fault.noSpace` says how long it would be, and
/// `Fault.malformed` that a text is not UTF-8. Texts are escaped as needed.
public enum CarrierWriter {
  /// True for the formats that a stream of this dialect can have: μ-law and A-law at 8 kHz, L16 at 8, 16 and 24 kHz.
  public static func carries(_ format: AudioFormat) -> Bool {
    format.sampleRate > 0 && CarrierFormat.carries(format.encoding, UInt64(format.sampleRate))
  }

  // MARK: application to carrier

  /// Sound to play, behind what was sent before. `payload` is raw sound in the stream's format, any length.
  public static func media(
    streamSid: Span<UInt8>, payload: Span<UInt8>, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    // The one message of every tick: in as few parts as there are.
    json.write(#"{"event":"media","streamSid":"#)
    json.string(streamSid)
    json.write(#","media":{"payload":"#)
    json.base64(payload)
    return try json.finish("}}")
  }

  /// A marker behind the sound sent so far.
  public static func mark(
    streamSid: Span<UInt8>, name: Span<UInt8>, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    json.head("mark", nil, streamSid)
    json.write(#""name":"#)
    json.string(name)
    return try json.finish("}}")
  }

  /// Throws away what the carrier has queued.
  public static func clear(
    streamSid: Span<UInt8>, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    json.write(#"{"event":"clear","streamSid":"#)
    json.string(streamSid)
    return try json.finish("}")
  }

  // MARK: carrier to application

  /// The first message on a connection.
  public static func connected(into out: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    return try json.finish(#"{"event":"connected","protocol":"Call","version":"1.0.0"}"#)
  }

  /// The stream begins. `parameters` writes those of `customParameters`: a `member` each. A format that
  /// `carries` does not name is `Fault.argument`.
  public static func start(
    sequenceNumber: UInt64, streamSid: Span<UInt8>, accountSid: Span<UInt8>, callSid: Span<UInt8>,
    tracks: CarrierTracks, format: AudioFormat, into out: inout MutableSpan<UInt8>,
    parameters: (inout JSONWriter) throws(Fault) -> Void = { (_: inout JSONWriter) throws(Fault) in }
  ) throws(Fault) -> Int {
    guard carries(format) else { throw .argument }
    var json = JSONWriter(out.window(0..<out.count))
    json.head("start", sequenceNumber, streamSid)
    json.write(#""accountSid":"#)
    json.string(accountSid)
    json.write(#","streamSid":"#)
    json.string(streamSid)
    json.write(#","callSid":"#)
    json.string(callSid)
    json.write(#","tracks":["#)
    if tracks.contains(.inbound) { json.write(#""inbound""#) }
    if tracks == [.inbound, .outbound] { json.write(",") }
    if tracks.contains(.outbound) { json.write(#""outbound""#) }
    json.write(#"],"mediaFormat":{"encoding":"audio/x-"#)
    switch format.encoding {
    case .mulaw: json.write("mulaw")
    case .alaw: json.write("alaw")
    case .l16, .l16Network: json.write("l16")
    }
    json.write(#"","sampleRate":"#)
    json.number(UInt64(format.sampleRate))
    json.write(#","channels":1},"customParameters":{"#)
    try parameters(&json)
    return try json.finish("}}}")
  }

  /// Sound of one track. `timestamp` is in milliseconds since the stream began.
  public static func media(
    sequenceNumber: UInt64, streamSid: Span<UInt8>, track: CarrierTrack, chunk: UInt64, timestamp: UInt64,
    payload: Span<UInt8>, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    json.head("media", sequenceNumber, streamSid)
    switch track {
    case .inbound: json.write(#""track":"inbound","chunk":"#)
    case .outbound: json.write(#""track":"outbound","chunk":"#)
    }
    json.digits(chunk)
    json.write(#","timestamp":"#)
    json.digits(timestamp)
    json.write(#","payload":"#)
    json.base64(payload)
    return try json.finish("}}")
  }

  /// The caller pressed a key. `digit` is its ASCII character; anything but 0–9, *, #, A–D is `Fault.argument`.
  public static func dtmf(
    sequenceNumber: UInt64, streamSid: Span<UInt8>, digit: UInt8, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    guard let key = CarrierDigit.canonical(digit) else { throw .argument }
    var json = JSONWriter(out.window(0..<out.count))
    json.head("dtmf", sequenceNumber, streamSid)
    json.write(#""track":"inbound_track","digit":""#)
    json.character(key)
    return try json.finish(#""}}"#)
  }

  /// A marker comes back: reached, or flushed by `clear`.
  public static func mark(
    sequenceNumber: UInt64, streamSid: Span<UInt8>, name: Span<UInt8>, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    json.head("mark", sequenceNumber, streamSid)
    json.write(#""name":"#)
    json.string(name)
    return try json.finish("}}")
  }

  /// The last message of a stream.
  public static func stop(
    sequenceNumber: UInt64, streamSid: Span<UInt8>, accountSid: Span<UInt8>, callSid: Span<UInt8>,
    into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    json.head("stop", sequenceNumber, streamSid)
    json.write(#""accountSid":"#)
    json.string(accountSid)
    json.write(#","callSid":"#)
    json.string(callSid)
    return try json.finish("}}")
  }
}

extension JSONWriter {
  /// The head that messages share, up to inside the member that has the event's own name.
  @inline(never)
  @_lifetime(self: copy self)
  fileprivate mutating func head(_ event: StaticString, _ sequenceNumber: UInt64?, _ streamSid: Span<UInt8>) {
    write(#"{"event":""#)
    write(event)
    if let sequenceNumber {
      write(#"","sequenceNumber":"#)
      digits(sequenceNumber)
      write(#","streamSid":"#)
    } else {
      write(#"","streamSid":"#)
    }
    string(streamSid)
    write(#",""#)
    write(event)
    write(#"":{"#)
  }
}
