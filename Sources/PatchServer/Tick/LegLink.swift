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
  func join(_ request: SoundRequest) { run { $0.join(request) } }
  /// Never at once: a socket may break while its room writes to it.
  func leave(reason: String) { loop.execute { [host, legID] in host.value.leave(legID, reason: reason) } }

  /// Passes a message on. False when the room's loop is so far behind that it was dropped.
  func message(_ message: LegMessage) -> Bool {
    if loop.inEventLoop {
      host.value.message(legID, message)
      return true
    }
    switch inbox.put(message) {
    case .waiting: return true
    case .full: return false
    case .first:
      // One hop for whatever gathers until the room's loop comes to it.
      run { [legID, inbox] host in
        for message in inbox.takeAll() { host.message(legID, message) }
      }
      return true
    }
  }

  func run(_ body: @escaping @Sendable (RoomHost) -> Void) {
    if loop.inEventLoop { return body(host.value) }
    loop.execute { [host] in body(host.value) }
  }
}

/// What a socket has for its leg.
enum LegMessage: Sendable {
  /// The carrier's.
  case text(ByteBuffer)
  /// One frame of a sound leg.
  case sound(ByteBuffer)
  case command(SoundCommand)

  fileprivate var bytes: Int {
    switch self {
    case .text(let text): text.readableBytes
    case .sound(let bytes): bytes.readableBytes
    case .command: 256
    }
  }
}

/// Messages on their way from a socket's loop to a room's, of bounded size.
final class LegInbox: Sendable {
  enum Put { case first, waiting, full }

  private struct State {
    var messages: [LegMessage] = []
    var bytes = 0
  }

  private let state = NIOLockedValueBox(State())
  /// Over a minute of a caller's sound.
  static let limit = 1 << 20

  func put(_ message: LegMessage) -> Put {
    state.withLockedValue { state in
      guard state.bytes + message.bytes <= Self.limit, state.messages.count < 8192 else { return .full }
      state.messages.append(message)
      state.bytes += message.bytes
      return state.messages.count == 1 ? .first : .waiting
    }
  }

  func takeAll() -> [LegMessage] {
    state.withLockedValue { state in
      defer { state = State() }
      return state.messages
    }
  }
}
