import NIOConcurrencyHelpers
import NIOCore

/// A leg's way to its room's loop. What one socket sends arrives in its order.
struct LegLink: Sendable {
  let legID: String
  let loop: any EventLoop
  let host: NIOLoopBoundBox<RoomHost>
  private let inbox = LegInbox()

  init(legID: String, loop: any EventLoop, host: NIOLoopBoundBox<RoomHost>) {
    self.legID = legID
    self.loop = loop
    self.host = host
  }

  func join(_ request: LegRequest) { run { $0.join(request) } }
  func leave(reason: String) { run { [legID] in $0.leave(legID, reason: reason) } }

  /// Passes a message on. False when the room's loop is so far behind that it was dropped.
  func message(_ text: ByteBuffer) -> Bool {
    if loop.inEventLoop {
      host.value.message(legID, text)
      return true
    }
    switch inbox.put(text) {
    case .waiting: return true
    case .full: return false
    case .first:
      // One hop for whatever gathers until the room's loop comes to it.
      run { [legID, inbox] host in
        for text in inbox.takeAll() { host.message(legID, text) }
      }
      return true
    }
  }

  func run(_ body: @escaping @Sendable (RoomHost) -> Void) {
    if loop.inEventLoop { return body(host.value) }
    loop.execute { [host] in body(host.value) }
  }
}

/// Messages on their way from a socket's loop to a room's, of bounded size.
final class LegInbox: Sendable {
  enum Put { case first, waiting, full }

  private struct State {
    var messages: [ByteBuffer] = []
    var bytes = 0
  }

  private let state = NIOLockedValueBox(State())
  /// Over a minute of a caller's sound.
  static let limit = 1 << 20

  func put(_ text: ByteBuffer) -> Put {
    state.withLockedValue { state in
      guard state.bytes + text.readableBytes <= Self.limit, state.messages.count < 8192 else { return .full }
      state.messages.append(text)
      state.bytes += text.readableBytes
      return state.messages.count == 1 ? .first : .waiting
    }
  }

  func takeAll() -> [ByteBuffer] {
    state.withLockedValue { state in
      defer { state = State() }
      return state.messages
    }
  }
}
