public import HTTPTypes
public import NIOCore

/// Where a WebSocket goes and what it tolerates.
public struct WebSocketRequest: Sendable {
  /// Absolute `ws` or `wss` address.
  public var address: String
  /// Sent besides `Host` and what the handshake needs.
  public var fields: HTTPFields
  public var timeout: TimeAmount = .seconds(10)
  /// Longest message taken, in bytes; a longer one ends the connection with 1009.
  public var maxMessage: Int = 1 << 20
  /// How often we ping; no pong before the next ping ends the connection. Nil never pings.
  public var pingInterval: TimeAmount?
  /// Connect here (host, port) instead of to the address; the request still names the address. TLS only as `plain` says.
  public var route: WebRoute?

  public init(_ address: String, fields: HTTPFields = [:]) {
    self.address = address
    self.fields = fields
  }
}

/// Another place to connect to than the address names: how a test reaches a public address on loopback.
public struct WebRoute: Equatable, Sendable {
  public var host: String
  public var port: Int
  /// Over TLS?
  public var secure: Bool

  public init(host: String, port: Int, secure: Bool = false) {
    self.host = host
    self.port = port
    self.secure = secure
  }
}

/// The seam for outgoing WebSockets. Production uses `WebSocketClient`; tests plug in their own.
public protocol WebSocketTransport: Sendable {
  /// Connects, upgrades, runs `body` and closes what is still open after it. Throws `WebFailure`, or what `body` throws.
  func connect<Result: Sendable>(
    _ request: WebSocketRequest, _ body: @Sendable (any WebSocketLink) async throws -> Result
  ) async throws -> Result
}

/// One open WebSocket, seen by the client.
public protocol WebSocketLink: Sendable {
  /// The fields of the 101 answer.
  var fields: HTTPFields { get }
  /// What arrives, up to `closed` or `failed`. To be iterated once.
  var events: any AsyncSequence<WebSocketEvent, any Error> & Sendable { get }
  /// Returns when the message is on its way and there is room for more.
  func send(_ message: WebSocketMessage) async throws
  /// Says goodbye and waits, at most 2 s, for the answer.
  func close(code: UInt16, reason: String) async
  /// Leaves without a word, as a broken network does.
  func drop() async
  /// `false` stops reading from the socket until `true`.
  func setReading(_ on: Bool) async
}
