public import PatchBase

/// Writes what a client says to a voice gateway (version 8). Each call writes one complete text message into `out` and
/// returns its length; `noSpace` says how long it would be, and `malformed` that a text is not UTF-8.
public enum VoiceWriter {
  /// A new session. `version` is the newest DAVE that we speak.
  public static func identify(
    guild: UInt64, user: UInt64, session: Span<UInt8>, token: Span<UInt8>, version: UInt64,
    into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    json.head(.identify, #""server_id":"#)
    json.digits(guild)
    json.write(#","user_id":"#)
    json.digits(user)
    json.write(#","session_id":"#)
    json.string(session)
    json.write(#","token":"#)
    json.string(token)
    json.write(#","max_dave_protocol_version":"#)
    json.number(version)
    return try json.finish("}}")
  }

  /// Goes on with a session. `sequence` is that of the last message seen, nil before the first.
  public static func resume(
    guild: UInt64, session: Span<UInt8>, token: Span<UInt8>, sequence: UInt16?, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    json.head(.resume, #""server_id":"#)
    json.digits(guild)
    json.write(#","session_id":"#)
    json.string(session)
    json.write(#","token":"#)
    json.string(token)
    return try json.finish(acknowledging: sequence)
  }

  /// Where the server sees us, and how packets are sealed. `address` is a text.
  public static func selectProtocol(
    address: Span<UInt8>, port: UInt16, mode: VoiceMode, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    json.head(.selectProtocol, #""protocol":"udp","data":{"address":"#)
    json.string(address)
    json.write(#","port":"#)
    json.number(UInt64(port))
    json.write(#","mode":""#)
    json.write(mode.name)
    return try json.finish(#""}}}"#)
  }

  /// `nonce` is a whole number: a fraction is answered with a close.
  public static func heartbeat(
    nonce: UInt64, sequence: UInt16?, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    json.head(.heartbeat, #""t":"#)
    json.number(nonce)
    return try json.finish(acknowledging: sequence)
  }

  /// `flags`: microphone 1, sound of a shared screen 2, priority 4; 0 for silence.
  public static func speaking(
    flags: UInt64, ssrc: UInt32, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    json.head(.speaking, #""speaking":"#)
    json.number(flags)
    json.write(#","delay":0,"ssrc":"#)
    json.number(UInt64(ssrc))
    return try json.finish("}}")
  }

  /// `daveTransitionReady` or `mlsInvalidCommitWelcome`.
  public static func transition(
    _ op: VoiceOp, _ transition: UInt16, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    var json = JSONWriter(out.window(0..<out.count))
    json.head(op, #""transition_id":"#)
    json.number(UInt64(transition))
    return try json.finish("}}")
  }
}

extension JSONWriter {
  /// The head of a message, up to behind the first name in `d`.
  @inline(never)
  @_lifetime(self: copy self)
  fileprivate mutating func head(_ op: VoiceOp, _ first: StaticString) {
    write(#"{"op":"#)
    number(UInt64(op.rawValue))
    write(#","d":{"#)
    write(first)
  }

  /// Ends with the last message seen; −1 before the first, since 0 is one.
  @inline(never)
  @_lifetime(self: copy self)
  fileprivate mutating func finish(acknowledging sequence: UInt16?) throws(Fault) -> Int {
    write(#","seq_ack":"#)
    if let sequence { number(UInt64(sequence)) } else { write("-1") }
    return try finish("}}")
  }
}
