import Foundation
import NIOCore
import PatchAudio
import PatchBase
import PatchNet

/// The socket of a sound leg: waits for its `join`, and from then on passes frames and commands to the room.
final class SoundSocket: ChannelInboundHandler {
  typealias InboundIn = WebSocketInput
  typealias OutboundOut = WebSocketOutput

  private enum State {
    case waiting
    case live(LegLink, frameBytes: Int)
    case done
  }

  private struct Message: Decodable {
    let type: String
    var ticket: String?
    var on: Bool?
    var name: String?
    var t: JSONScalar?
  }

  private let door: SoundDoor
  private let token: APIToken?
  private let origin: String?
  private var state = State.waiting
  private var timer: Scheduled<Void>?
  /// Commands that may still be given in this second.
  private var allowance = (left: SoundSocket.commandsPerSecond, since: NIODeadline.now())

  private static let commandsPerSecond = 50
  private static let longestText = 4096

  init(_ door: SoundDoor, token: APIToken?, origin: String?) {
    self.door = door
    self.token = token
    self.origin = origin
  }

  func handlerAdded(context: ChannelHandlerContext) {
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: door.patience) { [self] in
      if case .waiting = state { refuse(context, SoundClose.silent, "nobody joined in time") }
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .text(let text): heard(context, text)
    case .binary(let bytes): sound(context, bytes)
    case .closed(let code, _): finish(code == 1000 || code == 1001 || code == 1005 ? "closed" : "closed \(code)")
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    finish("disconnected")
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    finish("disconnected")
    context.close(promise: nil)
  }

  private func sound(_ context: ChannelHandlerContext, _ bytes: ByteBuffer) {
    guard case .live(let link, let frameBytes) = state else {
      if case .waiting = state { refuse(context, SoundClose.malformed, "sound before the join") }
      return
    }
    guard bytes.readableBytes == frameBytes else {
      let isHuge = bytes.readableBytes > 4096
      return refuse(
        context, isHuge ? SoundClose.tooBig : SoundClose.malformed, "a frame has \(frameBytes) bytes")
    }
    if !link.message(.sound(bytes)) { refuse(context, SoundClose.full, "too much at once") }
  }

  private func heard(_ context: ChannelHandlerContext, _ text: ByteBuffer) {
    if case .done = state { return }
    guard text.readableBytes <= Self.longestText else { return refuse(context, SoundClose.tooBig, "message too long") }
    let now = NIODeadline.now()
    if now - allowance.since > .seconds(1) { allowance = (Self.commandsPerSecond, now) }
    allowance.left -= 1
    guard allowance.left >= 0 else { return refuse(context, SoundClose.full, "too many messages") }
    let data = Data(text.readableBytesView)
    guard let message = try? JSONDecoder().decode(Message.self, from: data) else {
      return refuse(context, SoundClose.malformed, "no message")
    }
    switch state {
    case .waiting:
      guard message.type == "join" else { return refuse(context, SoundClose.malformed, "no join") }
      join(context, message, data)
    case .live(let link, _): command(context, link, message)
    case .done: break
    }
  }

  private func join(_ context: ChannelHandlerContext, _ message: Message, _ data: Data) {
    let wish: SoundWish
    let owner: String?
    if let word = message.ticket {
      do throws(SoundTickets.Refusal) {
        let ticket = try door.tickets.claim(word, origin: origin)
        wish = ticket.wish
        owner = ticket.token.owner
      } catch {
        door.gate.refusals.record(error == .origin ? "foreign ticket" : "no such ticket", url: SoundDoor.path)
        return error == .origin
          ? refuse(context, SoundClose.origin, "the ticket is another page's")
          : refuse(context, SoundClose.ticket, "the ticket is unknown, used or too old")
      }
    } else {
      guard let token else { return refuse(context, SoundClose.ticket, "no ticket and no token") }
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      guard let told = try? decoder.decode(SoundWish.self, from: data) else {
        return refuse(context, SoundClose.malformed, "a join has a room")
      }
      guard RoomName.isOpen(told.room, to: token) else { return refuse(context, SoundClose.noRoom, "no such room") }
      (wish, owner) = (told, token.owner)
    }
    let format: AudioFormat
    do throws(APIProblem) { format = try wish.audio() } catch {
      return refuse(context, SoundClose.malformed, error.detail)
    }
    timer?.cancel()
    let legID = Identity.make("leg")
    let link = door.hosts.link(room: wish.room, legID: legID)
    state = .live(link, frameBytes: format.bytesPerFrame)
    link.join(
      SoundRequest(
        legID: legID, kind: origin == nil ? .pcm : .browser, wish: wish, format: format, owner: owner ?? "default",
        channel: context.channel))
  }

  private func command(_ context: ChannelHandlerContext, _ link: LegLink, _ message: Message) {
    switch message.type {
    case "ping":
      // Answered here: the time to the room and back is the tick's, not the network's.
      guard context.channel.isWritable else { return }
      let text = "{\"type\":\"pong\",\"t\":\(message.t?.json ?? "null")}"
      context.writeAndFlush(wrapOutboundOut(.text(ByteBuffer(string: text))), promise: nil)
    case "mute": pass(context, link, .mute(message.on ?? true))
    case "clear": pass(context, link, .clear)
    case "mark":
      guard let name = message.name, (1...128).contains(name.utf8.count) else {
        return refuse(context, SoundClose.malformed, "a mark has a name of 1 to 128 bytes")
      }
      pass(context, link, .mark(name))
    case "bye":
      finish("left")
      context.writeAndFlush(wrapOutboundOut(.close(code: 1000, reason: "")), promise: nil)
    default: break  // of a later version
    }
  }

  private func pass(_ context: ChannelHandlerContext, _ link: LegLink, _ command: SoundCommand) {
    if !link.message(.command(command)) { refuse(context, SoundClose.full, "too much at once") }
  }

  private func refuse(_ context: ChannelHandlerContext, _ code: UInt16, _ reason: String) {
    finish(reason)
    context.writeAndFlush(wrapOutboundOut(.close(code: code, reason: reason)), promise: nil)
  }

  private func finish(_ reason: String) {
    if case .live(let link, _) = state { link.leave(reason: reason) }
    state = .done
    timer?.cancel()
  }
}

@available(*, unavailable)
extension SoundSocket: Sendable {}

/// Whatever was told, to be told again.
enum JSONScalar: Decodable, Sendable {
  case number(Double)
  case text(String)
  case nothing

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else {
      self = .nothing
    }
  }

  var json: String {
    switch self {
    case .number(let number): number.isFinite ? "\(number)" : "null"
    case .text(let text): JSONText.quoted(text)
    case .nothing: "null"
    }
  }
}
