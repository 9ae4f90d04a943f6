import NIOCore
import PatchNet

/// One connection to the main gateway: counts, decodes and passes on what a client says.
final class GatewaySocket: ChannelInboundHandler {
  typealias InboundIn = WebSocketInput

  private let world: DiscordWorld
  private let link: GatewayLink
  private let interval: TimeAmount
  private let greeting: GatewayClose?
  private var session: String?
  private var heard = NIODeadline.now()
  private var sends: [NIODeadline] = []
  private var timer: Scheduled<Void>?
  private var isOver = false

  /// Payloads of a client: longest, and most in a minute.
  private static let longest = 4096
  private static let most = 120

  /// - Parameter greeting: said instead of Hello, to a client that asked for what there is not.
  init(world: DiscordWorld, link: GatewayLink, interval: TimeAmount, greeting: GatewayClose?) {
    self.world = world
    self.link = link
    self.interval = interval
    self.greeting = greeting
  }

  func handlerAdded(context: ChannelHandlerContext) {
    if let greeting {
      isOver = true
      return link.close(greeting)
    }
    let milliseconds = Int(interval.nanoseconds / 1_000_000)
    let hello: JSONValue = [
      "op": 10, "d": ["heartbeat_interval": .init(milliseconds), "_trace": ["lab"]], "s": .null, "t": .null,
    ]
    link.send(hello.text)
    watch(context.eventLoop)
  }

  private func watch(_ loop: any EventLoop) {
    let last = heard
    // Half an interval of grace, and a little for the network.
    let late = last + .nanoseconds(interval.nanoseconds * 3 / 2) + .milliseconds(500)
    timer = loop.assumeIsolated().scheduleTask(deadline: late) { [self] in
      guard heard == last else { return watch(loop) }
      end(.timedOut, keepsSession: false)
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isOver else { return }
    switch unwrapInboundIn(data) {
    // hikari sends its JSON as binary messages, which Discord takes.
    case .text(let text), .binary(let text): take(text)
    case .closed(let code, _):
      // Goodbye ends the session; everything else leaves it to be resumed.
      leave(keepsSession: code != 1000 && code != 1001)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    leave(keepsSession: true)
    context.fireChannelInactive()
  }

  private func take(_ text: ByteBuffer) {
    let now = NIODeadline.now()
    guard text.readableBytes <= Self.longest else { return end(.decodeError) }
    sends.removeAll { now - $0 > .seconds(60) }
    sends.append(now)
    guard sends.count <= Self.most else { return end(.rateLimited) }
    guard let payload = JSONValue(parsing: text), let op = payload["op"].int else { return end(.decodeError) }
    if op == 1 { heard = now }
    let known = session
    let (next, close) = world.with { state in
      var session = known
      let close = state.receive(op, payload["d"], from: link, session: &session, now: now)
      return (session, close)
    }
    session = next
    if let close { end(close) }
  }

  private func end(_ code: GatewayClose, keepsSession: Bool = true) {
    leave(keepsSession: keepsSession)
    link.close(code)
  }

  private func leave(keepsSession: Bool) {
    timer?.cancel()
    timer = nil
    guard !isOver else { return }
    isOver = true
    guard let session else { return }
    world.with { $0.leave(session, peer: link, keepsSession: keepsSession, now: .now()) }
  }
}

@available(*, unavailable)
extension GatewaySocket: Sendable {}
