import HTTPTypes
import NIOCore
public import PatchNet
import Synchronization

/// A `WebSocketTransport` that writes down every text message that passes: a line each, `<` for from the carrier and `>`
/// for to it, then the message.
public final class FrameLog: WebSocketTransport {
  private let base: any WebSocketTransport
  private let lines = Mutex<[String]>([])

  public init(_ base: any WebSocketTransport = WebSocketClient()) { self.base = base }

  /// What passed so far, in order.
  public var text: String { lines.withLock { $0.map { $0 + "\n" }.joined() } }

  public func connect<Result: Sendable>(
    _ request: WebSocketRequest, _ body: @Sendable (any WebSocketLink) async throws -> Result
  ) async throws -> Result {
    try await base.connect(request) { try await body(Link(base: $0, log: self)) }
  }

  private func add(_ sign: String, _ message: WebSocketMessage) {
    guard case .text(let text) = message else { return }
    // A line break between members of a message is only space.
    let line = String(buffer: text).split(whereSeparator: \.isNewline).joined(separator: " ")
    lines.withLock { $0.append("\(sign) \(line)") }
  }

  private struct Link: WebSocketLink {
    let base: any WebSocketLink
    let log: FrameLog

    var fields: HTTPFields { base.fields }

    var events: any AsyncSequence<WebSocketEvent, any Error> & Sendable { log.noting(base.events) }

    func send(_ message: WebSocketMessage) async throws {
      log.add("<", message)
      try await base.send(message)
    }

    func close(code: UInt16, reason: String) async { await base.close(code: code, reason: reason) }
    func drop() async { await base.drop() }
    func setReading(_ on: Bool) async { await base.setReading(on) }
  }

  private func noting<Events: AsyncSequence<WebSocketEvent, any Error> & Sendable>(
    _ events: Events
  ) -> any AsyncSequence<WebSocketEvent, any Error> & Sendable {
    events.map { [self] event in
      if case .message(let message, _) = event { add(">", message) }
      return event
    }
  }
}
