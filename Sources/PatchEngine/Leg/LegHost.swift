internal import PatchBase

// What the host asks of a leg.
extension Leg {
  mutating func write(_ item: UInt64, _ bytes: Span<UInt8>, last: Bool) throws(Fault) -> Int {
    guard stages.pcmIn != nil else { throw .state }
    let taken = try stages.pcmIn!.write(item, bytes, last: last)
    tap.wire(bytes.window(0..<taken))
    return taken
  }

  mutating func flush(tick: UInt64) throws(Fault) {
    guard stages.pcmIn != nil else { throw .state }
    stages.pcmIn!.flush(&events, tick: tick)
  }

  mutating func pause(_ on: Bool) throws(Fault) {
    guard stages.pcmIn != nil else { throw .state }
    stages.pcmIn!.pause(on)
  }

  mutating func packet(_ media: VoiceMedia, _ opus: Span<UInt8>, at now: Ticks) throws(Fault) {
    guard stages.discordIn != nil else { throw .state }
    messagesIn += 1
    stages.discordIn!.packet(media, opus, at: now)
  }

  mutating func setSpeakerTaps(_ on: Bool) throws(Fault) {
    guard stages.discordIn != nil, stages.discordIn!.setTaps(on) else { throw .state }
  }

  mutating func mark(_ name: Span<UInt8>, tick: UInt64) throws(Fault) {
    guard stages.carrierOut != nil else { throw .state }
    try stages.carrierOut!.mark(name, &events, tick: tick)
  }

  mutating func clear(tick: UInt64) throws(Fault) {
    guard stages.carrierOut != nil else { throw .state }
    try stages.carrierOut!.clear(&events, tick: tick)
  }
}
