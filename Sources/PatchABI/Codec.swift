public import CPhonepatch
internal import PatchBase
internal import PatchCodec

@c @implementation public func pp_g711_decode(
  _ law: UInt32, _ codes: UnsafePointer<UInt8>!, _ length: Int, _ pcm: UnsafeMutablePointer<Int16>!, _ room: Int,
  _ out: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let law = Law(rawValue: law), let source = unsafe borrowed(codes, length),
    var target = unsafe writable(pcm, room), unsafe !overlaps(codes, length, pcm, room)
  else { return PP_ERR_ARGUMENT }
  unsafe store(length, to: out)
  guard room >= length else { return PP_ERR_NO_SPACE }
  G711.decode(source, law: law, into: &target)
  return PP_OK
}

@c @implementation public func pp_g711_encode(
  _ law: UInt32, _ pcm: UnsafePointer<Int16>!, _ samples: Int, _ codes: UnsafeMutablePointer<UInt8>!, _ room: Int,
  _ out: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let law = Law(rawValue: law), let source = unsafe borrowed(pcm, samples),
    var target = unsafe writable(codes, room), unsafe !overlaps(pcm, samples, codes, room)
  else { return PP_ERR_ARGUMENT }
  unsafe store(samples, to: out)
  guard room >= samples else { return PP_ERR_NO_SPACE }
  G711.encode(source, law: law, into: &target)
  return PP_OK
}

@c @implementation public func pp_l16_decode(
  _ order: UInt32, _ bytes: UnsafePointer<UInt8>!, _ length: Int, _ pcm: UnsafeMutablePointer<Int16>!, _ room: Int,
  _ out: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let network = isNetwork(order), let source = unsafe borrowed(bytes, length),
    var target = unsafe writable(pcm, room), unsafe !overlaps(bytes, length, pcm, room)
  else { return PP_ERR_ARGUMENT }
  guard length % 2 == 0 else { return PP_ERR_MALFORMED }
  unsafe store(length / 2, to: out)
  guard room >= length / 2 else { return PP_ERR_NO_SPACE }
  L16.decode(source, network: network, into: &target)
  return PP_OK
}

@c @implementation public func pp_l16_encode(
  _ order: UInt32, _ pcm: UnsafePointer<Int16>!, _ samples: Int, _ bytes: UnsafeMutablePointer<UInt8>!, _ room: Int,
  _ out: UnsafeMutablePointer<Int>!
) -> pp_status {
  guard let network = isNetwork(order), let source = unsafe borrowed(pcm, samples),
    var target = unsafe writable(bytes, room), unsafe !overlaps(pcm, samples, bytes, room)
  else { return PP_ERR_ARGUMENT }
  // `borrowed` has checked that the bytes of so many samples can be counted.
  unsafe store(samples * 2, to: out)
  guard room >= samples * 2 else { return PP_ERR_NO_SPACE }
  L16.encode(source, network: network, into: &target)
  return PP_OK
}

/// The byte order of one of the two L16 encodings; nil for any other number.
private func isNetwork(_ order: UInt32) -> Bool? {
  switch Encoding(rawValue: order) {
  case .l16: false
  case .l16Network: true
  case .mulaw, .alaw, nil: nil
  }
}
