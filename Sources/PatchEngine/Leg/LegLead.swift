internal import PatchAudio
internal import PatchBase

// A caller who is sent ready-made sound ahead of the live cursor, and the leg whose sound that is.
extension Leg {
  /// How far this caller is served ahead; nil for a leg that never is.
  var lead: Ahead? {
    mutating get {
      guard !isEnded, stages.carrierOut != nil, stages.carrierOut!.value.usesLead else { return nil }
      return stages.carrierOut!.value.ahead
    }
  }

  /// Copies `count` frames out, from the one `place` after the one played last.
  mutating func peek(_ place: Int, _ count: Int, into store: inout FrameStore) {
    if stages.pcmIn != nil { stages.pcmIn!.value.peek(place, count, into: &store) }
  }

  /// Copies out the frames of the `count` ticks before this one, oldest first.
  mutating func recall(_ count: Int, into store: inout FrameStore) {
    if stages.pcmIn != nil { stages.pcmIn!.value.recall(count, into: &store) }
  }

  /// A PCM leg holds its sound: what this listener did not hear of it is taken back, when `clears`. Gives how far it was
  /// heard, if so.
  mutating func hold(
    _ source: SlotID, clears: Bool, at now: Ticks
  ) -> (item: UInt64, samples: Int64)? {
    guard stages.carrierOut != nil else { return nil }
    return stages.carrierOut!.value.hold(source.rawValue, clears: clears, at: now, &events)
  }

  /// The sound of a PCM leg is over.
  mutating func finish(_ source: SlotID, at now: Ticks) {
    if stages.carrierOut != nil { stages.carrierOut!.value.finish(source.rawValue, at: now, &events) }
  }

  /// Whose sound the frame is that was sent `back` frames ago, the last one being 1.
  mutating func attribute(_ part: PlayedPart, back: Int) {
    if stages.carrierOut != nil { stages.carrierOut!.value.attribute(part, back: back) }
  }

  mutating func close(_ source: SlotID, _ item: UInt64, _ total: Int64) {
    if stages.carrierOut != nil { stages.carrierOut!.value.close(source.rawValue, item, total) }
  }

  /// Time passed, and what is heard with it.
  mutating func advance(to now: Ticks) {
    if stages.carrierOut != nil { stages.carrierOut!.value.advance(to: now, &events) }
  }

  mutating func sendAhead(_ store: borrowing FrameStore, _ count: Int, _ ahead: Ahead, at now: Ticks) {
    if stages.carrierOut != nil { stages.carrierOut!.value.sendAhead(store, count, ahead, at: now, &events) }
  }

  mutating func bringBack(at now: Ticks) -> Int {
    guard stages.carrierOut != nil else { return 0 }
    return stages.carrierOut!.value.bringBack(at: now, &events)
  }

  mutating func sendAgain(_ store: borrowing FrameStore, _ count: Int, _ gain: Float, at now: Ticks) {
    if stages.carrierOut != nil { stages.carrierOut!.value.sendAgain(store, count, gain, at: now, &events) }
  }
}
