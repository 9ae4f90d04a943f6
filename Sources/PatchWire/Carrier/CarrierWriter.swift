public import PatchBase

/// Writes the messages of the Twilio media-stream dialect: exactly its members, in its order, with its types.
///
/// Each call writes one complete message into `out` and returns its length; `Fault.noSpace` says how long it would be, and
/// `Fault.malformed` that a text is not UTF-8. Texts are escaped as needed.
public enum CarrierWriter {
  /// True for the formats that a stream of this dialect can have: μ-law and A-law at 8 kHz, L16 at 8, 16 and 24 kHz.
  @_optimize(size)
  public static func carries(_ format: AudioFormat) -> Bool {
    format.sampleRate > 0 && CarrierFormat.carries(format.encoding, UInt64(format.sampleRate))
  }

  // MARK: application to carrier

  /// Sound to play, behind what was sent before. `payload` is raw sound in the stream's format, any length.
  public static func media(
    streamSid: Span<UInt8>, payload: Span<UInt8>, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    try json.open("media", nil, streamSid)
    json.key("payload")
    json.base64(payload)
    json.endObject()
    json.endObject()
    return try json.finish()
  }

  /// A marker behind the sound sent so far.
  @_optimize(size)
  public static func mark(
    streamSid: Span<UInt8>, name: Span<UInt8>, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    try json.open("mark", nil, streamSid)
    json.key("name")
    try json.string(name)
    json.endObject()
    json.endObject()
    return try json.finish()
  }

  /// Throws away what the carrier has queued.
  @_optimize(size)
  public static func clear(
    streamSid: Span<UInt8>, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    json.beginObject()
    json.key("event")
    json.literal("clear")
    json.key("streamSid")
    try json.string(streamSid)
    json.endObject()
    return try json.finish()
  }

  // MARK: carrier to application

  /// The first message on a connection.
  @_optimize(size)
  public static func connected(into out: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    json.beginObject()
    json.key("event")
    json.literal("connected")
    json.key("protocol")
    json.literal("Call")
    json.key("version")
    json.literal("1.0.0")
    json.endObject()
    return try json.finish()
  }

  /// The stream begins. `parameters` writes the members of `customParameters`: a `key` and a `string` each. A format that
  /// `carries` does not name is `Fault.argument`.
  @_optimize(size)
  public static func start(
    sequenceNumber: UInt64, streamSid: Span<UInt8>, accountSid: Span<UInt8>, callSid: Span<UInt8>,
    tracks: CarrierTracks, format: AudioFormat, into out: inout MutableSpan<UInt8>,
    parameters: (inout JSONWriter) throws(Fault) -> Void = { (_: inout JSONWriter) throws(Fault) in }
  ) throws(Fault) -> Int {
    guard carries(format) else { throw .argument }
    var json = JSONWriter(out.window(0..<out.count))
    try json.open("start", sequenceNumber, streamSid)
    json.key("accountSid")
    try json.string(accountSid)
    json.key("streamSid")
    try json.string(streamSid)
    json.key("callSid")
    try json.string(callSid)
    json.key("tracks")
    json.beginArray()
    if tracks.contains(.inbound) { json.literal("inbound") }
    if tracks.contains(.outbound) { json.literal("outbound") }
    json.endArray()
    json.key("mediaFormat")
    json.beginObject()
    json.key("encoding")
    switch format.encoding {
    case .mulaw: json.literal("audio/x-mulaw")
    case .alaw: json.literal("audio/x-alaw")
    case .l16, .l16Network: json.literal("audio/x-l16")
    }
    json.key("sampleRate")
    json.number(UInt64(format.sampleRate))
    json.key("channels")
    json.number(1)
    json.endObject()
    json.key("customParameters")
    json.beginObject()
    try parameters(&json)
    json.endObject()
    json.endObject()
    json.endObject()
    return try json.finish()
  }

  /// Sound of one track. `timestamp` is in milliseconds since the stream began.
  public static func media(
    sequenceNumber: UInt64, streamSid: Span<UInt8>, track: CarrierTrack, chunk: UInt64, timestamp: UInt64,
    payload: Span<UInt8>, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    try json.open("media", sequenceNumber, streamSid)
    json.key("track")
    switch track {
    case .inbound: json.literal("inbound")
    case .outbound: json.literal("outbound")
    }
    json.key("chunk")
    json.digits(chunk)
    json.key("timestamp")
    json.digits(timestamp)
    json.key("payload")
    json.base64(payload)
    json.endObject()
    json.endObject()
    return try json.finish()
  }

  /// The caller pressed a key. `digit` is its ASCII character; anything but 0–9, *, #, A–D is `Fault.argument`.
  @_optimize(size)
  public static func dtmf(
    sequenceNumber: UInt64, streamSid: Span<UInt8>, digit: UInt8, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    guard let key = CarrierDigit.canonical(digit) else { throw .argument }
    var json = JSONWriter(out.window(0..<out.count))
    try json.open("dtmf", sequenceNumber, streamSid)
    json.key("track")
    json.literal("inbound_track")
    json.key("digit")
    json.character(key)
    json.endObject()
    json.endObject()
    return try json.finish()
  }

  /// A marker comes back: reached, or flushed by `clear`.
  @_optimize(size)
  public static func mark(
    sequenceNumber: UInt64, streamSid: Span<UInt8>, name: Span<UInt8>, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    try json.open("mark", sequenceNumber, streamSid)
    json.key("name")
    try json.string(name)
    json.endObject()
    json.endObject()
    return try json.finish()
  }

  /// The last message of a stream.
  @_optimize(size)
  public static func stop(
    sequenceNumber: UInt64, streamSid: Span<UInt8>, accountSid: Span<UInt8>, callSid: Span<UInt8>,
    into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    try json.open("stop", sequenceNumber, streamSid)
    json.key("accountSid")
    try json.string(accountSid)
    json.key("callSid")
    try json.string(callSid)
    json.endObject()
    json.endObject()
    return try json.finish()
  }
}

extension JSONWriter {
  /// The head that messages share, up to inside the member that has the event's own name.
  @_lifetime(self: copy self)
  fileprivate mutating func open(
    _ event: StaticString, _ sequenceNumber: UInt64?, _ streamSid: Span<UInt8>
  ) throws(Fault) {
    beginObject()
    key("event")
    literal(event)
    if let sequenceNumber {
      key("sequenceNumber")
      digits(sequenceNumber)
    }
    key("streamSid")
    try string(streamSid)
    key(event)
    beginObject()
  }
}
