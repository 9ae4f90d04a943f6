public import CPhonepatch
internal import PatchAudio
internal import PatchBase

// MARK: Mixer

@c @implementation public func pp_mixer_create(
  _ given: UnsafePointer<pp_mixer_config>!, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> pp_status {
  guard let out = unsafe out, let c = unsafe config(given, zero: pp_mixer_config()) else { return PP_ERR_ARGUMENT }
  return unsafe create(out) { () throws(Fault) in try Mixer(capacity: Int(c.legs), samples: Int(c.samples)) }
}

@c @implementation public func pp_mixer_destroy(_ mixer: OpaquePointer!) { unsafe destroy(mixer, Mixer.self) }

@c @implementation public func pp_mixer_set_gain(
  _ mixer: OpaquePointer!, _ from: UInt32, _ to: UInt32, _ gain: Float
) -> pp_status {
  guard let mixer = unsafe mixer else { return PP_ERR_ARGUMENT }
  let mixing = unsafe target(mixer, Mixer.self)
  let legs = unsafe mixing.pointee.capacity
  guard from < legs, to < legs, gain >= 0, gain <= 8 else { return PP_ERR_ARGUMENT }
  unsafe mixing.pointee.setGain(from: Int(from), to: Int(to), gain)
  return PP_OK
}

@c @implementation public func pp_mixer_clear_leg(_ mixer: OpaquePointer!, _ leg: UInt32) -> pp_status {
  guard let mixer = unsafe mixer else { return PP_ERR_ARGUMENT }
  let mixing = unsafe target(mixer, Mixer.self)
  guard unsafe leg < mixing.pointee.capacity else { return PP_ERR_ARGUMENT }
  unsafe mixing.pointee.clearLeg(Int(leg))
  return PP_OK
}

@c @implementation public func pp_mixer_begin(_ mixer: OpaquePointer!) -> pp_status {
  guard let mixer = unsafe mixer else { return PP_ERR_ARGUMENT }
  unsafe target(mixer, Mixer.self).pointee.begin()
  return PP_OK
}

@c @implementation public func pp_mixer_put(
  _ mixer: OpaquePointer!, _ leg: UInt32, _ pcm: UnsafePointer<Int16>!, _ samples: Int
) -> pp_status {
  guard let mixer = unsafe mixer, let frame = unsafe borrowed(pcm, samples) else { return PP_ERR_ARGUMENT }
  let mixing = unsafe target(mixer, Mixer.self)
  guard unsafe leg < mixing.pointee.capacity, unsafe samples <= mixing.pointee.samples else { return PP_ERR_ARGUMENT }
  unsafe mixing.pointee.put(Int(leg), frame)
  return PP_OK
}

@c @implementation public func pp_mixer_mix(
  _ mixer: OpaquePointer!, _ leg: UInt32, _ pcm: UnsafeMutablePointer<Int16>!, _ room: Int,
  _ length: UnsafeMutablePointer<Int>!, _ result: UnsafeMutablePointer<pp_mix>!
) -> pp_status {
  guard let mixer = unsafe mixer, var frame = unsafe writable(pcm, room) else { return PP_ERR_ARGUMENT }
  let mixing = unsafe target(mixer, Mixer.self)
  let samples = unsafe mixing.pointee.samples
  guard unsafe leg < mixing.pointee.capacity, unsafe result == nil || reportable(result) else {
    return PP_ERR_ARGUMENT
  }
  unsafe store(samples, to: length)
  guard room >= samples else { return PP_ERR_NO_SPACE }
  let mix = unsafe mixing.pointee.mix(for: Int(leg), into: &frame)
  var told = pp_mix()
  told.contributors = UInt32(mix.contributors)
  told.sole = Int32(mix.sole ?? -1)
  told.limited = mix.limited ? 1 : 0
  _ = unsafe report(told, to: result)
  return PP_OK
}

// MARK: Level

@c @implementation public func pp_level_create(
  _ given: UnsafePointer<pp_level_config>!, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> pp_status {
  guard let out = unsafe out, let c = unsafe config(given, zero: pp_level_config()), c.ceiling <= 32767 else {
    return PP_ERR_ARGUMENT
  }
  let level = c.ceiling == 0 ? Level() : Level(ceiling: Int16(c.ceiling))
  guard let made = unsafe handle(level) else { return PP_ERR_NO_MEMORY }
  unsafe out.pointee = made
  return PP_OK
}

@c @implementation public func pp_level_destroy(_ level: OpaquePointer!) { unsafe destroy(level, Level.self) }

@c @implementation public func pp_level_reset(_ level: OpaquePointer!) -> pp_status {
  guard let level = unsafe level else { return PP_ERR_ARGUMENT }
  unsafe target(level, Level.self).pointee.reset()
  return PP_OK
}

@c @implementation public func pp_level_measure(
  _ level: OpaquePointer!, _ pcm: UnsafePointer<Int16>!, _ samples: Int
) -> pp_status {
  guard let level = unsafe level, let frame = unsafe borrowed(pcm, samples) else { return PP_ERR_ARGUMENT }
  unsafe target(level, Level.self).pointee.measure(frame)
  return PP_OK
}

@c @implementation public func pp_level_read(
  _ level: OpaquePointer!, _ values: UnsafeMutablePointer<pp_level_values>!
) -> pp_status {
  guard let level = unsafe level else { return PP_ERR_ARGUMENT }
  let measured = unsafe target(level, Level.self).pointee
  var told = pp_level_values()
  told.peak = UInt32(measured.peak)
  told.rms = measured.rms
  told.rms_dbov = measured.rmsDecibels
  told.peak_dbov = measured.peakDecibels
  told.samples = measured.samples
  told.clipped = measured.clipped
  told.clipped_runs = measured.clippedRuns
  return unsafe report(told, to: values) ? PP_OK : PP_ERR_ARGUMENT
}
