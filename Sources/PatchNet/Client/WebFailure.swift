public import HTTPTypes

/// Why an outgoing request or WebSocket came to nothing.
public enum WebFailure: Error, Equatable, Sendable {
  /// The address is none that we can use.
  case address(String)
  /// No connection: refused, no route, a name that does not resolve, or none in time.
  case unreachable(String)
  /// No answer in time.
  case timeout
  /// The certificate or the handshake of TLS failed.
  case tls(String)
  /// The answer to a WebSocket upgrade was not 101; the answer's fields tell more.
  case refused(status: Int, fields: HTTPFields)
  /// The peer broke HTTP or RFC 6455.
  case `protocol`(String)
  case tooLarge(limit: Int)
  /// The connection ended in the middle.
  case closed
}
