public import HTTPTypes
public import NIOCore

/// The answer to a `WebRequest`. The body streams in, at the pace it is read.
public struct WebResponse: Sendable {
  public let status: Int
  public let fields: HTTPFields
  public let body: any AsyncSequence<ByteBuffer, any Error> & Sendable

  public init(status: Int, fields: HTTPFields = [:], body: any AsyncSequence<ByteBuffer, any Error> & Sendable) {
    self.status = status
    self.fields = fields
    self.body = body
  }

  /// An answer that is already whole: for tests.
  public init(status: Int, fields: HTTPFields = [:], _ bytes: ByteBuffer = ByteBuffer()) {
    let whole = AsyncThrowingStream<ByteBuffer, any Error> { stream in
      stream.yield(bytes)
      stream.finish()
    }
    self.init(status: status, fields: fields, body: whole)
  }

  /// The whole body, or `WebFailure.tooLarge` past `limit` bytes.
  public func collect(upTo limit: Int) async throws -> ByteBuffer {
    var all = ByteBuffer()
    for try await part in body {
      guard all.readableBytes + part.readableBytes <= limit else { throw WebFailure.tooLarge(limit: limit) }
      all.writeImmutableBuffer(part)
    }
    return all
  }
}
