public import NIOCore

/// What a WebSocket peer said: whole messages, fragments already joined.
public enum WebSocketInput: Sendable, Equatable {
  /// Valid UTF-8.
  case text(ByteBuffer)
  case binary(ByteBuffer)
  /// The peer began to close (1005: without a code), or broke the protocol and we did; nothing follows.
  case closed(code: UInt16, reason: String)
}

/// What we say to a WebSocket peer.
public enum WebSocketOutput: Sendable, Equatable {
  case text(ByteBuffer)
  case binary(ByteBuffer)
  case ping
  /// Sends a close frame, then closes the connection: at once when the peer answers, else after the grace period.
  case close(code: UInt16, reason: String)
}

/// Bounds on what a peer may do.
public struct WebSocketLimits: Sendable {
  /// The largest message, joined, in bytes; beyond it the close code is 1009.
  public var messageBytes: Int
  /// A ping goes out this often; a peer from which nothing came for two such spans is gone.
  public var pingInterval: TimeAmount
  /// How long the peer may take to finish a close.
  public var closeGrace: TimeAmount

  public init(
    messageBytes: Int = 1 << 20, pingInterval: TimeAmount = .seconds(20), closeGrace: TimeAmount = .seconds(2)
  ) {
    self.messageBytes = messageBytes
    self.pingInterval = pingInterval
    self.closeGrace = closeGrace
  }
}
