/// How far a call is.
public enum CallState: String, Sendable {
  /// The network asked what to do.
  case incoming
  /// It got its TwiML; no stream yet.
  case answered
  /// A leg of it is in a room.
  case streaming
  case ended
}
