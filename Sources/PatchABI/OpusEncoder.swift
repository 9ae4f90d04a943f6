public import CPhonepatch
internal import PatchBase
internal import PatchCodec

@c @implementation public func pp_opus_encoder_create(
  _ given: UnsafePointer<pp_opus_encoder_config>!, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> pp_status {
  var settings = OpusEncoderSettings()
  guard let out = unsafe out, let c = unsafe config(given, zero: pp_opus_encoder_config()), read(c, into: &settings)
  else { return PP_ERR_ARGUMENT }
  return unsafe create(out) { () throws(Fault) in try OpusEncoder(settings) }
}

/// The config with its defaults; false for a number that is none of a field's values.
@inline(never)
private func read(_ c: pp_opus_encoder_config, into settings: inout OpusEncoderSettings) -> Bool {
  guard let rate = Int32(exactly: c.sample_rate), let bitrate = Int32(exactly: c.bitrate),
    let loss = Int32(exactly: c.expected_loss), c.complexity >= -1, c.fec <= 1, c.dtx <= 1,
    let application = OpusEncoderSettings.Application(rawValue: c.application),
    let rateMode = OpusEncoderSettings.RateMode(rawValue: c.rate_mode),
    let maxBandwidth = OpusBandwidth(rawValue: c.max_bandwidth == 0 ? widest : c.max_bandwidth),
    c.bandwidth <= widest, c.signal <= lastSignal
  else { return false }
  if rate != 0 { settings.sampleRate = rate }
  settings.channels = max(Int(c.channels), 1)
  settings.application = application
  if bitrate != 0 { settings.bitrate = bitrate }
  settings.rateMode = rateMode
  if c.complexity != 0 { settings.complexity = max(c.complexity, 0) }
  settings.fec = c.fec == 1
  settings.expectedLoss = loss
  settings.dtx = c.dtx == 1
  // 0 is none of them.
  settings.bandwidth = OpusBandwidth(rawValue: c.bandwidth)
  settings.maxBandwidth = maxBandwidth
  settings.signal = signal(c.signal)
  if c.packet_max != 0 { settings.maxPacket = Int(c.packet_max) }
  return true
}

private let widest = OpusBandwidth.fullband.rawValue
private let lastSignal = OpusEncoderSettings.Signal.music.rawValue

private func signal(_ number: UInt32) -> OpusEncoderSettings.Signal? {
  number == 0 ? nil : number == 1 ? .voice : .music
}

@c @implementation public func pp_opus_encoder_destroy(_ encoder: OpaquePointer!) {
  unsafe destroy(encoder, OpusEncoder.self)
}

@c @implementation public func pp_opus_encoder_encode(
  _ encoder: OpaquePointer!, _ pcm: UnsafePointer<Int16>!, _ samples: Int, _ packet: UnsafeMutablePointer<UInt8>!,
  _ room: Int, _ out: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let encoder = unsafe encoder, let out = unsafe out, var output = unsafe writable(packet, room) else {
    return PP_ERR_ARGUMENT
  }
  let encoding = unsafe target(encoder, OpusEncoder.self)
  let count = unsafe elements(samples, encoding.pointee.channels)
  guard let source = unsafe borrowed(pcm, count), unsafe !overlaps(pcm, count, packet, room) else {
    return PP_ERR_ARGUMENT
  }
  do {
    unsafe out.pointee = try encoding.pointee.encode(source, into: &output)
    return PP_OK
  } catch { return unsafe status(of: error, needed: out) }
}

/// Runs `body` on the encoder behind a handle.
private func change(
  _ encoder: OpaquePointer?, _ body: (inout OpusEncoder) throws(Fault) -> Void
) -> pp_status {
  guard let encoder = unsafe encoder else { return PP_ERR_ARGUMENT }
  do {
    try body(&(unsafe target(encoder, OpusEncoder.self).pointee))
    return PP_OK
  } catch { return status(of: error) }
}

@c @implementation public func pp_opus_encoder_reset(_ encoder: OpaquePointer!) -> pp_status {
  unsafe change(encoder) { it throws(Fault) in try it.reset() }
}

@c @implementation public func pp_opus_encoder_set_bitrate(_ encoder: OpaquePointer!, _ bitrate: UInt32) -> pp_status {
  guard let bitrate = Int32(exactly: bitrate) else { return PP_ERR_ARGUMENT }
  return unsafe change(encoder) { it throws(Fault) in try it.setBitrate(bitrate == 0 ? nil : bitrate) }
}

@c @implementation public func pp_opus_encoder_set_rate_mode(_ encoder: OpaquePointer!, _ mode: UInt32) -> pp_status {
  guard let mode = OpusEncoderSettings.RateMode(rawValue: mode) else { return PP_ERR_ARGUMENT }
  return unsafe change(encoder) { it throws(Fault) in try it.setRateMode(mode) }
}

@c @implementation public func pp_opus_encoder_set_complexity(_ encoder: OpaquePointer!, _ level: UInt32) -> pp_status {
  guard let level = Int32(exactly: level) else { return PP_ERR_ARGUMENT }
  return unsafe change(encoder) { it throws(Fault) in try it.setComplexity(level) }
}

@c @implementation public func pp_opus_encoder_set_fec(_ encoder: OpaquePointer!, _ on: UInt32) -> pp_status {
  guard on <= 1 else { return PP_ERR_ARGUMENT }
  return unsafe change(encoder) { it throws(Fault) in try it.setFEC(on == 1) }
}

@c @implementation public func pp_opus_encoder_set_expected_loss(
  _ encoder: OpaquePointer!, _ percent: UInt32
) -> pp_status {
  guard let percent = Int32(exactly: percent) else { return PP_ERR_ARGUMENT }
  return unsafe change(encoder) { it throws(Fault) in try it.setExpectedLoss(percent) }
}

@c @implementation public func pp_opus_encoder_set_dtx(_ encoder: OpaquePointer!, _ on: UInt32) -> pp_status {
  guard on <= 1 else { return PP_ERR_ARGUMENT }
  return unsafe change(encoder) { it throws(Fault) in try it.setDTX(on == 1) }
}

@c @implementation public func pp_opus_encoder_set_bandwidth(
  _ encoder: OpaquePointer!, _ bandwidth: UInt32
) -> pp_status {
  guard bandwidth <= widest else { return PP_ERR_ARGUMENT }
  return unsafe change(encoder) { it throws(Fault) in try it.setBandwidth(OpusBandwidth(rawValue: bandwidth)) }
}

@c @implementation public func pp_opus_encoder_set_max_bandwidth(
  _ encoder: OpaquePointer!, _ bandwidth: UInt32
) -> pp_status {
  guard let bandwidth = OpusBandwidth(rawValue: bandwidth == 0 ? widest : bandwidth) else { return PP_ERR_ARGUMENT }
  return unsafe change(encoder) { it throws(Fault) in try it.setMaxBandwidth(bandwidth) }
}

@c @implementation public func pp_opus_encoder_set_signal(_ encoder: OpaquePointer!, _ hint: UInt32) -> pp_status {
  guard hint <= lastSignal else { return PP_ERR_ARGUMENT }
  return unsafe change(encoder) { it throws(Fault) in try it.setSignal(signal(hint)) }
}

@c @implementation public func pp_opus_encoder_lookahead(
  _ encoder: OpaquePointer!, _ out: UnsafeMutablePointer<UInt32>!
) -> pp_status {
  guard let encoder = unsafe encoder, let out = unsafe out else { return PP_ERR_ARGUMENT }
  unsafe out.pointee = UInt32(unsafe target(encoder, OpusEncoder.self).pointee.lookahead)
  return PP_OK
}

@c @implementation public func pp_opus_encoder_final_range(
  _ encoder: OpaquePointer!, _ out: UnsafeMutablePointer<UInt32>!
) -> pp_status {
  guard let encoder = unsafe encoder, let out = unsafe out else { return PP_ERR_ARGUMENT }
  unsafe out.pointee = unsafe target(encoder, OpusEncoder.self).pointee.finalRange
  return PP_OK
}
