import Foundation
import GRDB
import NIOCore
import NIOHTTP1
import NIOPosix
import PatchNet
import Testing

@testable import PatchLab
@testable import PatchServer

/// A server that was killed, and the next one.
@Suite(.timeLimit(.minutes(3)), .serialized) struct RestartTests {
  /// Answers every request with the same document.
  final class Bin: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart
    let document: String

    init(_ document: String) { self.document = document }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      guard case .end = unwrapInboundIn(data) else { return }
      let head = HTTPResponseHead(
        version: .http1_1, status: .ok,
        headers: ["Content-Type": "text/xml", "Content-Length": "\(document.utf8.count)"])
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: document)))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }

  /// A TwiML Bin at the network, which is there when we are not: waits, then asks us again.
  private func withBin(_ us: String, _ body: (String) async throws -> Void) async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let document = "<Response><Pause length=\"3\"/><Redirect>\(us)</Redirect></Response>"
    let listener = try await ServerBootstrap(group: group).childChannelInitializer { channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.configureHTTPServerPipeline()
        try channel.pipeline.syncOperations.addHandler(Bin(document))
      }
    }.bind(host: "127.0.0.1", port: 0).get()
    do {
      try await body("http://127.0.0.1:\(listener.localAddress?.port ?? 0)/bin")
    } catch {
      try? await listener.close()
      try? await group.shutdownGracefully()
      throw error
    }
    try? await listener.close()
    try await group.shutdownGracefully()
  }

  @Test func aCallOutlivesTheServerThatCarriesIt() async throws {
    var friend = LabPhone(ring: 0.05)
    friend.caller = Caller(speech: Tones.tone([700], seconds: 1, level: 0.3))
    friend.caller.loops = true
    try await RestartStage.run(phone: friend) { (stage: RestartStage) async throws in
      let (network, client) = (stage.network, stage.client)
      try await withBin("http://127.0.0.1:\(stage.port)/twilio/voice") { (bin: String) async throws in
        func isInLobby(_ id: String) async throws -> Bool {
          let rooms = try await client.json("GET", "/v1/rooms")["items"] as? [[String: Any]]
          return rooms?.contains { room in
            room["name"] as? String == "lobby"
              && (room["legs"] as? [[String: Any]])?.contains { $0["call_id"] as? String == id } == true
          } == true
        }
        let first = try await stage.serve(["TWILIO_FALLBACK_URL": bin])
        let id = try await stage.place()
        #expect(try await reach(10) { try await isInLobby(id) })
        // What was said to be kept is on the disk within a moment.
        try await Task.sleep(for: .milliseconds(500))
        first.kill()
        try await Task.sleep(for: .milliseconds(300))
        let second = try await stage.serve(["TWILIO_FALLBACK_URL": bin])
        #expect(try await reach(20) { try await isInLobby(id) }, "back in its room under its old id")
        let events = try await client.json("GET", "/v1/calls/\(id)")
        #expect(events["status"] as? String == "in-progress")
        #expect(network.statuses.count == 1 && network.statuses.values.first == "in-progress")
        #expect(try await client.ask("DELETE", "/v1/calls/\(id)").status < 300)
        #expect(try await reach(10) { network.statuses.values.first == "completed" })
        second.kill()
      }
    }
  }

  @Test func whatDoesNotComeBackIsEndedWithAReason() async throws {
    let folder = try TemporaryFolder()
    let store = Store(path: folder.path + "/phonepatch.sqlite", logger: StoreTests.quiet)
    let now = WallClock.microseconds()
    for (number, age) in [(1, UInt64(60)), (2, 5 * 3600)] {
      var call = Call(
        id: "call-\(number)", provider: "twilio", providerID: TestCarrier.callSid(number), direction: .inbound,
        handler: "room", owner: "default", room: "lobby", from: "+14155555310", to: "+15550100", state: .streaming,
        legs: 1, since: now - age * 1_000_000)
      call.answered = call.since
      store.put(.call(CallRecord(call)))
    }
    await store.close()
    try await withServer {
      $0.data = folder.path
      $0.deadlines.adoptMilliseconds = 1500
    } _: { (carrier: TestCarrier) async throws in
      #expect(await carrier.event(.callAdopted) { $0.callID == "call-1" } != nil)
      #expect(carrier.server.calls().map(\.id) == ["call-1"])
      // The network asks again: back to its room.
      let answer = try await carrier.voice(call: 1)
      #expect(answer.body.contains(#"<Parameter name="room" value="lobby" />"#))
      #expect(await carrier.event(.callReturned) { $0.callID == "call-1" } != nil)
      #expect(carrier.server.calls().map(\.id) == ["call-1"])
    }
    let after = Store(path: folder.path + "/phonepatch.sqlite", logger: StoreTests.quiet)
    let rows = try await after.read { try CallRecord.fetchAll($0, sql: "SELECT * FROM call ORDER BY id") }
    #expect(rows.map(\.id) == ["call-1", "call-2"] && rows.allSatisfy { $0.ended != nil })
    #expect(rows[1].reason == "server restarted")
    await after.close()
  }

  @Test func theNetworkIsAskedAndOrphansAreHungUp() async throws {
    let folder = try TemporaryFolder()
    try await withBridge(phones: [Bridge.friend: LabPhone(ring: 0.05)]) {
      $0.data = folder.path
      $0.endsOrphans = true
    } _: { (bridge: Bridge) async throws in
      // A call that the network carries and nobody here knows, and one that is over there and not here.
      let orphan = try await bridge.place()
      #expect(await bridge.wait { bridge.server.calls().first?.state == .streaming })
      let parts = bridge.server.parts
      parts.calls.end(orphan.id, reason: "forgotten")
      let over = Call(
        id: "call-over", provider: "twilio", providerID: TestCarrier.callSid(9), direction: .inbound, handler: "room",
        owner: "default", room: "lobby", from: "+14155555310", to: Bridge.number, state: .streaming, legs: 1,
        since: WallClock.microseconds())
      parts.store?.put(.call(CallRecord(over)))
      await parts.store?.flush()
      parts.adoption.recall()
      #expect(parts.calls.call("call-over") != nil)
      await parts.adoption.ask()
      #expect(await bridge.carrier.event(.callOrphan)?.data["hung_up"] == true)
      #expect(await bridge.wait { bridge.network.statuses[orphan.providerID] == "completed" })
    }
    withExtendedLifetime(folder) {}
  }

  @Test func aWrongDiscordTokenEndsTheProgramAndSaysSo() async throws {
    var settings = DiscordLabSettings(seed: 3)
    settings.usesTLS = false  // the program trusts the system's authorities only
    let discord = try await DiscordLab.start(settings)
    let program = try Program(
      ["serve"],
      [
        "PHONEPATCH_LISTEN": "127.0.0.1:\(try FreePort.find())", "PHONEPATCH_ADMIN_LISTEN": "", "PHONEPATCH_DATA": "",
        "TWILIO_AUTH_TOKEN": "x", "DISCORD_TOKEN": "wrong", "DISCORD_API_BASE": discord.restURL,
      ])
    for _ in 0..<400 where program.process.isRunning { try await Task.sleep(for: .milliseconds(50)) }
    program.kill()
    let text = String(decoding: program.output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    await discord.stop()
    #expect(program.process.terminationStatus == 1)
    #expect(text.contains("phonepatch: Discord refuses the bot: DISCORD_TOKEN is not a bot's token"), "\(text)")
  }
}
