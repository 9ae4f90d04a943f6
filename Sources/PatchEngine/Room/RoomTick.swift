internal import PatchAudio
public import PatchBase

// Time passes.
extension Room {
  /// Runs the ticks that are due: 0, 1 or 2, and gives how many. When more are due, the oldest are left out, counted and
  /// told as `skipped`.
  public mutating func tick(at now: Ticks) -> Int {
    let due = clock.due(at: now)
    if due.skipped > 0 {
      skipped += due.skipped
      events.tick = clock.number
      events.add(.skipped, value: due.skipped)
    }
    for _ in 0..<due.ticks {
      let number = clock.number
      run(number, due: clock.take())
    }
    // What the host asks of a leg from here on belongs to the next tick.
    for index in 0..<legs.capacity where legs.isOccupied(index) { legs[index].value.events.tick = clock.number }
    return due.ticks
  }

  private mutating func run(_ number: UInt64, due: Ticks) {
    floor.mixer.begin()
    if records { recorder!.value.begin(number) }
    for index in 0..<legs.capacity where legs.isOccupied(index) {
      Room.speak(&legs, &floor, index, due, number)
      if records, let id = legs.id(at: index) { Room.record(&recorder!.value, floor, index, id) }
    }
    if records { recorder!.value.end() }
    for index in 0..<legs.capacity where legs.isOccupied(index) && legs[index].value.listens {
      if !holdsAhead(index) {
        if Room.hear(&legs, &floor, index, clock.now) { attribute(index) }
        beginAhead(index)
      }
      account(index)
    }
  }

  /// Notes whose sound is in the frame that a listener was sent live.
  private mutating func attribute(_ listener: Int) {
    for other in 0..<floor.voices.count where other != listener {
      guard floor.mixer.gain(from: other, to: listener) > 0 else { continue }
      attribute(listener, other, floor.voices[other].stretch, back: 1)
    }
  }

  /// Notes whose sound the frame is that a listener was sent `back` frames ago, the last one being 1.
  @inline(never)
  mutating func attribute(_ listener: Int, _ source: Int, _ stretch: Stretch, back: Int) {
    guard stretch.end > stretch.start, let id = legs.id(at: source) else { return }
    var index = 0
    while var part = legs[source].value.part(index, of: stretch) {
      part.source = id.rawValue
      legs[listener].value.attribute(part, back: back)
      index += 1
    }
  }

  /// Notes which items are over, and tells what of them was heard.
  private mutating func account(_ listener: Int) {
    for other in 0..<floor.voices.count where other != listener {
      guard let ended = floor.voices[other].ended, let source = legs.id(at: other) else { continue }
      legs[listener].value.close(source, ended.item, ended.total)
    }
    legs[listener].value.advance(to: clock.now)
  }

  // These take the parts that they use, so that their accesses stay apart.

  private static func speak(
    _ legs: inout Slots<Box<Leg>>, _ floor: inout Floor, _ index: Int, _ due: Ticks, _ number: UInt64
  ) {
    floor.listen(to: &legs[index].value, index, at: due, tick: number)
  }

  private static func record(_ recorder: inout Recorder, _ floor: borrowing Floor, _ index: Int, _ id: SlotID) {
    recorder.add(index, id, floor.frame.span)
  }

  private static func hear(
    _ legs: inout Slots<Box<Leg>>, _ floor: inout Floor, _ index: Int, _ now: Ticks
  ) -> Bool {
    var result = mix(&floor.mixer, &floor.frame, index)
    let encoding = legs[index].value.format.encoding
    let isPlaying = Features.listening && legs[index].value.tone.isPlaying
    let one = isPlaying ? nil : floor.passing(to: index, encoding, result)
    if isPlaying {
      play(&legs[index].value.tone, &floor.tone, &floor.frame)
      result.contributors += 1
    }
    return give(&legs[index].value, &floor, one, result, now)
  }

  private static func play(_ generator: inout ToneGenerator, _ tone: inout Block<Int16>, _ frame: inout Block<Int16>) {
    var made = tone.mutableSpan
    generator.fill(&made)
    for i in 0..<min(tone.count, frame.count) { frame[i] = Int16(clamping: Int32(frame[i]) + Int32(tone[i])) }
  }

  private static func mix(_ mixer: inout Mixer, _ frame: inout Block<Int16>, _ index: Int) -> MixResult {
    var out = frame.mutableSpan
    return mixer.mix(for: index, into: &out)
  }

  private static func give(
    _ leg: inout Leg, _ floor: inout Floor, _ one: Int?, _ result: MixResult, _ now: Ticks
  ) -> Bool {
    let silent = result.contributors == 0
    guard let one else {
      return leg.hear(
        floor.frame.span, wire: Span(), silent: silent, limited: result.limited, at: now)
    }
    return leg.hear(floor.frame.span, wire: floor.wire(one), silent: silent, limited: false, at: now)
  }
}
