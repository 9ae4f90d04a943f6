internal import PatchAudio
internal import PatchBase

// What the host asks of a leg.
extension Leg {
  mutating func write(_ item: UInt64, _ bytes: Span<UInt8>, last: Bool) throws(Fault) -> Int {
    guard stages.pcmIn != nil else { throw .state }
    let taken = try stages.pcmIn!.value.write(item, bytes, last: last)
    tap.wire(bytes.window(0..<taken))
    return taken
  }

  mutating func flush() throws(Fault) {
    guard stages.pcmIn != nil else { throw .state }
    stages.pcmIn!.value.flush(&events)
  }

  /// Goes on after a hold.
  mutating func resume() throws(Fault) {
    guard stages.pcmIn != nil else { throw .state }
    stages.pcmIn!.value.pause(false)
  }

  mutating func packet(_ media: VoiceMedia, _ opus: Span<UInt8>, at now: Ticks) throws(Fault) {
    guard stages.discordIn != nil else { throw .state }
    messagesIn += 1
    stages.discordIn!.value.packet(media, opus, at: now)
  }

  mutating func setSpeakerTaps(_ on: Bool) throws(Fault) {
    guard stages.discordIn != nil, stages.discordIn!.value.setTaps(on) else { throw .state }
  }

  /// Takes the sound back to where a listener was; gives how many samples of the Room too much were said.
  mutating func rewind(to place: (item: UInt64, samples: Int64)) -> Int {
    stages.pcmIn != nil ? stages.pcmIn!.value.rewind(to: place) : 0
  }

  /// Part `index` of what is in a stretch of the leg's sound; nil behind the last.
  mutating func part(_ index: Int, of stretch: Stretch) -> PlayedPart? {
    stages.pcmIn != nil ? stages.pcmIn!.value.part(index, of: stretch) : nil
  }

  /// Stops at once; `fades` when somebody is still to hear the end of what was being said.
  mutating func hold(fades: Bool) { if stages.pcmIn != nil { stages.pcmIn!.value.hold(fades: fades) } }

  mutating func mark(_ name: Span<UInt8>) throws(Fault) {
    guard stages.carrierOut != nil else { throw .state }
    try stages.carrierOut!.value.mark(name, &events)
  }

  mutating func clear(at now: Ticks) throws(Fault) {
    guard stages.carrierOut != nil else { throw .state }
    try stages.carrierOut!.value.clear(at: now, &events)
  }
}
