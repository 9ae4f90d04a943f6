public import CPhonepatch
internal import PatchAudio
internal import PatchBase

@c @implementation public func pp_vad_create(
  _ given: UnsafePointer<pp_vad_config>!, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> pp_status {
  guard let out = unsafe out, let c = unsafe config(given, zero: pp_vad_config()),
    let mode = VoiceSettings.Mode(rawValue: c.mode == 0 ? UInt32(PP_VAD_MODEL) : c.mode)
  else { return PP_ERR_ARGUMENT }
  let settings = VoiceSettings(
    sampleRate: c.sample_rate == 0 ? 8000 : Int32(clamping: c.sample_rate), mode: mode,
    threshold: c.threshold == 0 ? VoiceSettings().threshold : c.threshold,
    hangover: time(c.hangover_ms, VoiceSettings().hangover), preRoll: time(c.pre_roll_ms, VoiceSettings().preRoll))
  return unsafe create(out) { () throws(Fault) in try VoiceActivity(settings) }
}

@c @implementation public func pp_vad_destroy(_ vad: OpaquePointer!) { unsafe destroy(vad, VoiceActivity.self) }

@c @implementation public func pp_vad_reset(_ vad: OpaquePointer!) -> pp_status {
  guard let vad = unsafe vad else { return PP_ERR_ARGUMENT }
  unsafe target(vad, VoiceActivity.self).pointee.reset()
  return PP_OK
}

@c @implementation public func pp_vad_process(
  _ vad: OpaquePointer!, _ pcm: UnsafePointer<Int16>!, _ samples: Int, _ far: UnsafePointer<Int16>!,
  _ farSamples: Int, _ state: UnsafeMutablePointer<pp_vad_state>!
) -> pp_status {
  guard let vad = unsafe vad, let frame = unsafe borrowed(pcm, samples), let played = unsafe borrowed(far, farSamples),
    unsafe state == nil || reportable(state)
  else { return PP_ERR_ARGUMENT }
  let ear = unsafe target(vad, VoiceActivity.self)
  let length = unsafe ear.pointee.frameSamples
  guard samples == length, farSamples == 0 || farSamples == length else { return PP_ERR_ARGUMENT }
  let found = unsafe ear.pointee.process(frame, far: played)
  guard unsafe state != nil else { return PP_OK }
  var told = pp_vad_state()
  told.speech = found.isSpeech ? 1 : 0
  told.change = found.change.rawValue
  told.echo = found.isEcho ? 1 : 0
  told.probability = found.probability
  told.music = found.music
  told.level_dbov = found.level
  told.position = found.position
  _ = unsafe report(told, to: state)
  return PP_OK
}

@c @implementation public func pp_vad_pre_roll(
  _ vad: OpaquePointer!, _ pcm: UnsafeMutablePointer<Int16>!, _ room: Int, _ length: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let vad = unsafe vad, let length = unsafe length, var out = unsafe writable(pcm, room) else {
    return PP_ERR_ARGUMENT
  }
  unsafe length.pointee = target(vad, VoiceActivity.self).pointee.preRoll(into: &out)
  return PP_OK
}
