import NIOCore
import PatchNet
import Synchronization

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
    let isOver = Mutex(false)
    let end: @Sendable (UInt16) -> Void = { code in
      let isFirst = isOver.withLock { over in
        defer { over = true }
        return !over
      }
      if isFirst { report(.closed(code)) }
    }
    task = Task {
      var request = WebSocketRequest(address)
      request.maxMessage = 1 << 18
      try? await webSockets.connect(request) { link in
        report(.opened)
        try await Self.converse(link, stream, report, end)
      }
      end(1006)
    }
  }

  func send(_ message: WebSocketMessage) { commands.yield(.send(message)) }

  func close(_ code: UInt16) {
    commands.yield(.close(code))
    commands.finish()
  }

  /// Until one side ends it. The peer's end is told as soon as it is read: its socket may take seconds to close.
  private static func converse(
    _ link: any WebSocketLink, _ stream: AsyncStream<Command>, _ report: @escaping @Sendable (Event) -> Void,
    _ end: @escaping @Sendable (UInt16) -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        for await command in stream {
          switch command {
          case .send(let message): try await link.send(message)
          case .close(let code):
            await link.close(code: code, reason: "")
            return true
          }
        }
        return false
      }
      group.addTask {
        for try await event in link.events {
          switch event {
          case .message(.text(let bytes), _): report(.text(Array(bytes.readableBytesView)))
          case .message(.binary(let bytes), _): report(.binary(Array(bytes.readableBytesView)))
          case .closed(let code, _), .failed(let code, _):
            end(code)
            return true
          }
        }
        return true
      }
      while let isOver = try await group.next() {
        if isOver { group.cancelAll() }
      }
    }
  }
}
