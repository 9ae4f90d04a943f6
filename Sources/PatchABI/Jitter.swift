public import CPhonepatch
internal import PatchAudio
internal import PatchBase
internal import PatchEngine

@c @implementation public func pp_jitter_create(
  _ given: UnsafePointer<pp_jitter_config>!, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> pp_status {
  guard let out = unsafe out, let c = unsafe config(given, zero: pp_jitter_config()),
    let settings = settings(c)
  else { return PP_ERR_ARGUMENT }
  return unsafe create(out) { () throws(Fault) in try Receiver(settings) }
}

/// The config with its defaults. Nil for a codec or transport that is none, or a number beyond any range.
private func settings(_ c: pp_jitter_config) -> ReceiverSettings? {
  let coding: ReceiverCoding
  if c.codec == UInt32(PP_JITTER_OPUS) {
    coding = .opus
  } else if let encoding = Encoding(rawValue: c.codec) {
    coding = .plain(encoding)
  } else {
    return nil
  }
  guard let transport = Transport(rawValue: c.transport), c.clock_rate <= 192_000, c.sample_rate <= 192_000,
    c.channels <= 8, c.fixed <= 1, c.start_delay_ms >= -1
  else { return nil }
  return ReceiverSettings(
    coding: coding, clockRate: c.clock_rate == 0 ? 8000 : Int32(c.clock_rate),
    channels: c.channels == 0 ? 1 : Int(c.channels), sampleRate: c.sample_rate == 0 ? 8000 : Int32(c.sample_rate),
    transport: transport, minDelay: Int(c.min_delay_ms),
    startDelay: c.start_delay_ms == 0 ? 40 : max(Int(c.start_delay_ms), 0),
    maxDelay: c.max_delay_ms == 0 ? 500 : Int(c.max_delay_ms), adaptive: c.fixed == 0)
}

@c @implementation public func pp_jitter_destroy(_ jitter: OpaquePointer!) { unsafe destroy(jitter, Receiver.self) }

@c @implementation public func pp_jitter_reset(_ jitter: OpaquePointer!) -> pp_status {
  guard let jitter = unsafe jitter else { return PP_ERR_ARGUMENT }
  unsafe target(jitter, Receiver.self).pointee.reset()
  return PP_OK
}

@c @implementation public func pp_jitter_insert(
  _ jitter: OpaquePointer!, _ sequence: UInt16, _ timestamp: UInt32, _ payload: UnsafePointer<UInt8>!, _ length: Int,
  _ now: UInt64
) -> pp_status {
  guard let jitter = unsafe jitter, let bytes = unsafe borrowed(payload, length) else { return PP_ERR_ARGUMENT }
  return unsafe target(jitter, Receiver.self).pointee.insert(
    sequence: sequence, timestamp: timestamp, payload: bytes, at: Ticks(microseconds: now)
  ).rawValue
}

@c @implementation public func pp_jitter_append(
  _ jitter: OpaquePointer!, _ payload: UnsafePointer<UInt8>!, _ length: Int, _ position: Int64, _ now: UInt64
) -> pp_status {
  guard let jitter = unsafe jitter, let bytes = unsafe borrowed(payload, length) else { return PP_ERR_ARGUMENT }
  return unsafe target(jitter, Receiver.self).pointee.append(
    bytes, position: position < 0 ? nil : position, at: Ticks(microseconds: now)
  ).rawValue
}

@c @implementation public func pp_jitter_flush(_ jitter: OpaquePointer!, _ now: UInt64) -> pp_status {
  guard let jitter = unsafe jitter else { return PP_ERR_ARGUMENT }
  unsafe target(jitter, Receiver.self).pointee.flush(at: Ticks(microseconds: now))
  return PP_OK
}

@c @implementation public func pp_jitter_pull(
  _ jitter: OpaquePointer!, _ now: UInt64, _ pcm: UnsafeMutablePointer<Int16>!, _ room: Int,
  _ length: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let jitter = unsafe jitter else { return PP_ERR_ARGUMENT }
  let receiver = unsafe target(jitter, Receiver.self)
  let channels = unsafe receiver.pointee.settings.channels
  guard room >= 0, room <= Int.max / 4, var frame = unsafe writable(pcm, room * channels) else {
    return PP_ERR_ARGUMENT
  }
  do {
    let kind = unsafe try receiver.pointee.pull(at: Ticks(microseconds: now), into: &frame).kind
    unsafe store(receiver.pointee.samplesPerPull / channels, to: length)
    return kind.rawValue
  } catch {
    let perChannel = error == .noSpace(needed: 0) ? .noSpace(needed: error.needed / channels) : error
    return unsafe status(of: perChannel, needed: length)
  }
}

@c @implementation public func pp_jitter_frame_bytes(
  _ jitter: OpaquePointer!, _ bytes: UnsafeMutablePointer<UInt8>!, _ room: Int, _ length: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let jitter = unsafe jitter, let length = unsafe length, var out = unsafe writable(bytes, room) else {
    return PP_ERR_ARGUMENT
  }
  let count = unsafe frameBytes(target(jitter, Receiver.self).pointee, &out)
  unsafe length.pointee = count
  return count <= room ? PP_OK : PP_ERR_NO_SPACE
}

/// The bytes, if they fit; how many they are in any case.
private func frameBytes(_ receiver: borrowing Receiver, _ out: inout MutableSpan<UInt8>) -> Int {
  let frame = receiver.frameBytes
  if frame.count <= out.count { out.copy(from: frame) }
  return frame.count
}

// MARK: Statistics

@c @implementation public func pp_jitter_stats_interval(
  _ jitter: OpaquePointer!, _ counts: UnsafeMutablePointer<pp_jitter_counts>!
) -> pp_status {
  // With nowhere to write, the span goes on.
  guard let jitter = unsafe jitter, unsafe reportable(counts) else { return PP_ERR_ARGUMENT }
  _ = unsafe report(pp_jitter_counts(target(jitter, Receiver.self).pointee.interval()), to: counts)
  return PP_OK
}

@c @implementation public func pp_jitter_stats_lifetime(
  _ jitter: OpaquePointer!, _ counts: UnsafeMutablePointer<pp_jitter_counts>!
) -> pp_status {
  guard let jitter = unsafe jitter else { return PP_ERR_ARGUMENT }
  let told = unsafe pp_jitter_counts(target(jitter, Receiver.self).pointee.lifetime)
  return unsafe report(told, to: counts) ? PP_OK : PP_ERR_ARGUMENT
}

@c @implementation public func pp_jitter_stats_now(
  _ jitter: OpaquePointer!, _ now: UnsafeMutablePointer<pp_jitter_now>!
) -> pp_status {
  guard let jitter = unsafe jitter else { return PP_ERR_ARGUMENT }
  let standing = unsafe target(jitter, Receiver.self).pointee.now
  var told = pp_jitter_now()
  told.playing = standing.playing ? 1 : 0
  told.queued = UInt64(standing.queued)
  told.buffered_us = standing.buffered
  told.delay_us = standing.delay
  told.target_us = standing.target
  return unsafe report(told, to: now) ? PP_OK : PP_ERR_ARGUMENT
}

extension pp_jitter_counts {
  fileprivate init(_ counts: JitterCounts) {
    self.init()
    received = counts.received
    taken = counts.taken
    late = counts.late
    duplicate = counts.duplicate
    rejected = counts.rejected
    discarded = counts.discarded
    lost = counts.lost
    resyncs = counts.resyncs
    pulls = counts.pulls
    played = counts.played
    concealed = counts.concealed
    recovered = counts.recovered
    silence = counts.silence
    starved = counts.starved
    stretched = counts.stretched
  }
}
