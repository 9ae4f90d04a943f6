public import CPhonepatch
internal import PatchBase
internal import PatchWire

@c @implementation public func pp_base64_encoded_len(_ length: Int) -> Int {
  // A size above Int.max arrives negative; -1 is SIZE_MAX.
  length < 0 || length > Int.max / 4 * 3 - 2 ? -1 : Base64.encodedCount(length)
}

@c @implementation public func pp_base64_encode(
  _ bytes: UnsafePointer<UInt8>!, _ length: Int, _ text: UnsafeMutablePointer<UInt8>!, _ room: Int,
  _ written: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let source = unsafe borrowed(bytes, length), var target = unsafe writable(text, room),
    unsafe !overlaps(bytes, length, text, room), pp_base64_encoded_len(length) >= 0
  else { return PP_ERR_ARGUMENT }
  do {
    unsafe store(try Base64.encode(source, into: &target), to: written)
    return PP_OK
  } catch { return unsafe status(of: error, needed: written) }
}

@c @implementation public func pp_base64_decode(
  _ text: UnsafePointer<UInt8>!, _ length: Int, _ bytes: UnsafeMutablePointer<UInt8>!, _ room: Int,
  _ written: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let source = unsafe borrowed(text, length), var target = unsafe writable(bytes, room),
    unsafe !overlaps(text, length, bytes, room)
  else { return PP_ERR_ARGUMENT }
  do {
    unsafe store(try Base64.decode(source, into: &target), to: written)
    return PP_OK
  } catch { return unsafe status(of: error, needed: written) }
}
