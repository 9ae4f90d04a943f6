public import CPhonepatch
internal import PatchBase
internal import PatchEngine

// MARK: Life

@c @implementation public func pp_room_create(
  _ given: UnsafePointer<pp_room_config>!, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> pp_status {
  guard let out = unsafe out, let c = unsafe config(given, zero: pp_room_config()) else { return PP_ERR_ARGUMENT }
  let settings = RoomSettings(
    sampleRate: rate(c.sample_rate), capacity: c.capacity == 0 ? 16 : Int(c.capacity),
    maxMessage: c.max_message == 0 ? 131_072 : Int(c.max_message), seed: c.seed)
  return unsafe create(out) { () throws(Fault) in try Room(settings) }
}

@c @implementation public func pp_room_destroy(_ room: OpaquePointer!) { unsafe destroy(room, Room.self) }

@c @implementation public func pp_leg_create(
  _ given: UnsafePointer<pp_leg_config>!, _ start: UnsafePointer<UInt8>!, _ length: Int, _ roomRate: UInt32,
  _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> pp_status {
  guard let out = unsafe out, let c = unsafe config(given, zero: pp_leg_config()),
    let kind = LegSettings.Kind(rawValue: c.kind),
    let encoding = Encoding(rawValue: c.encoding == 0 ? UInt32(PP_ENCODING_MULAW) : c.encoding), c.hear < 16,
    let message = unsafe borrowed(start, length)
  else { return PP_ERR_ARGUMENT }
  var settings = LegSettings(kind, format: AudioFormat(encoding, sampleRate: rate(c.sample_rate)))
  read(c, into: &settings)
  return unsafe create(out) { () throws(Fault) in try Leg(settings, startMessage: message, roomRate: rate(roomRate)) }
}

@c @implementation public func pp_leg_destroy(_ leg: OpaquePointer!) { unsafe destroy(leg, Leg.self) }

/// 0 is 8000; what no Room has, the engine refuses.
private func rate(_ given: UInt32) -> Int32 { given == 0 ? 8000 : Int32(clamping: given) }

/// What may be left out.
@inline(never)
private func read(_ c: pp_leg_config, into settings: inout LegSettings) {
  settings.listens = c.deaf == 0
  settings.sendsSilence = c.sends_no_silence == 0
  settings.minDelay = time(c.min_delay_ms)
  settings.maxDelay = c.max_delay_ms == 0 ? nil : Int(c.max_delay_ms)
  settings.prefill = time(c.prefill_ms)
  settings.lead = time(c.lead_ms, 300)
  settings.queue = time(c.queue_ms, 30_000)
  settings.tap = time(c.tap_ms, 1000)
  settings.speakers = c.speakers == 0 ? 16 : Int(c.speakers)
  settings.speakerTaps = c.speaker_taps != 0
  settings.bitrate = c.bitrate == 0 ? nil : Int(c.bitrate)
  settings.expectedLoss = time(c.expected_loss, 10)
  if c.hear != 0 { settings.hears = listening(c.hear, c.speech_threshold, c.speech_hangover_ms, rate: 8000) }
  settings.gate = c.gate_dbov == 0 ? -60 : c.gate_dbov == 1 ? nil : Int(c.gate_dbov)
  settings.marks = time(c.mark_ms, 200)
  settings.echoTail = c.echo_tail_ms == 0 ? nil : Int(c.echo_tail_ms)
  settings.echoDelay = time(c.echo_delay_ms)
  settings.noiseSuppression = c.noise_suppression_db == 0 ? nil : Int(c.noise_suppression_db)
  settings.gainTarget = c.gain_target_dbov == 0 ? nil : Int(c.gain_target_dbov)
}

// MARK: Legs

@c @implementation public func pp_room_add(
  _ room: OpaquePointer!, _ leg: OpaquePointer!, _ out: UnsafeMutablePointer<UInt64>!
) -> pp_status {
  guard let room = unsafe room, let leg = unsafe leg, let out = unsafe out else { return PP_ERR_ARGUMENT }
  var box: Box<Leg>? = unsafe Box(adopting: UnsafeMutableRawPointer(leg))
  do {
    let id = unsafe try target(room, Room.self).pointee.add(&box)
    unsafe out.pointee = id.rawValue
    return PP_OK
  } catch {
    // It stays the caller's, so it must not be freed here.
    if let kept = box.take() { _ = unsafe kept.release() }
    return status(of: error)
  }
}

@c @implementation public func pp_room_remove(
  _ room: OpaquePointer!, _ id: UInt64, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> pp_status {
  guard let room = unsafe room, let out = unsafe out else { return PP_ERR_ARGUMENT }
  do {
    let box = unsafe try target(room, Room.self).pointee.remove(SlotID(rawValue: id))
    unsafe out.pointee = OpaquePointer(box.release())
    return PP_OK
  } catch { return status(of: error) }
}

@c @implementation public func pp_room_set_gain(
  _ room: OpaquePointer!, _ from: UInt64, _ to: UInt64, _ gain: Float
) -> pp_status {
  unsafe attempt(room) { (room: inout Room) throws(Fault) in
    try room.setGain(from: SlotID(rawValue: from), to: SlotID(rawValue: to), gain)
  }
}

@c @implementation public func pp_room_set_tap(_ room: OpaquePointer!, _ id: UInt64, _ tap: UInt32) -> pp_status {
  guard let mode = TapMode(rawValue: tap) else { return PP_ERR_ARGUMENT }
  return unsafe attempt(room) { (room: inout Room) throws(Fault) in try room.setTap(SlotID(rawValue: id), mode) }
}

// MARK: Carrier legs

@c @implementation public func pp_room_message(
  _ room: OpaquePointer!, _ id: UInt64, _ message: UnsafePointer<UInt8>!, _ length: Int, _ now: UInt64
) -> pp_status {
  guard let bytes = unsafe borrowed(message, length) else { return PP_ERR_ARGUMENT }
  return unsafe attempt(room) { (room: inout Room) throws(Fault) in
    try room.message(SlotID(rawValue: id), bytes, at: Ticks(microseconds: now))
  }
}

@c @implementation public func pp_room_mark(
  _ room: OpaquePointer!, _ id: UInt64, _ name: UnsafePointer<UInt8>!, _ length: Int
) -> pp_status {
  guard let bytes = unsafe borrowed(name, length) else { return PP_ERR_ARGUMENT }
  return unsafe attempt(room) { (room: inout Room) throws(Fault) in
    try room.mark(SlotID(rawValue: id), name: bytes)
  }
}

@c @implementation public func pp_room_clear(_ room: OpaquePointer!, _ id: UInt64) -> pp_status {
  unsafe attempt(room) { (room: inout Room) throws(Fault) in try room.clear(SlotID(rawValue: id)) }
}

// MARK: PCM legs

@c @implementation public func pp_room_write(
  _ room: OpaquePointer!, _ id: UInt64, _ item: UInt64, _ sound: UnsafePointer<UInt8>!, _ length: Int,
  _ last: UInt32, _ taken: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let taken = unsafe taken, let bytes = unsafe borrowed(sound, length) else { return PP_ERR_ARGUMENT }
  return unsafe attempt(room) { (room: inout Room) throws(Fault) in
    let count = try room.write(SlotID(rawValue: id), item: item, bytes, last: last != 0)
    unsafe taken.pointee = count
  }
}

@c @implementation public func pp_room_flush(_ room: OpaquePointer!, _ id: UInt64, _ now: UInt64) -> pp_status {
  unsafe attempt(room) { (room: inout Room) throws(Fault) in
    try room.flush(SlotID(rawValue: id), at: Ticks(microseconds: now))
  }
}

@c @implementation public func pp_room_pause(
  _ room: OpaquePointer!, _ id: UInt64, _ on: UInt32, _ now: UInt64
) -> pp_status {
  unsafe attempt(room) { (room: inout Room) throws(Fault) in
    try room.pause(SlotID(rawValue: id), on != 0, at: Ticks(microseconds: now))
  }
}

// MARK: Discord legs

@c @implementation public func pp_room_packet(
  _ room: OpaquePointer!, _ id: UInt64, _ user: UInt64, _ ssrc: UInt32, _ sequence: UInt16, _ timestamp: UInt32,
  _ opus: UnsafePointer<UInt8>!, _ length: Int, _ now: UInt64
) -> pp_status {
  guard let bytes = unsafe borrowed(opus, length) else { return PP_ERR_ARGUMENT }
  return unsafe attempt(room) { (room: inout Room) throws(Fault) in
    try room.packet(
      SlotID(rawValue: id), VoiceMedia(user: user, ssrc: ssrc, sequence: sequence, timestamp: timestamp), bytes,
      at: Ticks(microseconds: now))
  }
}

@c @implementation public func pp_room_set_speaker_taps(_ room: OpaquePointer!, _ id: UInt64, _ on: UInt32) -> pp_status
{
  unsafe attempt(room) { (room: inout Room) throws(Fault) in
    try room.setSpeakerTaps(SlotID(rawValue: id), on != 0)
  }
}

// MARK: Time and output

@c @implementation public func pp_room_tick(
  _ room: OpaquePointer!, _ now: UInt64, _ ran: UnsafeMutablePointer<UInt32>!
) -> pp_status {
  guard let room = unsafe room else { return PP_ERR_ARGUMENT }
  let count = unsafe target(room, Room.self).pointee.tick(at: Ticks(microseconds: now))
  unsafe store(UInt32(count), to: ran)
  return PP_OK
}

@c @implementation public func pp_room_poll(
  _ room: OpaquePointer!, _ buffer: UnsafeMutablePointer<UInt8>!, _ capacity: Int,
  _ out: UnsafeMutablePointer<pp_room_output>!
) -> pp_status {
  guard let room = unsafe room, unsafe reportable(out), var bytes = unsafe writable(buffer, capacity) else {
    return PP_ERR_ARGUMENT
  }
  var told = pp_room_output()
  var kind: pp_status
  do {
    kind = unsafe told.fill(try target(room, Room.self).pointee.poll(into: &bytes))
  } catch {
    told.len = UInt64(error.needed)
    kind = error.code
  }
  return unsafe report(told, to: out) ? kind : PP_ERR_ARGUMENT
}

@c @implementation public func pp_room_leg_stats(
  _ room: OpaquePointer!, _ id: UInt64, _ stats: UnsafeMutablePointer<pp_leg_stats>!
) -> pp_status {
  guard let room = unsafe room else { return PP_ERR_ARGUMENT }
  do {
    let told = unsafe pp_leg_stats(try target(room, Room.self).pointee.statistics(SlotID(rawValue: id)))
    return unsafe report(told, to: stats) ? PP_OK : PP_ERR_ARGUMENT
  } catch { return status(of: error) }
}

@c @implementation public func pp_room_quality(
  _ room: OpaquePointer!, _ id: UInt64, _ out: UnsafeMutablePointer<pp_quality>!
) -> pp_status {
  guard let room = unsafe room else { return PP_ERR_ARGUMENT }
  do {
    let found = unsafe try target(room, Room.self).pointee.quality(SlotID(rawValue: id))
    let latency = unsafe try target(room, Room.self).pointee.latency(SlotID(rawValue: id))
    return unsafe report(pp_quality(found, latency), to: out) ? PP_OK : PP_ERR_ARGUMENT
  } catch { return status(of: error) }
}

/// One call on a Room, its fault as a status.
func attempt(_ room: OpaquePointer?, _ body: (inout Room) throws(Fault) -> Void) -> pp_status {
  guard let room = unsafe room else { return PP_ERR_ARGUMENT }
  do {
    unsafe try body(&target(room, Room.self).pointee)
    return PP_OK
  } catch { return status(of: error) }
}
