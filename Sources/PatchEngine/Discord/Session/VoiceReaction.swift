/// What to do when a voice WebSocket is closed.
public enum VoiceReaction: UInt32, Sendable {
  /// Open it again and go on with the same session.
  case resume = 1
  /// Open it again and begin a session with the same token.
  case identify = 2
  /// Ask the main gateway for a new session and token.
  case rejoin = 3
  /// The same after a pause, once; then it is given up: the fault is likely ours.
  case rejoinOnce = 4
  /// Do nothing by ourselves: the main gateway will tell.
  case wait = 5
  /// The same after minutes, once.
  case rejoinLate = 6
  /// Never try again.
  case stop = 7

  /// The reaction to a close code. 1006 stands for a connection that was lost, or never made.
  public init(closeCode: Int) {
    switch closeCode {
    case 4001, 4002, 4005, 4012, 4016, 4020: self = .rejoinOnce
    case 4003: self = .identify
    case 4013, 4015: self = .resume
    case 4014, 4022: self = .wait
    case 4017: self = .stop
    case 4021: self = .rejoinLate
    case 4000...: self = .rejoin  // 4004, 4006, 4009, 4011, and what is new
    default: self = .resume
    }
  }
}
