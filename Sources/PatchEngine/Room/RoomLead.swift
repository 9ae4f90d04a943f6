internal import PatchAudio
internal import PatchBase

// Ready-made sound is sent ahead to a caller who hears nothing else, so that his carrier never runs dry; it is taken back
// at once when anybody speaks, or when the sound is paused, flushed or made louder or softer.
extension Room {
  /// Before the live frame: true when the listener has it already, because it was sent ahead.
  mutating func holdsAhead(_ index: Int) -> Bool {
    guard let ahead = legs[index].value.lead else { return false }
    var heard = floor.soleSource(of: index)
    // A tone of its own is sound that nothing else may run ahead of.
    if legs[index].value.tone.isPlaying { heard.disturbed = true }
    floor.quiet[index] = heard.disturbed ? 0 : min(floor.quiet[index] + 1, Floor.patience)
    guard ahead.frames > 0 else { return false }
    guard !heard.disturbed, let source = heard.source, legs.id(at: source) == ahead.source,
      floor.voices[source].epoch == ahead.epoch, floor.mixer.gain(from: source, to: index) == ahead.gain
    else {
      bringBack(index, ahead)
      return false
    }
    // The live cursor moved over a frame that was sent already.
    var next = ahead
    next.frames -= 1
    sendAhead(index, source, next, most: 5)
    return true
  }

  /// After the live frame: begins to send ahead, if that is right.
  mutating func beginAhead(_ index: Int) {
    guard floor.quiet[index] >= Floor.patience, let source = floor.soleSource(of: index).source,
      floor.voices[source].ready > 0, legs[index].value.lead != nil
    else { return }
    var ahead = Ahead()
    ahead.source = legs.id(at: source)
    ahead.epoch = floor.voices[source].epoch
    ahead.encoding = floor.voices[source].encoding
    ahead.gain = floor.mixer.gain(from: source, to: index)
    // Above 1 the sum may need the limiter, which only the live path has.
    guard ahead.gain <= 1 else { return }
    sendAhead(index, source, ahead, most: 4)
  }

  private mutating func sendAhead(_ index: Int, _ source: Int, _ ahead: Ahead, most: Int) {
    let count = min(most, floor.voices[source].ready - ahead.frames)
    Room.peek(&legs[source].value, ahead.frames, count, &floor.store)
    Room.send(&legs[index].value, floor.store, count, ahead, clock.now)
    attribute(index, source, (legs[index].value.lead?.frames ?? 0) - ahead.frames)
  }

  /// Notes whose sound is in the last `count` frames that a listener was sent, which are those of the store.
  private mutating func attribute(_ listener: Int, _ source: Int, _ count: Int) {
    for i in 0..<max(count, 0) { attribute(listener, source, floor.store.stretch(i), back: count - i) }
  }

  private mutating func bringBack(_ index: Int, _ ahead: Ahead) {
    let count = legs[index].value.bringBack(at: clock.now)
    floor.store.clear()
    if let source = ahead.source, let place = legs.index(of: source) {
      Room.recall(&legs[place].value, count, &floor.store)
    }
    Room.sendAgain(&legs[index].value, floor.store, count, ahead.gain, clock.now)
    if let source = ahead.source, let place = legs.index(of: source) { attribute(index, place, count) }
  }

  // These take the parts that they use, so that their accesses stay apart.

  private static func peek(_ source: inout Leg, _ place: Int, _ count: Int, _ store: inout FrameStore) {
    source.peek(place, count, into: &store)
  }

  private static func recall(_ source: inout Leg, _ count: Int, _ store: inout FrameStore) {
    source.recall(count, into: &store)
  }

  private static func send(
    _ listener: inout Leg, _ store: borrowing FrameStore, _ count: Int, _ ahead: Ahead, _ now: Ticks
  ) {
    listener.sendAhead(store, count, ahead, at: now)
  }

  private static func sendAgain(
    _ listener: inout Leg, _ store: borrowing FrameStore, _ count: Int, _ gain: Float, _ now: Ticks
  ) {
    listener.sendAgain(store, count, gain, at: now)
  }
}
