public import CPhonepatch
internal import PatchBase
internal import PatchWire

@c @implementation public func pp_rtp_read(
  _ packet: UnsafePointer<UInt8>!, _ length: Int, _ out: UnsafeMutablePointer<pp_rtp>!
) -> pp_status {
  guard let bytes = unsafe borrowed(packet, length), unsafe reportable(out) else { return PP_ERR_ARGUMENT }
  do {
    let read = try RTPPacket(bytes)
    var told = pp_rtp()
    told.payload_type = UInt32(read.payloadType)
    told.marker = read.marker ? 1 : 0
    told.sequence = UInt32(read.sequence)
    told.timestamp = read.timestamp
    told.ssrc = read.ssrc
    told.extension_profile = UInt32(read.extensionProfile)
    told.padding = UInt32(read.paddingCount)
    told.extension_offset = read.extensionBody.lowerBound
    told.extension_len = read.extensionBody.count
    told.payload_offset = read.payload.lowerBound
    told.payload_len = read.payload.count
    return unsafe report(told, to: out) ? PP_OK : PP_ERR_ARGUMENT
  } catch { return status(of: error) }
}

@c @implementation public func pp_rtp_write(
  _ given: UnsafePointer<pp_rtp>!, _ packet: UnsafeMutablePointer<UInt8>!, _ room: Int,
  _ length: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let header = unsafe config(given, zero: pp_rtp()), var bytes = unsafe writable(packet, room),
    header.payload_type <= 127, header.sequence <= 0xFFFF
  else { return PP_ERR_ARGUMENT }
  do {
    let made = RTPHeader(
      marker: header.marker != 0, payloadType: UInt8(header.payload_type), sequence: UInt16(header.sequence),
      timestamp: header.timestamp, ssrc: header.ssrc)
    unsafe store(try made.write(into: &bytes), to: length)
    return PP_OK
  } catch { return unsafe status(of: error, needed: length) }
}

@c @implementation public func pp_rtp_is_control(_ packet: UnsafePointer<UInt8>!, _ length: Int) -> UInt32 {
  guard let bytes = unsafe borrowed(packet, length) else { return 0 }
  return RTPPacket.isControl(bytes) ? 1 : 0
}
