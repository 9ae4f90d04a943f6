public import CPhonepatch
internal import PatchBase
internal import PatchSeal

@c @implementation public func pp_dave_session_create(
  _ given: UnsafePointer<pp_dave_session_config>!, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> pp_status {
  guard let out = unsafe out, let c = unsafe config(given, zero: pp_dave_session_config()), c.allow_plain <= 1 else {
    return PP_ERR_ARGUMENT
  }
  var settings = DaveSettings(user: c.user, channel: c.channel)
  if c.users != 0 { settings.users = Int(c.users) }
  settings.requiresDave = c.allow_plain == 0
  return unsafe create(out) { () throws(Fault) in try DaveSession(settings) }
}

@c @implementation public func pp_dave_session_destroy(_ session: OpaquePointer!) {
  unsafe destroy(session, DaveSession.self)
}

// MARK: What the gateway says

@c @implementation public func pp_dave_start(
  _ session: OpaquePointer!, _ version: UInt32, _ now: UInt64
) -> pp_status {
  guard let session = unsafe session else { return PP_ERR_ARGUMENT }
  unsafe target(session, DaveSession.self).pointee.start(version: Int(version), at: Ticks(microseconds: now))
  return PP_OK
}

@c @implementation public func pp_dave_connect(_ session: OpaquePointer!, _ user: UInt64) -> pp_status {
  guard let session = unsafe session, user != 0 else { return PP_ERR_ARGUMENT }
  return unsafe target(session, DaveSession.self).pointee.connect(user) ? PP_OK : PP_ERR_NO_SPACE
}

@c @implementation public func pp_dave_disconnect(_ session: OpaquePointer!, _ user: UInt64) -> pp_status {
  guard let session = unsafe session else { return PP_ERR_ARGUMENT }
  unsafe target(session, DaveSession.self).pointee.disconnect(user)
  return PP_OK
}

@c @implementation public func pp_dave_prepare_transition(
  _ session: OpaquePointer!, _ transition: UInt16, _ version: UInt32, _ now: UInt64
) -> pp_status {
  guard let session = unsafe session else { return PP_ERR_ARGUMENT }
  unsafe target(session, DaveSession.self).pointee.prepareTransition(
    transition, version: Int(version), at: Ticks(microseconds: now))
  return PP_OK
}

@c @implementation public func pp_dave_execute_transition(
  _ session: OpaquePointer!, _ transition: UInt16, _ now: UInt64
) -> pp_status {
  guard let session = unsafe session else { return PP_ERR_ARGUMENT }
  unsafe target(session, DaveSession.self).pointee.executeTransition(transition, at: Ticks(microseconds: now))
  return PP_OK
}

@c @implementation public func pp_dave_prepare_epoch(
  _ session: OpaquePointer!, _ epoch: UInt64, _ version: UInt32, _ now: UInt64
) -> pp_status {
  guard let session = unsafe session else { return PP_ERR_ARGUMENT }
  unsafe target(session, DaveSession.self).pointee.prepareEpoch(
    epoch, version: Int(version), at: Ticks(microseconds: now))
  return PP_OK
}

@c @implementation public func pp_dave_receive(
  _ session: OpaquePointer!, _ message: UnsafePointer<UInt8>!, _ length: Int, _ now: UInt64
) -> pp_status {
  guard let session = unsafe session, let bytes = unsafe borrowed(message, length) else { return PP_ERR_ARGUMENT }
  unsafe target(session, DaveSession.self).pointee.receive(bytes, at: Ticks(microseconds: now))
  return PP_OK
}

@c @implementation public func pp_dave_recover(_ session: OpaquePointer!, _ now: UInt64) -> pp_status {
  guard let session = unsafe session else { return PP_ERR_ARGUMENT }
  unsafe target(session, DaveSession.self).pointee.recover(at: Ticks(microseconds: now))
  return PP_OK
}

@c @implementation public func pp_dave_tick(_ session: OpaquePointer!, _ now: UInt64) -> pp_status {
  guard let session = unsafe session else { return PP_ERR_ARGUMENT }
  unsafe target(session, DaveSession.self).pointee.tick(at: Ticks(microseconds: now))
  return PP_OK
}

// MARK: What is to be done

@c @implementation public func pp_dave_poll(
  _ session: OpaquePointer!, _ buffer: UnsafeMutablePointer<UInt8>!, _ room: Int,
  _ length: UnsafeMutablePointer<Int>!, _ out: UnsafeMutablePointer<pp_dave_output>!
) -> pp_status {
  guard let session = unsafe session, var bytes = unsafe writable(buffer, room), let length = unsafe length,
    unsafe reportable(out)
  else { return PP_ERR_ARGUMENT }
  do {
    var told = pp_dave_output()
    var count = 0
    switch unsafe try target(session, DaveSession.self).pointee.poll(into: &bytes) {
    case .none: told.kind = UInt32(PP_DAVE_OUT_NONE)
    case .binary(let written):
      told.kind = UInt32(PP_DAVE_OUT_BINARY)
      count = written
    case .transitionReady(let id):
      told.kind = UInt32(PP_DAVE_OUT_READY)
      told.transition = UInt32(id)
    case .invalidCommitWelcome(let id):
      told.kind = UInt32(PP_DAVE_OUT_INVALID)
      told.transition = UInt32(id)
    case .update: told.kind = UInt32(PP_DAVE_OUT_UPDATE)
    case .event(let event):
      told.kind = UInt32(PP_DAVE_OUT_EVENT)
      told.event = event.kind.rawValue
      told.value = event.value
    }
    unsafe length.pointee = count
    return unsafe report(told, to: out) ? PP_OK : PP_ERR_ARGUMENT
  } catch { return unsafe status(of: error, needed: length) }
}

@c @implementation public func pp_dave_take(_ session: OpaquePointer!, _ update: OpaquePointer!) -> pp_status {
  guard let session = unsafe session, let update = unsafe update else { return PP_ERR_ARGUMENT }
  do {
    let found = unsafe try target(session, DaveSession.self).pointee.take(
      into: &target(update, DaveUpdate.self).pointee)
    return found ? PP_OK : PP_DAVE_ABSENT
  } catch { return status(of: error) }
}

// MARK: How it stands

@c @implementation public func pp_dave_session_state(
  _ session: OpaquePointer!, _ state: UnsafeMutablePointer<pp_dave_state>!
) -> pp_status {
  guard let session = unsafe session else { return PP_ERR_ARGUMENT }
  let found = unsafe target(session, DaveSession.self)
  var told = pp_dave_state()
  told.version = unsafe UInt32(clamping: found.pointee.version)
  told.established = unsafe found.pointee.isEstablished ? 1 : 0
  told.members = unsafe UInt32(found.pointee.memberCount)
  told.epoch = unsafe found.pointee.epoch
  told.wake_us = unsafe found.pointee.wake?.microseconds ?? .max
  return unsafe report(told, to: state) ? PP_OK : PP_ERR_ARGUMENT
}

@c @implementation public func pp_dave_members(
  _ session: OpaquePointer!, _ users: UnsafeMutablePointer<UInt64>!, _ room: Int, _ count: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let session = unsafe session, var ids = unsafe writable(users, room), let count = unsafe count else {
    return PP_ERR_ARGUMENT
  }
  let found = unsafe target(session, DaveSession.self)
  let needed = unsafe found.pointee.memberCount
  unsafe count.pointee = needed
  guard needed <= room else { return PP_ERR_NO_SPACE }
  _ = unsafe found.pointee.members(into: &ids)
  return PP_OK
}

@c @implementation public func pp_dave_privacy_code(
  _ session: OpaquePointer!, _ text: UnsafeMutablePointer<UInt8>!, _ room: Int, _ length: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let session = unsafe session, var digits = unsafe writable(text, room) else { return PP_ERR_ARGUMENT }
  do {
    let count = unsafe try target(session, DaveSession.self).pointee.privacyCode(into: &digits)
    unsafe store(count, to: length)
    return PP_OK
  } catch { return unsafe error == .state ? PP_DAVE_ABSENT : status(of: error, needed: length) }
}

@c @implementation public func pp_dave_privacy_notice() -> UnsafePointer<CChar>! {
  unsafe UnsafeRawPointer(PrivacyCode.notice.utf8Start).assumingMemoryBound(to: CChar.self)
}

@c @implementation public func pp_dave_fingerprint(
  _ session: OpaquePointer!, _ user: UInt64, _ text: UnsafeMutablePointer<UInt8>!, _ room: Int,
  _ length: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let session = unsafe session, var digits = unsafe writable(text, room) else { return PP_ERR_ARGUMENT }
  var fingerprint = InlineArray<64, UInt8>(repeating: 0)
  do throws(Fault) {
    guard room >= PairwiseFingerprint.digitCount else { throw .noSpace(needed: PairwiseFingerprint.digitCount) }
    var bytes = fingerprint.mutableSpan
    unsafe try target(session, DaveSession.self).pointee.fingerprint(with: user, into: &bytes)
    unsafe store(try PairwiseFingerprint.code(fingerprint.span, into: &digits), to: length)
    return PP_OK
  } catch { return unsafe error == .state ? PP_DAVE_ABSENT : status(of: error, needed: length) }
}
