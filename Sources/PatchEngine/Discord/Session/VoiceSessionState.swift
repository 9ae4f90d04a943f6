/// Where a `VoiceSession` stands.
public enum VoiceSessionState: UInt32, Sendable {
  /// Not asked to be anywhere.
  case idle = 0
  /// The main gateway was asked, or the voice server went away: session and server are awaited.
  case signalling = 1
  /// The WebSocket opens, and we say who we are.
  case connecting = 2
  /// The server is asked where it sees us.
  case discovering = 3
  /// The packets' key is awaited.
  case selecting = 4
  /// Sound flows.
  case ready = 5
  /// The WebSocket was lost and opens again. Sound flows on.
  case resuming = 6
  /// It failed; the next try is put off.
  case backingOff = 7
  /// The server sent us away: a new server may be named, or we are out.
  case dismissed = 8
  /// Over; the event said why. `join` begins anew.
  case ended = 9
}
