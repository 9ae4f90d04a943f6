public import NIOCore

/// What one side of a WebSocket sends to the other.
public enum WebSocketMessage: Equatable, Sendable {
  /// UTF-8; checked on the way in.
  case text(ByteBuffer)
  case binary(ByteBuffer)

  public static func text(_ string: String) -> WebSocketMessage { .text(ByteBuffer(string: string)) }
}

/// What a client sees of a WebSocket. Pings are answered below and never seen.
public enum WebSocketEvent: Equatable, Sendable {
  /// A whole message, joined from its fragments, and when its last byte was read.
  case message(WebSocketMessage, at: NIODeadline)
  /// The end, once, with the close code of the peer: 1005 when it gave none, 1006 when it left without a close frame.
  case closed(code: UInt16, reason: String)
  /// The end: the peer broke RFC 6455, and we have closed with `code`.
  case failed(code: UInt16, reason: String)
}
