public import PatchBase

// What the host is to do.
extension Room {
  /// The next output, its bytes at the start of `buffer`; `wait` when there is none. Call it until then.
  ///
  /// `noSpace` tells how many bytes are needed and takes nothing. What a tap yields is cut to the buffer.
  public mutating func poll(into buffer: inout MutableSpan<UInt8>) throws(Fault) -> RoomOutput {
    if let told = try events.take(leg: nil, into: &buffer) { return told }
    for step in 0..<legs.capacity {
      let index = (cursor + step) % legs.capacity
      guard let id = legs.id(at: index) else { continue }
      cursor = index
      if let output = try legs[index].value.poll(id, into: &buffer) { return output }
    }
    cursor = 0
    if records {
      if isRecordingEnding { _ = recorder!.value.finish() }
      if let told = try recorder!.value.take(into: &buffer) {
        return .record(file: told.file, length: told.length, offset: told.offset)
      }
    }
    return .wait(until: clock.next)
  }
}
