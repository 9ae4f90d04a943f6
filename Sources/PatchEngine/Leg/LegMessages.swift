internal import PatchBase
internal import PatchWire

// What a carrier tells a leg.
extension Leg {
  /// One message, read already; its texts and sound are in `scratch`.
  mutating func receive(
    _ message: CarrierMessage, _ scratch: Span<UInt8>, at now: Ticks
  ) throws(Fault) {
    guard stages.carrierIn != nil else { throw .state }
    guard fits(message, scratch) else { throw refuse(.malformed) }
    switch message.kind {
    case .unknown, .connected: break
    case .start: throw refuse(.state)
    case .media:
      guard !isEnded else { throw refuse(.state) }
      guard message.track != .outbound else { break }  // what the caller is played: not its voice
      let payload = scratch.window(message.payload)
      tap.wire(payload)
      stages.carrierIn!.value.media(payload, timestamp: message.timestamp, at: now)
    case .dtmf:
      guard !isEnded else { throw refuse(.state) }
      events.add(.dtmf, value: UInt64(message.digit))
    case .mark:
      guard !isEnded, stages.carrierOut != nil else { throw refuse(.state) }
      guard echo(scratch.window(message.markName), at: now) else { throw refuse(.malformed) }
    case .stop:
      guard !isEnded else { throw refuse(.state) }
      isEnded = true
      stages.carrierIn!.value.end(at: now)
      if stages.carrierOut != nil { stages.carrierOut!.value.end(at: now, &events) }
      events.add(.stopped)
    case .clear: throw refuse(.malformed)  // only ever sent to a carrier
    }
    messagesIn += 1
  }

  /// Counts an inbound message that is not taken; gives the fault back, to be thrown.
  mutating func refuse(_ fault: Fault) -> Fault {
    malformed += 1
    untoldMalformed += 1
    return fault
  }

  private mutating func echo(_ name: Span<UInt8>, at now: Ticks) -> Bool {
    stages.carrierOut!.value.echo(name, at: now, &events)
  }

  /// True when the message belongs to this leg's stream.
  private borrowing func fits(_ message: CarrierMessage, _ scratch: Span<UInt8>) -> Bool {
    switch message.kind {
    case .unknown, .connected: return true
    case .start, .media, .dtmf, .mark, .stop, .clear: break
    }
    let own = sid.span
    let given = scratch.window(message.streamSid)
    guard own.count == given.count else { return false }
    for i in 0..<own.count where own[i] != given[i] { return false }
    return true
  }
}
