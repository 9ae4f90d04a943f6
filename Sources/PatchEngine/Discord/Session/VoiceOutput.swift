public import PatchBase

/// What `VoiceSession.poll` found. Lengths are bytes at the start of the caller's buffer.
public enum VoiceOutput: Equatable, Sendable {
  /// Nothing is left: call `tick` at this moment.
  case wait(until: Ticks)
  /// Send op 4 (Update Voice State) on the main gateway; channel nil leaves.
  case signal(guild: UInt64, channel: UInt64?)
  /// Open this WebSocket, whose number goes with all that comes from it. It takes the place of the one before. The bytes
  /// are its URL.
  case connect(UInt32, length: Int)
  /// Close this WebSocket with the code, and forget it.
  case disconnect(UInt32, code: Int)
  /// Send these bytes as one text message.
  case text(UInt32, length: Int)
  /// Send these bytes as one binary message.
  case binary(UInt32, length: Int)
  /// Datagrams go to this address from now on. The bytes are its text. Take a new socket.
  case path(port: UInt16, length: Int)
  /// Send these bytes as one datagram.
  case datagram(length: Int)
  /// One Opus packet of somebody in the channel.
  case media(VoiceMedia, length: Int)
  /// Work for the `DaveSession`, in order.
  case dave(VoiceDaveWork, length: Int)
  /// Something happened.
  case event(VoiceEvent)
}
