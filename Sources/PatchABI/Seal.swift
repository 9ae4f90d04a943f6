public import CPhonepatch
internal import PatchBase
internal import PatchSeal
internal import PatchWire

@c @implementation public func pp_transport_mode(_ name: UnsafePointer<UInt8>!, _ length: Int) -> UInt32 {
  guard let text = unsafe borrowed(name, length) else { return 0 }
  return TransportMode(name: text)?.rawValue ?? 0
}

@c @implementation public func pp_transport_create(
  _ given: UnsafePointer<pp_transport_config>!, _ key: UnsafePointer<UInt8>!, _ length: Int,
  _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> pp_status {
  guard let out = unsafe out, let c = unsafe config(given, zero: pp_transport_config()),
    let bytes = unsafe borrowed(key, length), let mode = TransportMode(rawValue: c.mode)
  else { return PP_ERR_ARGUMENT }
  return unsafe create(out) { () throws(Fault) in try TransportSeal(mode, key: bytes, firstNonce: c.first_nonce) }
}

@c @implementation public func pp_transport_destroy(_ transport: OpaquePointer!) {
  unsafe destroy(transport, TransportSeal.self)
}

@c @implementation public func pp_transport_seal(
  _ transport: OpaquePointer!, _ packet: UnsafeMutablePointer<UInt8>!, _ room: Int, _ length: Int,
  _ sealed: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let transport = unsafe transport, var bytes = unsafe writable(packet, room), length >= 0, length <= room else {
    return PP_ERR_ARGUMENT
  }
  do {
    let count = unsafe try target(transport, TransportSeal.self).pointee.seal(&bytes, count: length)
    unsafe store(count, to: sealed)
    return PP_OK
  } catch { return unsafe status(of: error, needed: sealed) }
}

@c @implementation public func pp_transport_open(
  _ transport: OpaquePointer!, _ datagram: UnsafeMutablePointer<UInt8>!, _ length: Int,
  _ opened: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let transport = unsafe transport, var bytes = unsafe writable(datagram, length) else { return PP_ERR_ARGUMENT }
  do {
    unsafe store(try target(transport, TransportSeal.self).pointee.open(&bytes), to: opened)
    return PP_OK
  } catch { return status(of: error) }
}

@c @implementation public func pp_transport_stats(
  _ transport: OpaquePointer!, _ counts: UnsafeMutablePointer<pp_transport_counts>!
) -> pp_status {
  guard let transport = unsafe transport else { return PP_ERR_ARGUMENT }
  let found = unsafe target(transport, TransportSeal.self).pointee.counts
  var told = pp_transport_counts()
  told.sealed = found.sealed
  told.opened = found.opened
  told.malformed = found.malformed
  told.unauthenticated = found.unauthenticated
  return unsafe report(told, to: counts) ? PP_OK : PP_ERR_ARGUMENT
}
