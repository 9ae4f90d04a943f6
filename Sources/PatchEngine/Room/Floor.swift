internal import PatchAudio
internal import PatchBase

/// The middle of the Room: who says what in this tick, and who hears whom.
struct Floor: ~Copyable {
  var mixer: Mixer
  /// One frame, for whoever needs it next.
  var frame: Slab<Int16>
  /// A listener's own tone.
  var tone: Slab<Int16>
  /// Frames on their way from one leg to another.
  var store: FrameStore
  /// The received bytes of each leg's frame, when it is untouched G.711.
  var wires: Slab<UInt8>
  /// Each leg in this tick.
  var voices: Slab<Voice>
  /// For how many ticks each listener has heard nobody but ready-made sound.
  var quiet: Slab<Int>

  private let samples: Int

  /// A listener is served ahead again when the others were quiet for this many ticks.
  static let patience = 25

  init(capacity: Int, samples: Int) throws(Fault) {
    let mixer = try Mixer(capacity: capacity, samples: samples)
    let store = try FrameStore(samples: samples)
    guard let frame = Slab<Int16>(count: samples, filledWith: 0),
      let tone = Slab<Int16>(count: samples, filledWith: 0),
      let wires = Slab<UInt8>(count: capacity * samples, filledWith: 0),
      let voices = Slab<Voice>(count: capacity, filledWith: Voice()),
      let quiet = Slab<Int>(count: capacity, filledWith: Floor.patience)
    else { throw .noMemory }
    self.mixer = mixer
    self.frame = frame
    self.tone = tone
    self.store = store
    self.wires = wires
    self.voices = voices
    self.quiet = quiet
    self.samples = samples
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
  borrowing func passing(to listener: Int, _ encoding: Encoding, _ result: MixResult) -> Int? {
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
  borrowing func soleSource(of listener: Int) -> (source: Int?, disturbed: Bool) {
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
    _ leg: inout Leg, _ frame: inout Slab<Int16>, _ wires: inout Slab<UInt8>, _ place: Range<Int>, _ due: Ticks,
    _ tick: UInt64, _ clock: UInt64
  ) -> Voice {
    var pcm = frame.mutableSpan
    var all = wires.mutableSpan
    var wire = all.window(place)
    return leg.speak(at: due, tick: tick, clock: clock, into: &pcm, wire: &wire)
  }

  private static func put(_ mixer: inout Mixer, _ index: Int, _ frame: borrowing Slab<Int16>) {
    mixer.put(index, frame.span)
  }

  @inline(never) deinit {}
}
