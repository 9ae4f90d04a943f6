internal import PatchAudio
internal import PatchBase

/// The middle of the Room: who says what in this tick, and who hears whom.
struct Floor: ~Copyable {
  private let samples: Int
  /// One frame, for whoever needs it next.
  var frame: Block<Int16>
  /// The received bytes of each leg's frame, when it is untouched G.711.
  var wires: Block<UInt8>
  /// Each leg in this tick.
  var voices: Block<Voice>
  /// For how many ticks each listener has heard nobody but ready-made sound.
  var quiet: Block<Int>
  /// A listener's own tone.
  var tone: Block<Int16>
  /// Frames on their way from one leg to another.
  var store: FrameStore
  var mixer: Mixer

  /// A listener is served ahead again when the others were quiet for this many ticks.
  static let patience = 25

  @inline(never)
  init(capacity: Int, samples: Int, _ memory: inout Memory) {
    mixer = Mixer(capacity: capacity, samples: samples, &memory)
    store = FrameStore(samples: samples, &memory)
    frame = Block(samples, &memory)
    tone = Block(samples, &memory)
    wires = Block(capacity &* samples, &memory)
    voices = Block(capacity, &memory)
    quiet = Block(capacity, &memory)
    self.samples = samples
    for index in 0..<min(voices.count, quiet.count) { enter(index) }
  }

  mutating func enter(_ index: Int) {
    voices[index] = Voice()
    quiet[index] = Floor.patience
  }

  mutating func leave(_ index: Int) {
    voices[index] = Voice()
    mixer.clearLeg(index)
  }

  /// The kept bytes of a leg's frame.
  @inline(__always)
  @_lifetime(borrow self)
  borrowing func wire(_ index: Int) -> Span<UInt8> {
    wires.span.window(index * samples..<(index + 1) * samples)
  }

  /// Takes the leg's frame of this tick.
  mutating func listen(to leg: inout Leg, _ index: Int, at due: Ticks, tick: UInt64) {
    let clock = tick &* UInt64(samples)
    let voice = Floor.speak(&leg, &frame, &wires, index * samples..<(index + 1) * samples, due, tick, clock)
    voices[index] = voice
    if voice.isPresent { Floor.put(&mixer, index, frame) }
  }

  /// The one leg whose bytes the listener can be given as they are, if there is one: nobody else who might speak is
  /// there, and the same bytes would be heard at its own loudness.
  mutating func passing(to listener: Int, _ encoding: Encoding, _ result: MixResult) -> Int? {
    guard !result.limited, result.contributors <= 1 else { return nil }
    var one: Int?
    for other in 0..<voices.count where other != listener {
      let voice = voices[other]
      guard voice.isLine || voice.isPresent, mixer.gain(from: other, to: listener) > 0 else { continue }
      guard one == nil else { return nil }
      one = other
    }
    guard let one, voices[one].isUntouched, voices[one].encoding == encoding.rawValue,
      mixer.gain(from: one, to: listener) == 1, result.contributors == 0 || result.sole == one
    else { return nil }
    return one
  }

  /// The PCM leg whose ready-made sound is all that the listener hears, if there is one; and whether anybody else speaks.
  mutating func soleSource(of listener: Int) -> (source: Int?, disturbed: Bool) {
    var source: Int?
    for other in 0..<voices.count where other != listener {
      let voice = voices[other]
      guard voice.isLoud, mixer.gain(from: other, to: listener) > 0 else { continue }
      guard voice.isPcm, source == nil else { return (nil, true) }
      source = other
    }
    return (source, false)
  }

  // These take the parts that they use, so that their accesses stay apart.

  private static func speak(
    _ leg: inout Leg, _ frame: inout Block<Int16>, _ wires: inout Block<UInt8>, _ place: Range<Int>, _ due: Ticks,
    _ tick: UInt64, _ clock: UInt64
  ) -> Voice {
    var pcm = frame.mutableSpan
    var all = wires.mutableSpan
    var wire = all.window(place)
    return leg.speak(at: due, tick: tick, clock: clock, into: &pcm, wire: &wire)
  }

  private static func put(_ mixer: inout Mixer, _ index: Int, _ frame: borrowing Block<Int16>) {
    mixer.put(index, frame.span)
  }

  @inline(never) deinit {}
}
