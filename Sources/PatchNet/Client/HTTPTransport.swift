/// The seam for outgoing HTTP. Production uses `HTTPClientTransport`; tests and the Lab plug in their own.
public protocol HTTPTransport: Sendable {
  /// Sends `request` and returns when the head of the answer is there. Throws `WebFailure`.
  func send(_ request: WebRequest) async throws -> WebResponse
}
