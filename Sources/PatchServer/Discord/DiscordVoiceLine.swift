import NIOCore
import PatchNet

/// One WebSocket to a voice gateway.
final class DiscordVoiceLine: Sendable {
  enum Event: Sendable {
    case opened
    case text([UInt8])
    case binary([UInt8])
    /// Once, at the end; 1006 also when it could not be opened.
    case closed(UInt16)
  }

  private enum Command: Sendable {
    case send(WebSocketMessage)
    case close(UInt16)
  }

  private let commands: AsyncStream<Command>.Continuation
  private let task: Task<Void, Never>

  init(_ address: String, _ webSockets: WebSocketClient, report: @escaping @Sendable (Event) -> Void) {
    let (stream, commands) = AsyncStream.makeStream(of: Command.self)
    self.commands = commands
    task = Task {
      var request = WebSocketRequest(address)
      request.maxMessage = 1 << 18
      let code = try? await webSockets.connect(request) { link in
        report(.opened)
        return try await Self.converse(link, stream, report)
      }
      report(.closed(code ?? 1006))
    }
  }

  func send(_ message: WebSocketMessage) { commands.yield(.send(message)) }

  func close(_ code: UInt16) {
    commands.yield(.close(code))
    commands.finish()
  }

  /// Until one side ends it; the code of the peer, or 1006.
  private static func converse(
    _ link: any WebSocketLink, _ stream: AsyncStream<Command>, _ report: @escaping @Sendable (Event) -> Void
  ) async throws -> UInt16 {
    try await withThrowingTaskGroup(of: UInt16?.self) { group in
      group.addTask {
        for await command in stream {
          switch command {
          case .send(let message): try await link.send(message)
          case .close(let code):
            await link.close(code: code, reason: "")
            return code
          }
        }
        return nil
      }
      group.addTask {
        for try await event in link.events {
          switch event {
          case .message(.text(let bytes), _): report(.text(Array(bytes.readableBytesView)))
          case .message(.binary(let bytes), _): report(.binary(Array(bytes.readableBytesView)))
          case .closed(let code, _), .failed(let code, _): return code
          }
        }
        return 1006
      }
      while let code = try await group.next() {
        guard let code else { continue }
        group.cancelAll()
        return code
      }
      return 1006
    }
  }
}
