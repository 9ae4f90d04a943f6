import NIOCore

/// What the desk wants done.
enum VoiceEffect: Equatable {
  case text(Int, String)
  case binary(Int, [UInt8])
  /// With this code; nil breaks the connection without a close frame.
  case close(Int, code: UInt16?)
  case datagram(server: Int, to: SocketAddress, [UInt8])
  /// The user has a voice connection now, or has it no more.
  case live(VoiceSeat, Bool)
}
