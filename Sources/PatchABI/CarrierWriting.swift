public import CPhonepatch
internal import PatchBase
internal import PatchWire

/// A text or sound of the host, and the memory to write to: apart from each other, or nil.
@_lifetime(immortal)
private func input(
  _ start: UnsafePointer<UInt8>?, _ count: Int, apartFrom out: UnsafeMutablePointer<UInt8>?, _ room: Int
) -> Span<UInt8>? {
  // Beyond a sixteenth no length of a message fits a number.
  guard room >= 0, count <= Int.max / 16, let span = unsafe borrowed(start, count),
    unsafe !overlaps(start, count, out, room)
  else { return nil }
  return span
}

/// Runs one writer and reports its length.
private func write(
  _ out: UnsafeMutablePointer<UInt8>?, _ room: Int, _ length: UnsafeMutablePointer<Int>?,
  _ body: (inout MutableSpan<UInt8>) throws(Fault) -> Int
) -> pp_status {
  guard var target = unsafe writable(out, room), let length = unsafe length else { return PP_ERR_ARGUMENT }
  do {
    unsafe length.pointee = try body(&target)
    return PP_OK
  } catch { return unsafe status(of: error, needed: length) }
}

@c @implementation public func pp_carrier_write_media(
  _ sid: UnsafePointer<UInt8>!, _ sidLength: Int, _ payload: UnsafePointer<UInt8>!, _ payloadLength: Int,
  _ out: UnsafeMutablePointer<UInt8>!, _ room: Int, _ length: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let stream = unsafe input(sid, sidLength, apartFrom: out, room),
    let sound = unsafe input(payload, payloadLength, apartFrom: out, room)
  else { return PP_ERR_ARGUMENT }
  return unsafe write(out, room, length) { (target) throws(Fault) in
    try CarrierWriter.media(streamSid: stream, payload: sound, into: &target)
  }
}

@c @implementation public func pp_carrier_write_mark(
  _ sid: UnsafePointer<UInt8>!, _ sidLength: Int, _ name: UnsafePointer<UInt8>!, _ nameLength: Int,
  _ out: UnsafeMutablePointer<UInt8>!, _ room: Int, _ length: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let stream = unsafe input(sid, sidLength, apartFrom: out, room),
    let mark = unsafe input(name, nameLength, apartFrom: out, room)
  else { return PP_ERR_ARGUMENT }
  return unsafe write(out, room, length) { (target) throws(Fault) in
    try CarrierWriter.mark(streamSid: stream, name: mark, into: &target)
  }
}

@c @implementation public func pp_carrier_write_clear(
  _ sid: UnsafePointer<UInt8>!, _ sidLength: Int, _ out: UnsafeMutablePointer<UInt8>!, _ room: Int,
  _ length: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let stream = unsafe input(sid, sidLength, apartFrom: out, room) else { return PP_ERR_ARGUMENT }
  return unsafe write(out, room, length) { (target) throws(Fault) in
    try CarrierWriter.clear(streamSid: stream, into: &target)
  }
}

@c @implementation public func pp_carrier_write_connected(
  _ out: UnsafeMutablePointer<UInt8>!, _ room: Int, _ length: UnsafeMutablePointer<Int>!
) -> pp_status {
  unsafe write(out, room, length) { (target) throws(Fault) in try CarrierWriter.connected(into: &target) }
}

@c @implementation public func pp_carrier_write_start(
  _ start: UnsafePointer<pp_carrier_start>!, _ out: UnsafeMutablePointer<UInt8>!, _ room: Int,
  _ length: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let s = unsafe config(start, zero: pp_carrier_start()),
    let tracks = unsafe tracks(s.tracks), let format = unsafe format(s.encoding, s.sample_rate),
    let stream = unsafe input(s.stream_sid, s.stream_sid_len, apartFrom: out, room),
    let account = unsafe input(s.account_sid, s.account_sid_len, apartFrom: out, room),
    let call = unsafe input(s.call_sid, s.call_sid_len, apartFrom: out, room),
    let pairs = unsafe borrowed(s.parameters, s.parameters_len)
  else { return PP_ERR_ARGUMENT }
  let sequence = unsafe max(s.sequence_number, 1)
  return unsafe write(out, room, length) { (target) throws(Fault) in
    try CarrierWriter.start(
      sequenceNumber: sequence, streamSid: stream, accountSid: account, callSid: call, tracks: tracks, format: format,
      into: &target
    ) { (json) throws(Fault) in
      for i in unsafe 0..<pairs.count {
        let pair = unsafe pairs[i]
        guard let name = unsafe input(pair.name, pair.name_len, apartFrom: out, room),
          let value = unsafe input(pair.value, pair.value_len, apartFrom: out, room)
        else { throw Fault.argument }
        json.member(name, value)
      }
    }
  }
}

/// The set that the bits stand for; 0 is the caller's voice alone.
private func tracks(_ bits: UInt32) -> CarrierTracks? {
  bits > 3 ? nil : bits == 0 ? .inbound : CarrierTracks(rawValue: bits)
}

/// The format of a stream, 0 in either being that of a telephone line.
private func format(_ encoding: UInt32, _ rate: UInt32) -> AudioFormat? {
  guard let encoding = Encoding(rawValue: encoding == 0 ? UInt32(PP_ENCODING_MULAW) : encoding) else { return nil }
  let format = AudioFormat(encoding, sampleRate: rate == 0 ? 8000 : Int32(clamping: rate))
  return CarrierWriter.carries(format) ? format : nil
}

@c @implementation public func pp_carrier_write_track_media(
  _ sequence: UInt64, _ sid: UnsafePointer<UInt8>!, _ sidLength: Int, _ track: UInt32, _ chunk: UInt64,
  _ timestamp: UInt64, _ payload: UnsafePointer<UInt8>!, _ payloadLength: Int, _ out: UnsafeMutablePointer<UInt8>!,
  _ room: Int, _ length: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let stream = unsafe input(sid, sidLength, apartFrom: out, room),
    let sound = unsafe input(payload, payloadLength, apartFrom: out, room), let voice = CarrierTrack(rawValue: track)
  else { return PP_ERR_ARGUMENT }
  return unsafe write(out, room, length) { (target) throws(Fault) in
    try CarrierWriter.media(
      sequenceNumber: sequence, streamSid: stream, track: voice, chunk: chunk, timestamp: timestamp, payload: sound,
      into: &target)
  }
}

@c @implementation public func pp_carrier_write_dtmf(
  _ sequence: UInt64, _ sid: UnsafePointer<UInt8>!, _ sidLength: Int, _ digit: UInt32,
  _ out: UnsafeMutablePointer<UInt8>!, _ room: Int, _ length: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let stream = unsafe input(sid, sidLength, apartFrom: out, room), digit < 128 else { return PP_ERR_ARGUMENT }
  return unsafe write(out, room, length) { (target) throws(Fault) in
    try CarrierWriter.dtmf(sequenceNumber: sequence, streamSid: stream, digit: UInt8(digit), into: &target)
  }
}

@c @implementation public func pp_carrier_write_mark_echo(
  _ sequence: UInt64, _ sid: UnsafePointer<UInt8>!, _ sidLength: Int, _ name: UnsafePointer<UInt8>!, _ nameLength: Int,
  _ out: UnsafeMutablePointer<UInt8>!, _ room: Int, _ length: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let stream = unsafe input(sid, sidLength, apartFrom: out, room),
    let mark = unsafe input(name, nameLength, apartFrom: out, room)
  else { return PP_ERR_ARGUMENT }
  return unsafe write(out, room, length) { (target) throws(Fault) in
    try CarrierWriter.mark(sequenceNumber: sequence, streamSid: stream, name: mark, into: &target)
  }
}

@c @implementation public func pp_carrier_write_stop(
  _ sequence: UInt64, _ sid: UnsafePointer<UInt8>!, _ sidLength: Int, _ account: UnsafePointer<UInt8>!,
  _ accountLength: Int, _ call: UnsafePointer<UInt8>!, _ callLength: Int, _ out: UnsafeMutablePointer<UInt8>!,
  _ room: Int, _ length: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let stream = unsafe input(sid, sidLength, apartFrom: out, room),
    let owner = unsafe input(account, accountLength, apartFrom: out, room),
    let caller = unsafe input(call, callLength, apartFrom: out, room)
  else { return PP_ERR_ARGUMENT }
  return unsafe write(out, room, length) { (target) throws(Fault) in
    try CarrierWriter.stop(
      sequenceNumber: sequence, streamSid: stream, accountSid: owner, callSid: caller, into: &target)
  }
}
