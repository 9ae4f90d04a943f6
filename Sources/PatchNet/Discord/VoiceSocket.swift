import NIOCore

/// One WebSocket of a voice connection: what is sent leaves in order, what happens is told until `closed`, once.
final class VoiceSocket: Sendable {
  enum Event: Sendable {
    case opened
    case text(ByteBuffer)
    case binary(ByteBuffer)
    /// 1006: lost, or never opened.
    case closed(Int)
  }

  private enum Command: Sendable {
    case message(WebSocketMessage)
    case close(UInt16)
  }

  let number: UInt32
  private let commands: AsyncStream<Command>.Continuation

  /// `tell` is called on any thread, in order.
  init(
    _ number: UInt32, _ request: WebSocketRequest, _ client: WebSocketClient, tell: @escaping @Sendable (Event) -> Void
  ) {
    self.number = number
    let (stream, continuation) = AsyncStream.makeStream(of: Command.self)
    commands = continuation
    Task {
      var code = 1006
      do {
        code = try await client.connect(request) { link in
          tell(.opened)
          let writer = Task { try await Self.write(stream, to: link) }
          defer { writer.cancel() }
          return try await Self.read(link, tell)
        }
      } catch {}
      continuation.finish()
      tell(.closed(code))
    }
  }

  func send(_ message: WebSocketMessage) { commands.yield(.message(message)) }

  /// Says goodbye behind what was sent before.
  func close(code: UInt16) {
    commands.yield(.close(code))
    commands.finish()
  }

  private static func write(_ commands: AsyncStream<Command>, to link: any WebSocketLink) async throws {
    for await command in commands {
      switch command {
      case .message(let message): try await link.send(message)
      case .close(let code): return await link.close(code: code, reason: "")
      }
    }
  }

  /// The close code.
  private static func read(_ link: any WebSocketLink, _ tell: (Event) -> Void) async throws -> Int {
    for try await event in link.events {
      switch event {
      case .message(.text(let text), _): tell(.text(text))
      case .message(.binary(let message), _): tell(.binary(message))
      case .closed(let code, _): return Int(code)
      case .failed: return 1006
      }
    }
    return 1006
  }
}
