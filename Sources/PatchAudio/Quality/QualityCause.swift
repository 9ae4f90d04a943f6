/// What is wrong with a call, the worst first.
public enum QualityCause: UInt32, Sendable {
  /// Nothing that anybody would mind.
  case none = 0
  /// We are heard, and hear nothing: no sound arrives at all.
  case oneWay = 1
  /// Sound arrives, but it is all silence.
  case silent = 2
  /// Frames were missing or came too late.
  case loss = 3
  /// The way from mouth to ear is too long.
  case delay = 4
  /// What the party is played comes back.
  case echo = 5
  /// The sound is cut off at full scale.
  case clipping = 6
  /// Speech is below −40 dBov.
  case tooQuiet = 7
  /// Speech is above −10 dBov.
  case tooLoud = 8
}
