internal import PatchBase

// A caller who is sent ready-made sound ahead of the live cursor.
extension Leg {
  var usesLead: Bool {
    switch carrierOut {
    case .some(let out): out.usesLead && !isEnded
    case .none: false
    }
  }

  var ahead: Ahead {
    switch carrierOut {
    case .some(let out): out.ahead
    case .none: Ahead()
    }
  }

  borrowing func wantsMore(at now: Ticks) -> Bool { carrierOut?.wantsMore(at: now) ?? false }

  mutating func passAhead() { carrierOut?.passAhead() }

  mutating func follow(_ source: SlotID, epoch: UInt32, gain: Float) {
    carrierOut?.follow(source, epoch: epoch, gain: gain)
  }

  mutating func sendAhead(_ pcm: Span<Int16>, wire: Span<UInt8>, at now: Ticks, tick: UInt64) {
    if carrierOut != nil { carrierOut!.sendAhead(pcm, wire: wire, at: now, &events, tick: tick) }
  }

  mutating func bringBack(at now: Ticks, tick: UInt64) -> Int {
    guard carrierOut != nil else { return 0 }
    return carrierOut!.bringBack(at: now, &events, tick: tick)
  }

  mutating func sendAgain(_ pcm: inout MutableSpan<Int16>, isFirst: Bool, at now: Ticks, tick: UInt64) {
    if carrierOut != nil { carrierOut!.sendAgain(&pcm, isFirst: isFirst, at: now, &events, tick: tick) }
  }
}
