/// What is known of the newest frame.
public struct VoiceState: Equatable, Sendable {
  public enum Change: UInt32, Sendable {
    case none = 0
    /// Speech began.
    case started = 1
    /// Speech is over: the hangover has passed.
    case ended = 2
  }

  /// How likely the sound is speech, 0…1.
  public var probability: Float = 0
  /// How likely it is music without speech, 0…1.
  public var music: Float = 0
  /// The decision, with hysteresis and hangover.
  public var isSpeech = false
  /// True when it would be speech, but for what this party is played: taken for its echo.
  public var isEcho = false
  /// What the frame changed.
  public var change = Change.none
  /// Of a change: the sample, counted from the first one given, where speech began or ended. It lies before the frame in
  /// which that was known.
  public var position: UInt64 = 0
  /// Level of the frame in dBov, −127…0.
  public var level: Float = -127

  public init() {}
}
