public import PatchBase

/// Listens to one party's sound and tells what is heard in it: speech, digits, beeps, what answered. It changes nothing.
///
/// Give it 10 ms at a time and take the events out after each. Memory is taken at `init` only.
public struct Listener: ~Copyable {
  public let settings: ListenerSettings
  /// Samples in 10 ms.
  public let frameSamples: Int

  private var count = 0
  private var began: UInt64 = 0  // where speech began
  private var afterTone = 0  // frames for which a steady tone keeps speech from beginning
  private var frames: UInt64 = 0

  /// What this party was played lately, as a mean power, for a host that does not have it as sound: 0…1.
  public var farPower: Float = 0

  private var tones = ToneJudge()
  private var answer = AnswerClassifier()
  private var downsampler: Downsampler
  private var tone: SingleTone
  private var digits: DigitDetector
  private var voice: VoiceActivity
  private var events: InlineArray<8, ListenerEvent> = InlineArray(repeating: ListenerEvent(.digit))
  private var memory = Memory()

  /// Samples given so far.
  public var position: UInt64 { frames &* UInt64(frameSamples) }

  /// `argument` for settings out of range.
  public init(_ settings: ListenerSettings) throws(Fault) {
    var memory = Memory()
    self.init(settings, &memory)
    self.memory = memory
    try self.memory.check()
  }

  /// The same for a part of something bigger, in its owner's memory: the owner checks.
  @inline(never)
  public init(_ settings: ListenerSettings, _ memory: inout Memory) {
    var ear = settings.voice ?? VoiceSettings()
    ear.sampleRate = 8000
    ear.preRoll = 0
    memory.require(settings.isValid && ear.isValid)
    self.settings = settings
    frameSamples = Int(settings.sampleRate) / 100
    // All parts, asked for or not: together they are 8 KB.
    downsampler = Downsampler(from: settings.sampleRate, &memory)
    digits = DigitDetector(&memory)
    tone = SingleTone(&memory)
    voice = VoiceActivity(ear, &memory)
  }

  /// The next 10 ms: `frameSamples` samples. `far`, if any, is what this party was played in the same 10 ms. What the last
  /// call told is forgotten.
  public mutating func process(_ pcm: Span<Int16>, far: Span<Int16> = Span()) {
    precondition(pcm.count == frameSamples, "not 10 ms")
    count = 0
    downsampler.process(pcm)
    if settings.digits {
      let digit = Listener.look(downsampler.output, &digits)
      if digit != 0 { tell(.digit, at: -2, value: UInt64(digit)) }
    }
    var news = ToneJudge.News()
    if settings.beep || settings.answer {
      let found = Listener.look(downsampler.output, &tone)
      news = tones.judge(found)
      // Its end is a click of all frequencies, which begins like a word.
      afterTone = found.frames > 2 || found.ended > 2 ? 6 : max(afterTone - 1, 0)
    }
    if settings.voice != nil || settings.answer {
      let power = far.count > 0 ? meanPower(far) : farPower
      let state = Listener.listen(downsampler.output, &voice, power, isTone: afterTone > 0)
      follow(state)
    }
    take(news)
    frames += 1
  }

  /// What the newest frame told, in order; nil after the last.
  public mutating func next() -> ListenerEvent? {
    guard count > 0 else { return nil }
    let first = events[0]
    count -= 1
    for i in 0..<count { events[i] = events[i + 1] }
    return first
  }

  private mutating func follow(_ state: VoiceState) {
    let scale = UInt64(frameSamples) / 80
    if settings.voice != nil, state.change == .started {
      began = state.position
      add(.speechStarted, state.position * scale, UInt64(whole(state.probability * 1000)))
    }
    if settings.voice != nil, state.change == .ended {
      add(.speechEnded, state.position * scale, (state.position - min(began, state.position)) / 8)
    }
    if settings.answer, answer.take(state) { tellAnswer() }
  }

  private mutating func take(_ news: ToneJudge.News) {
    guard let kind = news.kind else { return }
    tell(kind, at: -news.age, value: news.value)
    if settings.answer, answer.take(kind, news.value) { tellAnswer() }
  }

  private mutating func tellAnswer() {
    guard let verdict = answer.verdict else { return }
    let confidence = UInt64(whole(verdict.confidence * 1000))
    add(.answer, (frames + 1) * UInt64(frameSamples), UInt64(verdict.kind.rawValue), confidence)
  }

  /// `place` is in frames before the end of the newest.
  private mutating func tell(_ kind: ListenerEvent.Kind, at place: Int, value: UInt64) {
    if kind != .digit, !settings.beep { return }
    let frame = max(Int(frames) + 1 + place, 0)
    add(kind, UInt64(frame * frameSamples), value)
  }

  private mutating func add(_ kind: ListenerEvent.Kind, _ position: UInt64, _ value: UInt64, _ extra: UInt64 = 0) {
    guard count < 8 else { return }
    events[count] = ListenerEvent(kind, position: position, value: value, extra: extra)
    count += 1
  }

  // These take the parts that they use, so that their accesses stay apart.

  private static func look(_ sound: borrowing Block<Int16>, _ digits: inout DigitDetector) -> UInt8 {
    digits.process(sound.span)
  }

  private static func look(_ sound: borrowing Block<Int16>, _ tone: inout SingleTone) -> SingleTone.Found {
    tone.process(sound.span)
    return tone.found
  }

  private static func listen(
    _ sound: borrowing Block<Int16>, _ voice: inout VoiceActivity, _ farPower: Float, isTone: Bool
  ) -> VoiceState {
    voice.process(sound.span, farPower: farPower, isTone: isTone)
  }
}
