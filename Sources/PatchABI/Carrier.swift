public import CPhonepatch
internal import PatchBase
internal import PatchWire

@c @implementation public func pp_carrier_read(
  _ message: UnsafePointer<UInt8>!, _ length: Int, _ linear: UInt32, _ scratch: UnsafeMutablePointer<UInt8>!,
  _ room: Int, _ out: UnsafeMutablePointer<pp_carrier_message>!
) -> pp_status {
  guard let text = unsafe borrowed(message, length), var memory = unsafe writable(scratch, room),
    unsafe !overlaps(message, length, scratch, room), unsafe reportable(out),
    let order = Encoding(rawValue: linear == 0 ? Encoding.l16.rawValue : linear), order.bytesPerSample == 2
  else { return PP_ERR_ARGUMENT }
  do {
    let read = try CarrierReader.read(text, scratch: &memory, linear: order)
    return unsafe report(pp_carrier_message(read), to: out) ? PP_OK : PP_ERR_ARGUMENT
  } catch { return status(of: error) }
}

extension pp_carrier_message {
  fileprivate init(_ m: CarrierMessage) {
    self.init()
    kind = m.kind.rawValue
    present =
      (m.sequenceNumber == nil ? 0 : UInt32(PP_CARRIER_HAS_SEQUENCE))
      | (m.chunk == nil ? 0 : UInt32(PP_CARRIER_HAS_CHUNK))
      | (m.timestamp == nil ? 0 : UInt32(PP_CARRIER_HAS_TIMESTAMP))
    digit = UInt32(m.digit)
    sequence_number = m.sequenceNumber ?? 0
    stream_sid = pp_carrier_range(m.streamSid)
    account_sid = pp_carrier_range(m.accountSid)
    call_sid = pp_carrier_range(m.callSid)
    `protocol` = pp_carrier_range(m.protocolName)
    version = pp_carrier_range(m.protocolVersion)
    mark_name = pp_carrier_range(m.markName)
    payload = pp_carrier_range(m.payload)
    parameters = pp_carrier_range(m.parameters)
    chunk = m.chunk ?? 0
    timestamp_ms = m.timestamp ?? 0
    track = m.track?.rawValue ?? 0
    tracks = m.tracks.rawValue
    encoding = m.format?.encoding.rawValue ?? 0
    sample_rate = UInt32(m.format?.sampleRate ?? 0)
  }
}

extension pp_carrier_range {
  fileprivate init(_ range: Range<Int>) { self.init(offset: range.lowerBound, length: range.count) }
}

@c @implementation public func pp_carrier_next_parameter(
  _ message: UnsafePointer<UInt8>!, _ length: Int, _ cursor: Int, _ scratch: UnsafeMutablePointer<UInt8>!, _ room: Int,
  _ out: UnsafeMutablePointer<pp_carrier_parameter>!
) -> pp_status {
  guard let text = unsafe borrowed(message, length), var memory = unsafe writable(scratch, room),
    unsafe !overlaps(message, length, scratch, room), let out = unsafe out
  else { return PP_ERR_ARGUMENT }
  guard room >= length else { return PP_ERR_NO_SPACE }
  do {
    var walk = try CarrierParameters(text, resumingAt: cursor)
    guard let found = try walk.next(into: &memory) else { return PP_CARRIER_END }
    unsafe out.pointee = pp_carrier_parameter(
      name: pp_carrier_range(found.name), value: pp_carrier_range(found.value), next: walk.offset)
    return PP_OK
  } catch { return status(of: error) }
}
