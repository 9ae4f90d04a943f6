public import HTTPTypes
public import NIOCore

/// One outgoing HTTP request of ours.
public struct WebRequest: Sendable {
  /// What the request carries.
  public enum Body: Sendable {
    case none
    case bytes(ByteBuffer)
    /// Sent piece by piece as the sequence yields, chunked unless `length` is known.
    case stream(AsyncThrowingStream<ByteBuffer, any Error>, length: Int64?)
  }

  public var method: HTTPRequest.Method
  /// Absolute address; user information is not allowed in it (use an `authorization` field).
  public var address: String
  public var fields: HTTPFields
  public var body: Body
  /// For the whole exchange up to the head of the response.
  public var timeout: TimeAmount

  public init(
    _ method: HTTPRequest.Method = .get, _ address: String, fields: HTTPFields = [:], body: Body = .none,
    timeout: TimeAmount = .seconds(15)
  ) {
    self.method = method
    self.address = address
    self.fields = fields
    self.body = body
    self.timeout = timeout
  }
}
