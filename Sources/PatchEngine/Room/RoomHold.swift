internal import PatchAudio
internal import PatchBase

// A PCM leg is stopped: by somebody who speaks, or by the host.
extension Room {
  /// Stops it at once everywhere, so that it can go on where it was heard.
  mutating func hold(_ index: Int, _ id: SlotID) {
    var fades = false
    var unheard = 0
    for listener in 0..<legs.capacity where listener != index && legs.isOccupied(listener) {
      guard legs[listener].value.listens, floor.mixer.gain(from: index, to: listener) > 0 else { continue }
      // A carrier's queue is cleared when nobody else is in it; otherwise it holds little more than a frame.
      let clears = !floor.soleSource(of: listener).disturbed || (legs[listener].value.lead?.frames ?? 0) > 0
      if let place = legs[listener].value.hold(id, clears: clears, at: clock.now) {
        unheard = max(unheard, legs[index].value.rewind(to: place))
      } else {
        fades = true
      }
    }
    legs[index].value.hold(fades: fades)
    if records { recorder!.value.cut(id, unheard) }
  }

  /// Stops it for good; its listeners tell what they heard.
  mutating func silence(_ index: Int, _ id: SlotID) {
    hold(index, id)
    for listener in 0..<legs.capacity where listener != index && legs.isOccupied(listener) {
      legs[listener].value.finish(id, at: clock.now)
    }
  }
}
