import NIOCore
import PatchBase
import PatchNet

/// The socket of one media stream: waits for the carrier's `start`, checks that it belongs to the call the token was
/// given to, and from then on passes every message to the room.
final class MediaSocket: ChannelInboundHandler {
  typealias InboundIn = WebSocketInput
  typealias OutboundOut = WebSocketOutput

  private enum State {
    case waiting
    /// Its start was read; it is on its way to its room's loop.
    case moving
    /// Arrived there.
    case arriving(LegLink, StreamOpening, StreamGrants.Grant, ByteBuffer)
    case live(LegLink)
    case done
  }

  private let grant: StreamGrants.Grant
  private let legID: String
  private let hosts: RoomHosts
  private let context: RoomContext
  private let patience: TimeAmount
  private var state = State.waiting
  private var strays = 0
  private var timer: Scheduled<Void>?

  init(grant: StreamGrants.Grant, hosts: RoomHosts, context: RoomContext, patience: TimeAmount) {
    self.grant = grant
    self.hosts = hosts
    self.context = context
    self.patience = patience
    legID = Identity.make("leg")
  }

  /// The same socket on its room's loop.
  private init(
    _ link: LegLink, _ opening: StreamOpening, _ seated: StreamGrants.Grant, _ start: ByteBuffer, hosts: RoomHosts,
    context: RoomContext
  ) {
    grant = seated
    legID = link.legID
    self.hosts = hosts
    self.context = context
    patience = .zero
    state = .arriving(link, opening, seated, start)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    guard case .waiting = state else { return }
    self.context.began(legID, grant)
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: patience) { [self] in
      if case .waiting = state { refuse(context, 1008, "no start in time") }
    }
  }

  func channelActive(context: ChannelHandlerContext) {
    if case .arriving(let link, let opening, let seated, let start) = state {
      join(context, link, opening, seated, start)
    }
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .text(let text):
      switch state {
      case .waiting: begin(context, text)
      case .live(let link): if !link.message(.text(text)) { refuse(context, 1008, "too much at once") }
      case .moving, .arriving, .done: break
      }
    case .binary: refuse(context, 1003, "binary message")
    case .closed(let code, let reason):
      // Without a stop before it: a peer that just leaves, or broke the protocol.
      finish(code == 1000 || code == 1005 ? "closed" : "closed \(code) \(reason.prefix(60))")
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    finish("disconnected")
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    finish("disconnected")
    context.close(promise: nil)
  }

  /// Messages before the stream runs: `connected`, then `start`.
  private func begin(_ context: ChannelHandlerContext, _ text: ByteBuffer) {
    let opening: StreamOpening
    do throws(Fault) {
      guard let start = try StreamOpening(text) else { return stray(context) }
      opening = start
    } catch {
      return error == .unsupported ? refuse(context, 1003, "unsupported media format") : stray(context)
    }
    guard opening.callSid == grant.callSid else { return refuse(context, 1008, "start of another call") }
    let room = opening.parameters["room"] ?? grant.room
    guard RoomName.isValid(room) else { return refuse(context, 1008, "room name") }
    timer?.cancel()
    var seated = grant
    seated.room = room
    let link = hosts.link(room: room, legID: legID)
    guard link.loop !== context.eventLoop else { return join(context, link, opening, seated, text) }
    state = .moving
    let move = WebSocketMove(to: link.loop) { [seated, hosts, context = self.context] channel in
      try channel.pipeline.syncOperations.addHandler(
        MediaSocket(link, opening, seated, text, hosts: hosts, context: context))
    } failed: { [legID, callID = grant.callID, context = self.context] _ in
      context.ended(legID, callID: callID, reason: "disconnected")
    }
    let moved = context.eventLoop.makePromise(of: Void.self)
    let bound = NIOLoopBound((self, context, seated), eventLoop: context.eventLoop)
    moved.futureResult.whenComplete { result in
      let (this, context, seated) = bound.value
      guard case .moving = this.state else { return }
      if case .success = result { return this.state = .done }
      this.join(context, link, opening, seated, text)
    }
    context.triggerUserOutboundEvent(move, promise: moved)
  }

  private func join(
    _ context: ChannelHandlerContext, _ link: LegLink, _ opening: StreamOpening, _ seated: StreamGrants.Grant,
    _ start: ByteBuffer
  ) {
    state = .live(link)
    let near =
      link.loop === context.eventLoop
      ? try? context.pipeline.syncOperations.handler(type: WebSocketMessages.self) : nil
    link.join(
      LegRequest(
        legID: legID, callID: grant.callID, grant: seated, callSid: grant.callSid, streamSid: opening.streamSid,
        room: seated.room, start: start, channel: context.channel,
        near: near.map { NIOLoopBound($0, eventLoop: context.eventLoop) }))
  }

  /// Something else than a `start`: `connected` once, and no end of nonsense.
  private func stray(_ context: ChannelHandlerContext) {
    strays += 1
    if strays > 20 { refuse(context, 1008, "no start") }
  }

  private func refuse(_ context: ChannelHandlerContext, _ code: UInt16, _ reason: String) {
    finish(reason)
    context.writeAndFlush(wrapOutboundOut(.close(code: code, reason: reason)), promise: nil)
  }

  private func finish(_ reason: String) {
    switch state {
    case .waiting, .moving, .arriving: context.ended(legID, callID: grant.callID, reason: reason)
    case .live(let link): link.leave(reason: reason)
    case .done: return
    }
    state = .done
    timer?.cancel()
  }
}

@available(*, unavailable)
extension MediaSocket: Sendable {}
