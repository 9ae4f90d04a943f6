public import CPhonepatch
internal import PatchBase
internal import PatchEngine
internal import PatchSeal

// MARK: Life

@c @implementation public func pp_voice_create(
  _ given: UnsafePointer<pp_voice_config>!, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> pp_status {
  guard let out = unsafe out, let c = unsafe config(given, zero: pp_voice_config()) else { return PP_ERR_ARGUMENT }
  let settings = VoiceSessionSettings(
    user: c.user, seed: c.seed, requireDave: c.plain_allowed == 0, prefersAES: c.no_aes == 0,
    arrivals: c.arrivals == 0 ? 64 : Int(c.arrivals), speakers: c.sources == 0 ? 64 : Int(c.sources))
  return unsafe create(out) { () throws(Fault) in try VoiceSession(settings) }
}

@c @implementation public func pp_voice_destroy(_ voice: OpaquePointer!) { unsafe destroy(voice, VoiceSession.self) }

// MARK: Main gateway

@c @implementation public func pp_voice_join(
  _ voice: OpaquePointer!, _ guild: UInt64, _ channel: UInt64, _ stage: UInt32, _ now: UInt64
) -> pp_status {
  guard guild != 0, channel != 0 else { return PP_ERR_ARGUMENT }
  return unsafe attempt(voice) { (voice: inout VoiceSession) throws(Fault) in
    voice.join(guild: guild, channel: channel, isStage: stage != 0, at: Ticks(microseconds: now))
  }
}

@c @implementation public func pp_voice_leave(_ voice: OpaquePointer!, _ now: UInt64) -> pp_status {
  unsafe attempt(voice) { (voice: inout VoiceSession) throws(Fault) in voice.leave(at: Ticks(microseconds: now)) }
}

@c @implementation public func pp_voice_state(
  _ voice: OpaquePointer!, _ session: UnsafePointer<UInt8>!, _ length: Int, _ channel: UInt64, _ stage: UInt32,
  _ now: UInt64
) -> pp_status {
  guard let text = unsafe borrowed(session, length) else { return PP_ERR_ARGUMENT }
  return unsafe attempt(voice) { (voice: inout VoiceSession) throws(Fault) in
    try voice.state(
      session: text, channel: channel == 0 ? nil : channel, isStage: stage != 0, at: Ticks(microseconds: now))
  }
}

@c @implementation public func pp_voice_server(
  _ voice: OpaquePointer!, _ endpoint: UnsafePointer<UInt8>!, _ endpointLength: Int, _ token: UnsafePointer<UInt8>!,
  _ tokenLength: Int, _ now: UInt64
) -> pp_status {
  guard let place = unsafe borrowed(endpoint, endpointLength), let word = unsafe borrowed(token, tokenLength) else {
    return PP_ERR_ARGUMENT
  }
  return unsafe attempt(voice) { (voice: inout VoiceSession) throws(Fault) in
    try voice.server(endpoint: place, token: word, at: Ticks(microseconds: now))
  }
}

// MARK: Sockets

@c @implementation public func pp_voice_opened(
  _ voice: OpaquePointer!, _ connection: UInt32, _ now: UInt64
) -> pp_status {
  unsafe attempt(voice) { (voice: inout VoiceSession) throws(Fault) in
    voice.opened(connection, at: Ticks(microseconds: now))
  }
}

@c @implementation public func pp_voice_closed(
  _ voice: OpaquePointer!, _ connection: UInt32, _ code: UInt32, _ now: UInt64
) -> pp_status {
  unsafe attempt(voice) { (voice: inout VoiceSession) throws(Fault) in
    voice.closed(connection, code: Int(code), at: Ticks(microseconds: now))
  }
}

@c @implementation public func pp_voice_text(
  _ voice: OpaquePointer!, _ connection: UInt32, _ message: UnsafePointer<UInt8>!, _ length: Int, _ now: UInt64
) -> pp_status {
  guard let text = unsafe borrowed(message, length) else { return PP_ERR_ARGUMENT }
  return unsafe attempt(voice) { (voice: inout VoiceSession) throws(Fault) in
    try voice.text(connection, text, at: Ticks(microseconds: now))
  }
}

@c @implementation public func pp_voice_binary(
  _ voice: OpaquePointer!, _ connection: UInt32, _ message: UnsafePointer<UInt8>!, _ length: Int, _ now: UInt64
) -> pp_status {
  guard let bytes = unsafe borrowed(message, length) else { return PP_ERR_ARGUMENT }
  return unsafe attempt(voice) { (voice: inout VoiceSession) throws(Fault) in
    try voice.binary(connection, bytes, at: Ticks(microseconds: now))
  }
}

@c @implementation public func pp_voice_datagram(
  _ voice: OpaquePointer!, _ datagram: UnsafePointer<UInt8>!, _ length: Int, _ now: UInt64
) -> pp_status {
  guard let bytes = unsafe borrowed(datagram, length) else { return PP_ERR_ARGUMENT }
  return unsafe attempt(voice) { (voice: inout VoiceSession) throws(Fault) in
    voice.datagram(bytes, at: Ticks(microseconds: now))
  }
}

// MARK: Sound, time and output

@c @implementation public func pp_voice_send(
  _ voice: OpaquePointer!, _ opus: UnsafePointer<UInt8>!, _ length: Int, _ now: UInt64
) -> pp_status {
  guard let bytes = unsafe borrowed(opus, length) else { return PP_ERR_ARGUMENT }
  return unsafe attempt(voice) { (voice: inout VoiceSession) throws(Fault) in
    try voice.send(bytes, at: Ticks(microseconds: now))
  }
}

@c @implementation public func pp_voice_tick(_ voice: OpaquePointer!, _ now: UInt64) -> pp_status {
  unsafe attempt(voice) { (voice: inout VoiceSession) throws(Fault) in voice.tick(at: Ticks(microseconds: now)) }
}

@c @implementation public func pp_voice_poll(
  _ voice: OpaquePointer!, _ buffer: UnsafeMutablePointer<UInt8>!, _ capacity: Int,
  _ out: UnsafeMutablePointer<pp_voice_output>!
) -> pp_status {
  guard let voice = unsafe voice, unsafe reportable(out), var bytes = unsafe writable(buffer, capacity) else {
    return PP_ERR_ARGUMENT
  }
  var told = pp_voice_output()
  var kind: pp_status
  do {
    kind = unsafe told.fill(try target(voice, VoiceSession.self).pointee.poll(into: &bytes))
  } catch {
    told.len = UInt64(error.needed)
    kind = error.code
  }
  return unsafe report(told, to: out) ? kind : PP_ERR_ARGUMENT
}

// MARK: The group

@c @implementation public func pp_voice_dave_binary(
  _ voice: OpaquePointer!, _ group: UInt32, _ message: UnsafePointer<UInt8>!, _ length: Int
) -> pp_status {
  guard let bytes = unsafe borrowed(message, length) else { return PP_ERR_ARGUMENT }
  return unsafe attempt(voice) { (voice: inout VoiceSession) throws(Fault) in try voice.daveBinary(group, bytes) }
}

@c @implementation public func pp_voice_dave_ready(
  _ voice: OpaquePointer!, _ group: UInt32, _ transition: UInt32
) -> pp_status {
  guard let number = UInt16(exactly: transition) else { return PP_ERR_ARGUMENT }
  return unsafe attempt(voice) { (voice: inout VoiceSession) throws(Fault) in
    try voice.daveReady(group, transition: number)
  }
}

@c @implementation public func pp_voice_dave_invalid(
  _ voice: OpaquePointer!, _ group: UInt32, _ transition: UInt32
) -> pp_status {
  guard let number = UInt16(exactly: transition) else { return PP_ERR_ARGUMENT }
  return unsafe attempt(voice) { (voice: inout VoiceSession) throws(Fault) in
    try voice.daveInvalid(group, transition: number)
  }
}

@c @implementation public func pp_voice_dave_keys(
  _ voice: OpaquePointer!, _ group: UInt32, _ update: OpaquePointer!, _ now: UInt64
) -> pp_status {
  guard let voice = unsafe voice, let update = unsafe update else { return PP_ERR_ARGUMENT }
  unsafe target(voice, VoiceSession.self).pointee.daveKeys(
    group, &target(update, DaveUpdate.self).pointee, at: Ticks(microseconds: now))
  return PP_OK
}

@c @implementation public func pp_voice_read(
  _ voice: OpaquePointer!, _ stats: UnsafeMutablePointer<pp_voice_stats>!
) -> pp_status {
  guard let voice = unsafe voice else { return PP_ERR_ARGUMENT }
  let told = unsafe pp_voice_stats(target(voice, VoiceSession.self).pointee.statistics)
  return unsafe report(told, to: stats) ? PP_OK : PP_ERR_ARGUMENT
}

/// One call on a session, its fault as a status.
private func attempt(_ voice: OpaquePointer?, _ body: (inout VoiceSession) throws(Fault) -> Void) -> pp_status {
  guard let voice = unsafe voice else { return PP_ERR_ARGUMENT }
  do {
    unsafe try body(&target(voice, VoiceSession.self).pointee)
    return PP_OK
  } catch { return status(of: error) }
}
