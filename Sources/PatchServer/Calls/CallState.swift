/// How far a call is.
public enum CallState: String, Sendable {
  /// We asked the network to place it.
  case placing
  /// The other side's telephone rings.
  case ringing
  /// The network asked what to do.
  case incoming
  /// It got its TwiML; no stream yet.
  case answered
  /// A leg of it is in a room.
  case streaming
  case ended
}
