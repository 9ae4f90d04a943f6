public import PatchBase

/// Tells speech from everything else, every 10 ms, at 8, 16, 24 or 48 kHz.
///
/// A level gate stands in front: what is below −72 dBov is silence, and costs nothing more. Behind it a small network with
/// a memory looks at the last 32 ms every 20 ms, and every 10 ms where the level rises. The sound is only looked at,
/// never changed. Memory is taken at `init` only.
public struct VoiceActivity: ~Copyable {
  public let settings: VoiceSettings
  /// Samples in 10 ms.
  public let frameSamples: Int

  private var samples: UInt64 = 0
  private var open = VoiceActivity.openFrames  // until the level gate closes; the network hears how it begins
  private var isDue = true
  private var usual: Float = 0  // power of late
  private var risen = VoiceActivity.rise  // frames since it was three times that
  private var speech: Float = 0
  private var music: Float = 0
  private var kept = 0  // frames, ever
  /// What is known of the newest frame.
  public private(set) var state = VoiceState()

  private var floor = EnergyFloor()
  private var decision: VoiceDecision
  private var gate = EchoGate()
  private var ring: Block<Int16>  // the newest frames, for the pre-roll
  private var history: Block<Int16>  // 256 samples at 8 kHz
  private var downsampler: Downsampler
  private var net: VoiceNet
  private var memory = Memory()

  /// The level gate: −72 dBov, as a power; and for how many frames it stays open.
  private static let quiet: Float = 6.3e-8
  private static let openFrames = 30
  /// For how many frames a rise of the level makes speech more likely to begin.
  private static let rise = 6

  /// `argument` for settings out of range.
  public init(_ settings: VoiceSettings = VoiceSettings()) throws(Fault) {
    var memory = Memory()
    self.init(settings, &memory)
    self.memory = memory
    try self.memory.check()
  }

  /// The same for a part of something bigger, in its owner's memory: the owner checks.
  @inline(never)
  init(_ settings: VoiceSettings, _ memory: inout Memory) {
    memory.require(settings.isValid)
    self.settings = settings
    frameSamples = Int(settings.sampleRate) / 100
    decision = VoiceDecision(settings)
    ring = Block(frameSamples &* (settings.preRoll / 10), &memory)
    history = Block(VoiceSpectrum.window, &memory)
    downsampler = Downsampler(from: settings.sampleRate, &memory)
    net = VoiceNet(&memory)
  }

  /// Back to how it was at `init`.
  public mutating func reset() {
    downsampler.reset()
    history.clear()
    net.reset()
    kept = 0
    gate = EchoGate()
    floor = EnergyFloor()
    decision = VoiceDecision(settings)
    state = VoiceState()
    samples = 0
    open = VoiceActivity.openFrames
    isDue = true
    usual = 0
    risen = VoiceActivity.rise
    speech = 0
    music = 0
  }

  /// The next 10 ms: `frameSamples` samples, no more and no fewer. `far`, if any, is what
  /// this party was played in the same 10 ms, at the same rate.
  @discardableResult
  public mutating func process(_ pcm: Span<Int16>, far: Span<Int16> = Span()) -> VoiceState {
    process(pcm, farPower: far.count > 0 ? meanPower(far) : 0)
  }

  /// The same, for what this party was played by its mean power, as a fraction of full scale.
  @discardableResult
  public mutating func process(_ pcm: Span<Int16>, farPower: Float) -> VoiceState {
    process(pcm, farPower: farPower, isTone: false)
  }

  /// The same; `isTone` for what is known to be a steady tone, and not speech.
  mutating func process(_ pcm: Span<Int16>, farPower: Float, isTone: Bool) -> VoiceState {
    precondition(pcm.count == frameSamples, "not 10 ms")
    let power = meanPower(pcm)
    keep(pcm)
    downsampler.process(pcm)
    VoiceActivity.follow(downsampler.output, &history)
    // What rises may be speech that begins: it is looked at at once, and believed sooner.
    if samples == 0 { usual = power }
    let rises = power > 1.5 * usual
    risen = power > 3 * usual ? 0 : min(risen + 1, VoiceActivity.rise)
    usual += (power - usual) * 0.1
    switch settings.mode {
    case .model: listen(power, rises)
    case .energy: speech = floor.likelihood(power)
    }
    let isEcho = gate.covers(near: power, far: farPower)
    state.level = VoiceActivity.decibels(power)
    state.probability = speech
    state.music = music
    let isSudden = settings.mode == .model && risen < VoiceActivity.rise && music < 0.5
    decision.take(
      isEcho || isTone ? 0 : speech, isSudden: isSudden, at: samples, frame: UInt64(frameSamples), into: &state)
    state.isEcho = isEcho && speech >= settings.threshold
    samples &+= UInt64(frameSamples)
    return state
  }

  /// Copies the newest frames, the one given last included: as many as are kept and fit. Speech that started in it began
  /// within them.
  public borrowing func preRoll(into pcm: inout MutableSpan<Int16>) -> Int {
    let n = min(pcm.count, min(kept * frameSamples, ring.count)) / frameSamples
    for i in 0..<n {
      let start = (kept - n + i) * frameSamples % ring.count
      var place = pcm.window(i * frameSamples..<(i + 1) * frameSamples)
      place.copy(from: ring.span.window(start..<start + frameSamples))
    }
    return n * frameSamples
  }

  private mutating func listen(_ power: Float, _ rises: Bool) {
    if power >= VoiceActivity.quiet { open = VoiceActivity.openFrames } else if open > 0 { open -= 1 }
    guard open > 0 else {
      speech = 0
      music = 0
      isDue = true
      return
    }
    // The floors begin with the first step: one that sees mostly nothing would set them too low for seconds.
    guard samples >= UInt64(2 * frameSamples) else { return }
    if isDue || rises && !state.isSpeech {
      let heard = VoiceActivity.look(history, &net)
      // The curves may end one rounding beyond 1.
      music = min(max(heard.music, 0), 1)
      speech = min(max(heard.speech, 0), 1) * (1 - music)
      isDue = false
    } else {
      isDue = true
    }
  }

  private mutating func keep(_ frame: Span<Int16>) {
    guard ring.count > 0 else { return }
    VoiceActivity.store(frame, at: kept * frameSamples % ring.count, &ring)
    kept += 1
  }

  // These take the parts that they use, so that their accesses stay apart.

  private static func store(_ frame: Span<Int16>, at start: Int, _ ring: inout Block<Int16>) {
    var all = ring.mutableSpan
    var place = all.window(start..<start + frame.count)
    place.copy(from: frame)
  }

  private static func follow(_ frame: borrowing Block<Int16>, _ history: inout Block<Int16>) {
    history.append(frame.span)
  }

  private static func look(_ history: borrowing Block<Int16>, _ net: inout VoiceNet) -> (speech: Float, music: Float) {
    net.step(history.span)
  }

  private static func decibels(_ power: Float) -> Float { max(Float(Decibels.fromPower(Double(power))), -127) }
}

/// As a fraction of full scale. Not a member: a specialised one loses its mark.
@inline(never)
@_optimize(speed)
func meanPower(_ pcm: Span<Int16>) -> Float {
  var sum: UInt64 = 0
  for i in 0..<pcm.count {
    let x = Int32(pcm[i])
    sum &+= UInt64(UInt32(bitPattern: x &* x))  // at most 2^30 each
  }
  return Float(sum) / (Float(max(pcm.count, 1)) * 1_073_741_824)
}
