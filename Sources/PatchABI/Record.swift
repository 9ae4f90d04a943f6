public import CPhonepatch
internal import PatchBase
internal import PatchEngine

@c @implementation public func pp_recorder_create(
  _ given: UnsafePointer<pp_recorder_config>!, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> pp_status {
  guard let out = unsafe out, let c = unsafe config(given, zero: pp_recorder_config()),
    let container = RecorderSettings.Container(rawValue: c.container == 0 ? 1 : c.container),
    let layout = RecorderSettings.Layout(rawValue: c.layout == 0 ? 1 : c.layout)
  else { return PP_ERR_ARGUMENT }
  let settings = RecorderSettings(
    container, layout: layout, sampleRate: c.sample_rate == 0 ? 8000 : Int32(clamping: c.sample_rate),
    tracks: c.tracks == 0 ? 8 : Int(c.tracks), queue: c.queue_ms == 0 ? 2000 : Int(c.queue_ms),
    seed: max(c.seed, 1))
  return unsafe create(out) { () throws(Fault) in try Recorder(settings) }
}

@c @implementation public func pp_recorder_destroy(_ recorder: OpaquePointer!) {
  unsafe destroy(recorder, Recorder.self)
}

@c @implementation public func pp_room_record(_ room: OpaquePointer!, _ recorder: OpaquePointer!) -> pp_status {
  guard let room = unsafe room, let recorder = unsafe recorder else { return PP_ERR_ARGUMENT }
  var box: Box<Recorder>? = unsafe Box(adopting: UnsafeMutableRawPointer(recorder))
  do {
    unsafe try target(room, Room.self).pointee.record(&box)
    return PP_OK
  } catch {
    // It stays the caller's, so it must not be freed here.
    if let kept = box.take() { _ = unsafe kept.release() }
    return status(of: error)
  }
}

@c @implementation public func pp_room_record_consent(
  _ room: OpaquePointer!, _ id: UInt64, _ given: UInt32
) -> pp_status {
  unsafe attempt(room) { (room: inout Room) throws(Fault) in try room.consent(SlotID(rawValue: id), given != 0) }
}

@c @implementation public func pp_room_record_pause(_ room: OpaquePointer!, _ on: UInt32) -> pp_status {
  unsafe attempt(room) { (room: inout Room) throws(Fault) in try room.pauseRecording(on != 0) }
}

@c @implementation public func pp_room_record_place(
  _ room: OpaquePointer!, _ id: UInt64, _ file: UnsafeMutablePointer<UInt32>!,
  _ channel: UnsafeMutablePointer<UInt32>!
) -> pp_status {
  guard let file = unsafe file, let channel = unsafe channel else { return PP_ERR_ARGUMENT }
  return unsafe attempt(room) { (room: inout Room) throws(Fault) in
    let place = try room.recording(of: SlotID(rawValue: id))
    unsafe file.pointee = UInt32(place.file)
    unsafe channel.pointee = UInt32(place.channel)
  }
}

@c @implementation public func pp_room_record_finish(_ room: OpaquePointer!) -> pp_status {
  unsafe attempt(room) { (room: inout Room) throws(Fault) in try room.finishRecording() }
}

@c @implementation public func pp_room_record_end(
  _ room: OpaquePointer!, _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> pp_status {
  guard let room = unsafe room, let out = unsafe out else { return PP_ERR_ARGUMENT }
  do {
    let box = unsafe try target(room, Room.self).pointee.takeRecorder()
    unsafe out.pointee = OpaquePointer(box.release())
    return PP_OK
  } catch { return status(of: error) }
}
