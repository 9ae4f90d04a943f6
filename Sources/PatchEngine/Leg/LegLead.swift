internal import PatchBase

// A caller who is sent ready-made sound ahead of the live cursor, and the leg whose sound that is.
extension Leg {
  /// How far this caller is served ahead; nil for a leg that never is.
  var lead: Ahead? {
    switch stages.carrierOut {
    case .some(let out): out.usesLead && !isEnded ? out.ahead : nil
    case .none: nil
    }
  }

  /// Copies `count` frames out, from the one `place` after the one played last.
  mutating func peek(_ place: Int, _ count: Int, into store: inout FrameStore) {
    if stages.pcmIn != nil { stages.pcmIn!.peek(place, count, into: &store) }
  }

  /// Copies out the frames of the `count` ticks before this one, oldest first.
  mutating func recall(_ count: Int, into store: inout FrameStore) {
    if stages.pcmIn != nil { stages.pcmIn!.recall(count, into: &store) }
  }

  mutating func sendAhead(_ store: borrowing FrameStore, _ count: Int, _ ahead: Ahead, at now: Ticks, tick: UInt64) {
    if stages.carrierOut != nil { stages.carrierOut!.sendAhead(store, count, ahead, at: now, &events, tick: tick) }
  }

  mutating func bringBack(at now: Ticks, tick: UInt64) -> Int {
    guard stages.carrierOut != nil else { return 0 }
    return stages.carrierOut!.bringBack(at: now, &events, tick: tick)
  }

  mutating func sendAgain(_ store: borrowing FrameStore, _ count: Int, _ gain: Float, at now: Ticks, tick: UInt64) {
    if stages.carrierOut != nil { stages.carrierOut!.sendAgain(store, count, gain, at: now, &events, tick: tick) }
  }
}
