public import CPhonepatch
internal import PatchBase
internal import PatchCodec

@c @implementation public func pp_resampler_create(
  _ given: UnsafePointer<pp_resampler_config>!, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> pp_status {
  guard let out = unsafe out, let c = unsafe config(given, zero: pp_resampler_config()),
    let from = Int32(exactly: c.from_rate), let to = Int32(exactly: c.to_rate)
  else { return PP_ERR_ARGUMENT }
  do {
    let resampler = try Resampler(
      from: from, to: to, channels: max(Int(c.channels), 1), quality: c.quality == 0 ? nil : Int(c.quality))
    guard let made = unsafe handle(resampler) else { return PP_ERR_NO_MEMORY }
    unsafe out.pointee = made
    return PP_OK
  } catch { return status(of: error) }
}

@c @implementation public func pp_resampler_destroy(_ resampler: OpaquePointer!) {
  unsafe destroy(resampler, Resampler.self)
}

@c @implementation public func pp_resampler_reset(_ resampler: OpaquePointer!) -> pp_status {
  guard let resampler = unsafe resampler else { return PP_ERR_ARGUMENT }
  do {
    try unsafe target(resampler, Resampler.self).pointee.reset()
    return PP_OK
  } catch { return status(of: error) }
}

@c @implementation public func pp_resampler_skip_delay(_ resampler: OpaquePointer!) -> pp_status {
  guard let resampler = unsafe resampler else { return PP_ERR_ARGUMENT }
  do {
    try unsafe target(resampler, Resampler.self).pointee.skipDelay()
    return PP_OK
  } catch { return status(of: error) }
}

@c @implementation public func pp_resampler_process(
  _ resampler: OpaquePointer!, _ pcm: UnsafePointer<Int16>!, _ samples: Int, _ out: UnsafeMutablePointer<Int16>!,
  _ room: Int, _ consumed: UnsafeMutablePointer<Int>!, _ produced: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let resampler = unsafe resampler, let consumed = unsafe consumed, let produced = unsafe produced else {
    return PP_ERR_ARGUMENT
  }
  let resampling = unsafe target(resampler, Resampler.self)
  let channels = unsafe resampling.pointee.channels
  let (count, roomCount) = (elements(samples, channels), elements(room, channels))
  guard let source = unsafe borrowed(pcm, count), var output = unsafe writable(out, roomCount),
    unsafe !overlaps(pcm, count, out, roomCount)
  else { return PP_ERR_ARGUMENT }
  do {
    let step = try unsafe resampling.pointee.process(source, into: &output)
    unsafe consumed.pointee = step.consumed
    unsafe produced.pointee = step.produced
    return PP_OK
  } catch {
    if error == .noSpace(needed: 0) { unsafe produced.pointee = error.needed / channels }
    return error.code
  }
}

@c @implementation public func pp_resampler_needed(
  _ resampler: OpaquePointer!, _ samples: Int, _ out: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let resampler = unsafe resampler, let out = unsafe out else { return PP_ERR_ARGUMENT }
  do {
    unsafe out.pointee = try target(resampler, Resampler.self).pointee.needed(for: samples)
    return PP_OK
  } catch { return status(of: error) }
}

@c @implementation public func pp_resampler_delay(
  _ resampler: OpaquePointer!, _ input: UnsafeMutablePointer<UInt32>!, _ output: UnsafeMutablePointer<UInt32>!
) -> pp_status {
  guard let resampler = unsafe resampler, let input = unsafe input, let output = unsafe output else {
    return PP_ERR_ARGUMENT
  }
  unsafe input.pointee = UInt32(unsafe target(resampler, Resampler.self).pointee.inputDelay)
  unsafe output.pointee = UInt32(unsafe target(resampler, Resampler.self).pointee.outputDelay)
  return PP_OK
}
