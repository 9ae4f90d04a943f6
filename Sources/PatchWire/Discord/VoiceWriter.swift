public import PatchBase

/// Writes what a client says to a voice gateway (version 8). Each call writes one complete text message into `out` and
/// returns its length; `noSpace` says how long it would be, and `malformed` that a text is not UTF-8.
public enum VoiceWriter {
  /// A new session. `version` is the newest DAVE that we speak.
  @_optimize(size)
  public static func identify(
    guild: UInt64, user: UInt64, session: Span<UInt8>, token: Span<UInt8>, version: UInt64,
    into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    json.open(.identify)
    json.key("server_id")
    json.digits(guild)
    json.key("user_id")
    json.digits(user)
    json.key("session_id")
    try json.string(session)
    json.key("token")
    try json.string(token)
    json.key("max_dave_protocol_version")
    json.number(version)
    return try json.close()
  }

  /// Goes on with a session. `sequence` is that of the last message seen, nil before the first.
  @_optimize(size)
  public static func resume(
    guild: UInt64, session: Span<UInt8>, token: Span<UInt8>, sequence: UInt16?, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    json.open(.resume)
    json.key("server_id")
    json.digits(guild)
    json.key("session_id")
    try json.string(session)
    json.key("token")
    try json.string(token)
    json.acknowledge(sequence)
    return try json.close()
  }

  /// Where the server sees us, and how packets are sealed. `address` is a text.
  @_optimize(size)
  public static func selectProtocol(
    address: Span<UInt8>, port: UInt16, mode: VoiceMode, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    json.open(.selectProtocol)
    json.key("protocol")
    json.literal("udp")
    json.key("data")
    json.beginObject()
    json.key("address")
    try json.string(address)
    json.key("port")
    json.number(UInt64(port))
    json.key("mode")
    json.literal(mode.name)
    json.endObject()
    return try json.close()
  }

  /// `nonce` is a whole number: a fraction is answered with a close.
  @_optimize(size)
  public static func heartbeat(
    nonce: UInt64, sequence: UInt16?, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    json.open(.heartbeat)
    json.key("t")
    json.number(nonce)
    json.acknowledge(sequence)
    return try json.close()
  }

  /// `flags`: microphone 1, sound of a shared screen 2, priority 4; 0 for silence.
  @_optimize(size)
  public static func speaking(
    flags: UInt64, ssrc: UInt32, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    json.open(.speaking)
    json.key("speaking")
    json.number(flags)
    json.key("delay")
    json.number(0)
    json.key("ssrc")
    json.number(UInt64(ssrc))
    return try json.close()
  }

  /// `daveTransitionReady` or `mlsInvalidCommitWelcome`.
  @_optimize(size)
  public static func transition(
    _ op: VoiceOp, _ transition: UInt16, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    json.open(op)
    json.key("transition_id")
    json.number(UInt64(transition))
    return try json.close()
  }
}

extension JSONWriter {
  /// The head of a message, up to inside `d`.
  @_lifetime(self: copy self)
  fileprivate mutating func open(_ op: VoiceOp) {
    beginObject()
    key("op")
    number(UInt64(op.rawValue))
    key("d")
    beginObject()
  }

  @_lifetime(self: copy self)
  fileprivate mutating func close() throws(Fault) -> Int {
    endObject()
    endObject()
    return try finish()
  }

  /// The last message seen; −1 before the first, since 0 is one.
  @_lifetime(self: copy self)
  fileprivate mutating func acknowledge(_ sequence: UInt16?) {
    key("seq_ack")
    if let sequence { number(UInt64(sequence)) } else { minusOne() }
  }
}
