/// How the voice servers behave. Times in microseconds.
struct VoiceSettings: Sendable {
  var seed: UInt64 = 1
  /// What Hello says, in milliseconds.
  var heartbeatMilliseconds = 13_750
  /// A connection without a heartbeat for so many intervals is closed (4009).
  var heartbeatsMissed = 3
  /// How long a lost connection may be resumed, and stays in the channel.
  var resumeWindow: UInt64 = 20_000_000
  /// How long the slowest member of a group is waited for.
  var transitionPatience: UInt64 = 2_000_000
  /// How many messages are kept for a resume.
  var resumeMessages = 512
}
