import Glibc
import NIOConcurrencyHelpers
public import NIOCore
import NIOPosix

/// Takes a WebSocket to another event loop, where what it serves lives: between loops every message costs a lock, a system call
/// and somebody's sleep. Triggered as an outbound event while a message is read; what follows that message is read over there.
/// The promise fails when the connection has to stay; then it goes on where it was.
public struct WebSocketMove: Sendable {
  let loop: any EventLoop
  let install: @Sendable (any Channel) throws -> Void
  let failed: @Sendable (any Error) -> Void

  /// `install` adds, on the new loop, the handlers above the messages, before the channel is active; `failed` tells that the
  /// connection was lost on its way.
  public init(
    to loop: any EventLoop, install: @escaping @Sendable (any Channel) throws -> Void,
    failed: @escaping @Sendable (any Error) -> Void
  ) {
    self.loop = loop
    self.install = install
    self.failed = failed
  }

  func adopt(_ socket: NIOBSDSocket.Handle, _ held: ByteBuffer, _ limits: WebSocketLimits, _ successor: Successor) {
    let over = loop.makePromise(of: Void.self)
    successor.set(over.futureResult)
    ClientBootstrap(group: loop)
      .channelOption(.writeBufferWaterMark, value: .webSocket)
      .channelInitializer { [install] channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            WebSocketMessages(limits: limits, held: held, successor: successor))
          try install(channel)
        }
      }
      .withConnectedSocket(socket)
      .whenComplete { [failed] result in
        switch result {
        case .success(let channel): channel.closeFuture.cascade(to: over)
        case .failure(let error):
          failed(error)
          over.succeed()
        }
      }
  }
}

/// What became of a connection that moved: its end.
final class Successor: Sendable {
  private let over = NIOLockedValueBox<EventLoopFuture<Void>?>(nil)

  func set(_ future: EventLoopFuture<Void>) { over.withLockedValue { $0 = future } }

  /// Once for each move.
  func take() -> EventLoopFuture<Void>? {
    over.withLockedValue { over in
      defer { over = nil }
      return over
    }
  }
}

extension ChannelOptions.Types.WriteBufferWaterMark {
  static var webSocket: Self { .init(low: 16_384, high: 65_536) }
}
