import NIOCore
import PatchNet
import Synchronization

/// The way out of a gateway connection.
final class GatewayLink: GatewayPeer {
  private let channel: any Channel
  private let compression: StreamCompression?
  private let isFirst = Mutex(true)

  init(_ channel: any Channel, compression: StreamCompression?) {
    self.channel = channel
    self.compression = compression
  }

  func send(_ payload: String) {
    guard let compression else { return write(.text(ByteBuffer(string: payload))) }
    let first = isFirst.withLock { first in
      defer { first = false }
      return first
    }
    write(.binary(compression.wrap(payload, isFirst: first)))
  }

  func close(_ code: GatewayClose) { write(.close(code: code.code, reason: code.reason)) }

  /// Breaks the connection without a word.
  func drop() { channel.close(promise: nil) }

  private func write(_ output: WebSocketOutput) {
    // Always through the loop's queue: a call on the loop must not overtake one from elsewhere.
    channel.eventLoop.execute { [channel] in channel.writeAndFlush(output, promise: nil) }
  }
}
