public import CPhonepatch
internal import PatchBase
internal import PatchSeal

// MARK: Updates

@c @implementation public func pp_dave_update_create(
  _ given: UnsafePointer<pp_dave_update_config>!, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> pp_status {
  guard let out = unsafe out, let c = unsafe config(given, zero: pp_dave_update_config()), c.users <= 1024 else {
    return PP_ERR_ARGUMENT
  }
  return unsafe create(out) { () throws(Fault) in try DaveUpdate(users: c.users == 0 ? 100 : Int(c.users)) }
}

@c @implementation public func pp_dave_update_destroy(_ update: OpaquePointer!) {
  unsafe destroy(update, DaveUpdate.self)
}

@c @implementation public func pp_dave_update_add_receiver(
  _ update: OpaquePointer!, _ user: UInt64, _ key: UnsafePointer<UInt8>!, _ length: Int
) -> pp_status {
  guard let update = unsafe update, let base = unsafe borrowed(key, length) else { return PP_ERR_ARGUMENT }
  do {
    try unsafe target(update, DaveUpdate.self).pointee.addReceiver(user, base: base)
    return PP_OK
  } catch { return status(of: error) }
}

@c @implementation public func pp_dave_update_set_sender(
  _ update: OpaquePointer!, _ key: UnsafePointer<UInt8>!, _ length: Int, _ sealed: UInt32
) -> pp_status {
  guard let update = unsafe update, let base = unsafe borrowed(key, length) else { return PP_ERR_ARGUMENT }
  do {
    try unsafe target(update, DaveUpdate.self).pointee.setSender(base: base, sealed: sealed)
    return PP_OK
  } catch { return status(of: error) }
}

@c @implementation public func pp_dave_update_set_sending(_ update: OpaquePointer!, _ sending: UInt32) -> pp_status {
  guard let update = unsafe update, let sending = DaveSending(rawValue: sending) else { return PP_ERR_ARGUMENT }
  let change = unsafe target(update, DaveUpdate.self)
  switch sending {
  case .waiting: unsafe change.pointee.holdSender()
  case .sealed: return PP_ERR_ARGUMENT
  case .plain: unsafe change.pointee.openSender()
  case .muted: unsafe change.pointee.muteSender()
  }
  return PP_OK
}

@c @implementation public func pp_dave_update_set_passthrough(
  _ update: OpaquePointer!, _ allowed: UInt32
) -> pp_status {
  guard let update = unsafe update, allowed <= 1 else { return PP_ERR_ARGUMENT }
  unsafe target(update, DaveUpdate.self).pointee.setPassThrough(allowed == 1)
  return PP_OK
}

// MARK: Frames

@c @implementation public func pp_dave_frames_create(
  _ given: UnsafePointer<pp_dave_frames_config>!, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> pp_status {
  guard let out = unsafe out, let c = unsafe config(given, zero: pp_dave_frames_config()) else {
    return PP_ERR_ARGUMENT
  }
  var settings = DaveFramesSettings()
  if c.users != 0 { settings.users = Int(c.users) }
  if c.epochs != 0 { settings.epochs = Int(c.epochs) }
  if c.speakers != 0 { settings.speakers = Int(c.speakers) }
  return unsafe create(out) { () throws(Fault) in try DaveFrames(settings) }
}

@c @implementation public func pp_dave_frames_destroy(_ frames: OpaquePointer!) {
  unsafe destroy(frames, DaveFrames.self)
}

@c @implementation public func pp_dave_apply(
  _ frames: OpaquePointer!, _ update: OpaquePointer!, _ now: UInt64
) -> pp_status {
  guard let frames = unsafe frames, let update = unsafe update else { return PP_ERR_ARGUMENT }
  unsafe target(frames, DaveFrames.self).pointee.apply(
    &target(update, DaveUpdate.self).pointee, at: Ticks(microseconds: now))
  return PP_OK
}

@c @implementation public func pp_dave_seal(
  _ frames: OpaquePointer!, _ frame: UnsafePointer<UInt8>!, _ length: Int, _ out: UnsafeMutablePointer<UInt8>!,
  _ room: Int, _ sealed: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let frames = unsafe frames, let sound = unsafe borrowed(frame, length), var bytes = unsafe writable(out, room),
    unsafe !overlaps(frame, length, out, room), length <= Int.max - DaveFrames.overhead
  else { return PP_ERR_ARGUMENT }
  do {
    let count = unsafe try target(frames, DaveFrames.self).pointee.seal(sound, into: &bytes)
    unsafe store(count, to: sealed)
    return PP_OK
  } catch { return unsafe status(of: error, needed: sealed) }
}

@c @implementation public func pp_dave_open(
  _ frames: OpaquePointer!, _ user: UInt64, _ frame: UnsafePointer<UInt8>!, _ length: Int, _ now: UInt64,
  _ out: UnsafeMutablePointer<UInt8>!, _ room: Int, _ opened: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let frames = unsafe frames, let bytes = unsafe borrowed(frame, length), var sound = unsafe writable(out, room),
    unsafe !overlaps(frame, length, out, room)
  else { return PP_ERR_ARGUMENT }
  let found = unsafe target(frames, DaveFrames.self).pointee.open(
    bytes, from: user, at: Ticks(microseconds: now), into: &sound)
  unsafe store(found.count, to: opened)
  return found.verdict == .noSpace ? PP_ERR_NO_SPACE : found.verdict.rawValue
}

@c @implementation public func pp_dave_is_frame(_ frame: UnsafePointer<UInt8>!, _ length: Int) -> UInt32 {
  guard let bytes = unsafe borrowed(frame, length) else { return 0 }
  return FrameTrailer(bytes) == nil ? 0 : 1
}

@c @implementation public func pp_dave_frames_stats(
  _ frames: OpaquePointer!, _ counts: UnsafeMutablePointer<pp_dave_counts>!
) -> pp_status {
  guard let frames = unsafe frames else { return PP_ERR_ARGUMENT }
  let found = unsafe target(frames, DaveFrames.self)
  let c = unsafe found.pointee.counts
  var told = pp_dave_counts()
  told.sending = unsafe found.pointee.sending.rawValue
  told.members = unsafe UInt32(found.pointee.memberCount)
  told.needs_recovery = unsafe found.pointee.needsRecovery ? 1 : 0
  told.sealed = c.sealed
  told.plain = c.plain
  told.held = c.held
  told.crowded = c.crowded
  told.opened = c[.opened]
  told.silence = c[.silence]
  told.passed = c[.passed]
  told.unknown_user = c[.unknownUser]
  told.no_key = c[.noKey]
  told.plaintext = c[.plaintext]
  told.damaged = c[.malformed]
  told.replayed = c[.replayed]
  told.generation = c[.generation]
  told.unauthenticated = c[.unauthenticated]
  return unsafe report(told, to: counts) ? PP_OK : PP_ERR_ARGUMENT
}
