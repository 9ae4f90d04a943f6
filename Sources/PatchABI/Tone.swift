public import CPhonepatch
internal import PatchAudio
internal import PatchBase

@c @implementation public func pp_tone_create(
  _ given: UnsafePointer<pp_tone_config>!, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> pp_status {
  guard let out = unsafe out, let c = unsafe config(given, zero: pp_tone_config()) else { return PP_ERR_ARGUMENT }
  do {
    let tone = try ToneGenerator(sampleRate: c.sample_rate == 0 ? 8000 : Int32(clamping: c.sample_rate))
    guard let made = unsafe handle(tone) else { return PP_ERR_NO_MEMORY }
    unsafe out.pointee = made
    return PP_OK
  } catch { return status(of: error) }
}

@c @implementation public func pp_tone_destroy(_ tone: OpaquePointer!) { unsafe destroy(tone, ToneGenerator.self) }

@c @implementation public func pp_tone_network(
  _ tone: OpaquePointer!, _ kind: UInt32, _ country: UInt32, _ level: Int32
) -> pp_status {
  guard let kind = ToneKind(rawValue: kind) else { return PP_ERR_ARGUMENT }
  return unsafe attempt(tone) { (tone: inout ToneGenerator) throws(Fault) in
    try tone.play(kind, country: country, level: level == 0 ? -19 : Int(level))
  }
}

@c @implementation public func pp_tone_digits(
  _ tone: OpaquePointer!, _ digits: UnsafePointer<UInt8>!, _ length: Int, _ on: UInt32, _ off: UInt32, _ level: Int32
) -> pp_status {
  guard let text = unsafe borrowed(digits, length) else { return PP_ERR_ARGUMENT }
  return unsafe attempt(tone) { (tone: inout ToneGenerator) throws(Fault) in
    try tone.dial(
      text, on: on == 0 ? 80 : Int(on), off: off == 0 ? 80 : Int(off), level: level == 0 ? -13 : Int(level))
  }
}

@c @implementation public func pp_tone_steps(
  _ tone: OpaquePointer!, _ steps: UnsafePointer<pp_tone_step>!, _ count: Int, _ repeats: UInt32, _ level: Int32
) -> pp_status {
  guard let given = unsafe borrowed(steps, count), count <= Int(PP_TONE_STEPS_MAX) else { return PP_ERR_ARGUMENT }
  return unsafe attempt(tone) { (tone: inout ToneGenerator) throws(Fault) in
    var list: InlineArray<8, ToneStep> = InlineArray(repeating: ToneStep(0, for: 0))
    for i in 0..<given.count {
      list[i] = ToneStep(given[i].low_hz, given[i].high_hz, for: given[i].duration_ms)
    }
    try tone.play(list.span.window(0..<given.count), repeats: repeats != 0, level: level == 0 ? -19 : Int(level))
  }
}

@c @implementation public func pp_tone_noise(
  _ tone: OpaquePointer!, _ payload: UnsafePointer<UInt8>!, _ length: Int
) -> pp_status {
  guard let bytes = unsafe borrowed(payload, length) else { return PP_ERR_ARGUMENT }
  return unsafe attempt(tone) { (tone: inout ToneGenerator) throws(Fault) in try tone.hiss(bytes) }
}

@c @implementation public func pp_tone_stop(_ tone: OpaquePointer!) -> pp_status {
  unsafe attempt(tone) { (tone: inout ToneGenerator) throws(Fault) in tone.stop() }
}

@c @implementation public func pp_tone_read(
  _ tone: OpaquePointer!, _ pcm: UnsafeMutablePointer<Int16>!, _ samples: Int, _ length: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let tone = unsafe tone, var out = unsafe writable(pcm, samples) else { return PP_ERR_ARGUMENT }
  unsafe store(target(tone, ToneGenerator.self).pointee.fill(&out), to: length)
  return PP_OK
}

private func attempt(_ tone: OpaquePointer?, _ body: (inout ToneGenerator) throws(Fault) -> Void) -> pp_status {
  guard let tone = unsafe tone else { return PP_ERR_ARGUMENT }
  do {
    unsafe try body(&target(tone, ToneGenerator.self).pointee)
    return PP_OK
  } catch { return status(of: error) }
}
