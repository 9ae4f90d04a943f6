/// What a `Listener` listens for.
public struct ListenerSettings: Sendable {
  /// Of the sound: 8000, 16 000, 24 000 or 48 000.
  public var sampleRate: Int32
  /// Speech that begins and ends; `sampleRate` and `preRoll` of these do not count.
  public var voice: VoiceSettings?
  /// DTMF digits.
  public var digits: Bool
  /// The beep behind a greeting, fax and information tones.
  public var beep: Bool
  /// What answers: counts from the first frame on. Listens for speech and beeps by itself.
  public var answer: Bool

  public init(
    sampleRate: Int32 = 8000, voice: VoiceSettings? = nil, digits: Bool = false, beep: Bool = false,
    answer: Bool = false
  ) {
    self.sampleRate = sampleRate
    self.voice = voice
    self.digits = digits
    self.beep = beep
    self.answer = answer
  }

  /// True when there is nothing to listen for.
  public var isDeaf: Bool { voice == nil && !digits && !beep && !answer }

  var isValid: Bool { Downsampler.supports(sampleRate) && !isDeaf }
}
