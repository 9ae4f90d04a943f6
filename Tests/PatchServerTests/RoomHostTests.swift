import Logging
import NIOCore
import NIOEmbedded
import PatchNet
import Testing

@testable import PatchServer

/// The rooms of one event loop, in virtual time.
@Suite struct RoomHostTests {
  /// A socket that is found gone by the write itself, which then takes the leg out before it returns.
  final class Gone: ChannelOutboundHandler {
    typealias OutboundIn = WebSocketOutput
    let leave: () -> Void
    var writes = 0

    init(_ leave: @escaping () -> Void) { self.leave = leave }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
      writes += 1
      leave()
      promise?.fail(ChannelError.ioOnClosedChannel)
    }
  }

  static func context(_ configuration: ServerConfiguration = ServerConfiguration()) -> RoomContext {
    let events = EventLog(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    return RoomContext(
      events: events, calls: CallRegistry(limit: 10, events: events), grants: StreamGrants(), capacity: Capacity(10),
      levels: LiveLevels(), keys: WaitingKeys(), tuning: configuration.room, lateness: TickLateness(), legsPerRoom: 16,
      messageBytes: 131_072, unreadPatience: .seconds(10), returnPatience: .seconds(10),
      prompts: PromptLibrary(configuration.prompts), watch: configuration.watch,
      recording: configuration.recording.mode, recordings: nil)
  }

  @Test func aWriteThatFailsAtOnceTakesTheLegOut() throws {
    let loop = EmbeddedEventLoop()
    loop.advanceTime(by: .seconds(100))
    let host = RoomHost(loop: loop, context: Self.context())
    var sockets: [Gone] = []
    for number in 1...2 {
      let socket = Gone { host.leave("leg-\(number)", reason: "disconnected") }
      let sid = TestCarrier.callSid(number)
      let grant = StreamGrants.Grant(
        token: "t\(number)", callID: "call-\(number)", callSid: sid, room: "lobby", expires: .distantFuture)
      sockets.append(socket)
      host.join(
        LegRequest(
          legID: "leg-\(number)", callID: grant.callID, grant: grant, callSid: sid,
          streamSid: TestCarrier.streamSid(number), room: "lobby",
          start: ByteBuffer(string: TestCarrier.start(call: number)),
          channel: EmbeddedChannel(handler: socket, loop: loop)))
    }
    #expect(host.snapshot().first?.legs.count == 2)
    for _ in 0..<10 { loop.advanceTime(by: .milliseconds(20)) }
    #expect(sockets.allSatisfy { $0.writes == 1 }, "each leg is gone with its first write: \(sockets.map(\.writes))")
    #expect(host.snapshot().isEmpty)
    host.stop()
  }
}
