/// How speech is looked for.
public struct VoiceSettings: Sendable {
  public enum Mode: UInt32, Sendable {
    /// A small trained network behind a cheap level gate.
    case model = 1
    /// Sound 9 dB above a floor that follows the background. Cheaper; takes every noise that begins for speech.
    case energy = 2
  }

  /// Of the sound: 8000, 16 000, 24 000 or 48 000. What is above 4 kHz is not looked at.
  public var sampleRate: Int32
  public var mode: Mode
  /// Speech begins when it is at least this likely, 0.05…0.95, or 54 % of that where the level has just risen; it ends
  /// below 77 % of that.
  public var threshold: Float
  /// How long it has to be unlikely before speech is over, in ms, 0…5000.
  public var hangover: Int
  /// How much sound from before the decision is kept, in ms, 0…1000; see `VoiceActivity.preRoll`.
  public var preRoll: Int

  public init(
    sampleRate: Int32 = 8000, mode: Mode = .model, threshold: Float = 0.65, hangover: Int = 10, preRoll: Int = 300
  ) {
    self.sampleRate = sampleRate
    self.mode = mode
    self.threshold = threshold
    self.hangover = hangover
    self.preRoll = preRoll
  }

  var isValid: Bool {
    Downsampler.supports(sampleRate) && threshold >= 0.05 && threshold <= 0.95 && (0...5000).contains(hangover)
      && (0...1000).contains(preRoll)
  }
}
