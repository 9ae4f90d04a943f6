internal import PatchAudio
internal import PatchBase

// Ready-made sound is sent ahead to a caller who hears nothing else, so that his carrier never runs dry; it is taken back
// at once when anybody speaks, or when the sound is paused, flushed or made louder or softer.
extension Room {
  /// Before the live frame: true when the listener has it already, because it was sent ahead.
  mutating func holdsAhead(_ index: Int, _ number: UInt64) -> Bool {
    guard legs[index].value.usesLead else { return false }
    let heard = floor.soleSource(of: index)
    floor.quiet[index] = heard.disturbed ? 0 : min(floor.quiet[index] + 1, Floor.patience)
    let ahead = legs[index].value.ahead
    guard ahead.frames > 0 else { return false }
    guard !heard.disturbed, let source = heard.source, legs.id(at: source) == ahead.source,
      floor.voices[source].epoch == ahead.epoch, floor.mixer.gain(from: source, to: index) == ahead.gain
    else {
      bringBack(index, ahead, number)
      return false
    }
    legs[index].value.passAhead()
    sendAhead(index, source, frames: 5, ahead.gain, number)
    return true
  }

  /// After the live frame: begins to send ahead, if that is right.
  mutating func beginAhead(_ index: Int, _ number: UInt64) {
    guard legs[index].value.usesLead, floor.quiet[index] >= Floor.patience,
      let source = floor.soleSource(of: index).source, floor.voices[source].ready > 0, let id = legs.id(at: source)
    else { return }
    let gain = floor.mixer.gain(from: source, to: index)
    // Above 1 the sum may need the limiter, which only the live path has.
    guard gain <= 1 else { return }
    legs[index].value.follow(id, epoch: floor.voices[source].epoch, gain: gain)
    sendAhead(index, source, frames: 4, gain, number)
  }

  private mutating func sendAhead(_ index: Int, _ source: Int, frames: Int, _ gain: Float, _ number: UInt64) {
    for _ in 0..<frames {
      let place = legs[index].value.ahead.frames
      guard legs[index].value.wantsMore(at: clock.now), place < floor.voices[source].ready else { return }
      // Untouched G.711 goes as it was written.
      let length = gain == 1 ? Room.peekWire(legs, source, place, for: index, into: &floor) : 0
      Room.peek(legs, source, place, into: &floor.frame)
      Room.weigh(&floor.frame, gain)
      Room.send(&legs, index, floor, length, clock.now, number)
    }
  }

  private mutating func bringBack(_ index: Int, _ ahead: Ahead, _ number: UInt64) {
    let frames = legs[index].value.bringBack(at: clock.now, tick: number)
    let source = ahead.source.flatMap { (id: SlotID) in legs.index(of: id) }
    var age = frames
    while age > 0 {
      Room.recall(legs, source, age, into: &floor.frame)
      Room.weigh(&floor.frame, ahead.gain)
      Room.sendAgain(&legs, index, &floor, isFirst: age == frames, clock.now, number)
      age -= 1
    }
  }

  // These take the parts that they use, so that their accesses stay apart.

  private static func peek(
    _ legs: borrowing Slots<Box<Leg>>, _ source: Int, _ place: Int, into frame: inout Slab<Int16>
  ) {
    var pcm = frame.mutableSpan
    legs[source].value.pcmIn?.peek(place, into: &pcm)
  }

  private static func peekWire(
    _ legs: borrowing Slots<Box<Leg>>, _ source: Int, _ place: Int, for listener: Int, into floor: inout Floor
  ) -> Int {
    guard legs[source].value.format == legs[listener].value.format else { return 0 }
    var bytes = floor.wireFrame.mutableSpan
    return legs[source].value.pcmIn?.peekWire(place, into: &bytes) ?? 0
  }

  private static func recall(
    _ legs: borrowing Slots<Box<Leg>>, _ source: Int?, _ age: Int, into frame: inout Slab<Int16>
  ) {
    var pcm = frame.mutableSpan
    guard let source else { return pcm.fill(with: 0) }
    legs[source].value.pcmIn?.recall(age, into: &pcm)
  }

  /// At most 1, so nothing clips.
  private static func weigh(_ frame: inout Slab<Int16>, _ gain: Float) {
    guard gain != 1 else { return }
    var pcm = frame.mutableSpan
    for i in 0..<pcm.count { pcm[i] = Int16(Float(pcm[i]) * gain) }
  }

  private static func send(
    _ legs: inout Slots<Box<Leg>>, _ index: Int, _ floor: borrowing Floor, _ length: Int, _ now: Ticks,
    _ number: UInt64
  ) {
    let wire = floor.wireFrame.span.window(0..<length)
    legs[index].value.sendAhead(floor.frame.span, wire: wire, at: now, tick: number)
  }

  private static func sendAgain(
    _ legs: inout Slots<Box<Leg>>, _ index: Int, _ floor: inout Floor, isFirst: Bool, _ now: Ticks, _ number: UInt64
  ) {
    var pcm = floor.frame.mutableSpan
    legs[index].value.sendAgain(&pcm, isFirst: isFirst, at: now, tick: number)
  }
}
