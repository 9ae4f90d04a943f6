public import CPhonepatch
internal import PatchBase
internal import PatchCodec

@c @implementation public func pp_opus_decoder_create(
  _ given: UnsafePointer<pp_opus_decoder_config>!, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> pp_status {
  guard let out = unsafe out, let c = unsafe config(given, zero: pp_opus_decoder_config()),
    let rate = Int32(exactly: c.sample_rate)
  else { return PP_ERR_ARGUMENT }
  do {
    let decoder = try OpusDecoder(sampleRate: rate == 0 ? 48_000 : rate, channels: max(Int(c.channels), 1))
    guard let made = unsafe handle(decoder) else { return PP_ERR_NO_MEMORY }
    unsafe out.pointee = made
    return PP_OK
  } catch { return status(of: error) }
}

@c @implementation public func pp_opus_decoder_destroy(_ decoder: OpaquePointer!) {
  unsafe destroy(decoder, OpusDecoder.self)
}

@c @implementation public func pp_opus_decoder_reset(_ decoder: OpaquePointer!) -> pp_status {
  guard let decoder = unsafe decoder else { return PP_ERR_ARGUMENT }
  do {
    try unsafe target(decoder, OpusDecoder.self).pointee.reset()
    return PP_OK
  } catch { return status(of: error) }
}

@c @implementation public func pp_opus_decoder_decode(
  _ decoder: OpaquePointer!, _ packet: UnsafePointer<UInt8>!, _ length: Int, _ pcm: UnsafeMutablePointer<Int16>!,
  _ room: Int, _ out: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let decoder = unsafe decoder, let out = unsafe out, let source = unsafe borrowed(packet, length) else {
    return PP_ERR_ARGUMENT
  }
  let decoding = unsafe target(decoder, OpusDecoder.self)
  let channels = unsafe decoding.pointee.channels
  guard var output = unsafe writable(pcm, elements(room, channels)),
    unsafe !overlaps(packet, length, pcm, elements(room, channels))
  else { return PP_ERR_ARGUMENT }
  do {
    unsafe out.pointee = try decoding.pointee.decode(source, into: &output)
    return PP_OK
  } catch {
    if error == .noSpace(needed: 0) { unsafe out.pointee = error.needed / channels }
    return error.code
  }
}

@c @implementation public func pp_opus_decoder_conceal(
  _ decoder: OpaquePointer!, _ samples: Int, _ pcm: UnsafeMutablePointer<Int16>!, _ room: Int
) -> pp_status {
  guard let decoder = unsafe decoder else { return PP_ERR_ARGUMENT }
  let decoding = unsafe target(decoder, OpusDecoder.self)
  guard var output = unsafe writable(pcm, elements(room, decoding.pointee.channels)) else { return PP_ERR_ARGUMENT }
  do {
    try unsafe decoding.pointee.conceal(samples: samples, into: &output)
    return PP_OK
  } catch { return status(of: error) }
}

@c @implementation public func pp_opus_decoder_recover(
  _ decoder: OpaquePointer!, _ packet: UnsafePointer<UInt8>!, _ length: Int, _ samples: Int,
  _ pcm: UnsafeMutablePointer<Int16>!, _ room: Int
) -> pp_status {
  guard let decoder = unsafe decoder, let source = unsafe borrowed(packet, length) else { return PP_ERR_ARGUMENT }
  let decoding = unsafe target(decoder, OpusDecoder.self)
  let count = unsafe elements(room, decoding.pointee.channels)
  guard var output = unsafe writable(pcm, count), unsafe !overlaps(packet, length, pcm, count) else {
    return PP_ERR_ARGUMENT
  }
  do {
    return try unsafe decoding.pointee.recover(from: source, samples: samples, into: &output)
      ? PP_OK : PP_OPUS_CONCEALED
  } catch { return status(of: error) }
}

@c @implementation public func pp_opus_decoder_final_range(
  _ decoder: OpaquePointer!, _ out: UnsafeMutablePointer<UInt32>!
) -> pp_status {
  guard let decoder = unsafe decoder, let out = unsafe out else { return PP_ERR_ARGUMENT }
  unsafe out.pointee = unsafe target(decoder, OpusDecoder.self).pointee.finalRange
  return PP_OK
}

@c @implementation public func pp_opus_packet_inspect(
  _ packet: UnsafePointer<UInt8>!, _ length: Int, _ out: UnsafeMutablePointer<pp_opus_packet_info>!
) -> pp_status {
  guard let source = unsafe borrowed(packet, length) else { return PP_ERR_ARGUMENT }
  do {
    let found = try OpusPacket(source)
    let info = pp_opus_packet_info(
      size: 0, mode: found.mode.rawValue, bandwidth: found.bandwidth.rawValue, channels: UInt32(found.channels),
      frames: UInt32(found.frames), samples_48k: UInt32(found.samples48k), fec: found.hasRecovery ? 1 : 0)
    return unsafe report(info, to: out) ? PP_OK : PP_ERR_ARGUMENT
  } catch { return status(of: error) }
}
