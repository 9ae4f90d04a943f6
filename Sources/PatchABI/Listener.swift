public import CPhonepatch
internal import PatchAudio
internal import PatchBase

@c @implementation public func pp_listener_create(
  _ given: UnsafePointer<pp_listener_config>!, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> pp_status {
  guard let out = unsafe out, let c = unsafe config(given, zero: pp_listener_config()), c.hear < 16 else {
    return PP_ERR_ARGUMENT
  }
  let settings = listening(c.hear, c.speech_threshold, c.speech_hangover_ms, rate: c.sample_rate)
  return unsafe create(out) { () throws(Fault) in try Listener(settings) }
}

@c @implementation public func pp_listener_destroy(_ listener: OpaquePointer!) {
  unsafe destroy(listener, Listener.self)
}

@c @implementation public func pp_listener_process(
  _ listener: OpaquePointer!, _ pcm: UnsafePointer<Int16>!, _ samples: Int, _ far: UnsafePointer<Int16>!,
  _ farSamples: Int
) -> pp_status {
  guard let listener = unsafe listener, let frame = unsafe borrowed(pcm, samples),
    let played = unsafe borrowed(far, farSamples)
  else { return PP_ERR_ARGUMENT }
  let ear = unsafe target(listener, Listener.self)
  let length = unsafe ear.pointee.frameSamples
  guard samples == length, farSamples == 0 || farSamples == length else { return PP_ERR_ARGUMENT }
  unsafe ear.pointee.process(frame, far: played)
  return PP_OK
}

@c @implementation public func pp_listener_poll(
  _ listener: OpaquePointer!, _ heard: UnsafeMutablePointer<pp_heard>!
) -> pp_status {
  guard let listener = unsafe listener, unsafe reportable(heard) else { return PP_ERR_ARGUMENT }
  var told = pp_heard()
  if let event = unsafe target(listener, Listener.self).pointee.next() {
    told.kind = event.kind.rawValue
    told.position = event.position
    told.value = event.value
    told.extra = event.extra
  }
  _ = unsafe report(told, to: heard)
  return PP_OK
}
