public import CPhonepatch
internal import PatchAudio
internal import PatchBase
internal import PatchEngine

@c @implementation public func pp_room_play_tone(
  _ room: OpaquePointer!, _ id: UInt64, _ kind: UInt32, _ country: UInt32, _ level: Int32
) -> pp_status {
  guard let kind = ToneKind(rawValue: kind) else { return PP_ERR_ARGUMENT }
  return unsafe attempt(room) { (room: inout Room) throws(Fault) in
    try room.playTone(
      SlotID(rawValue: id), kind, country: country, level: level == 0 ? -19 : Int(level))
  }
}

@c @implementation public func pp_room_send_digits(
  _ room: OpaquePointer!, _ id: UInt64, _ digits: UnsafePointer<UInt8>!, _ length: Int, _ on: UInt32, _ off: UInt32,
  _ level: Int32
) -> pp_status {
  guard let text = unsafe borrowed(digits, length) else { return PP_ERR_ARGUMENT }
  return unsafe attempt(room) { (room: inout Room) throws(Fault) in
    try room.dial(
      SlotID(rawValue: id), text, on: on == 0 ? 80 : Int(clamping: on), off: off == 0 ? 80 : Int(clamping: off),
      level: level == 0 ? -13 : Int(level))
  }
}

@c @implementation public func pp_room_stop_tone(_ room: OpaquePointer!, _ id: UInt64) -> pp_status {
  unsafe attempt(room) { (room: inout Room) throws(Fault) in try room.stopTone(SlotID(rawValue: id)) }
}
