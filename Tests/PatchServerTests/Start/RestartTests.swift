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
  /// The program itself, as a process that can be killed.
  final class Program {
    let process = Process()
    let output = Pipe()

    init(_ arguments: [String], _ environment: [String: String]) throws {
      let folder = URL(fileURLWithPath: ProcessInfo.processInfo.arguments[0]).deletingLastPathComponent()
      process.executableURL = folder.appendingPathComponent("phonepatch")
      process.arguments = arguments
      process.environment = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"].merging(environment) { $1 }
      process.standardError = output
      process.standardOutput = FileHandle.nullDevice
      try process.run()
    }

    func kill() {
      if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
      process.waitUntilExit()
    }

    deinit { if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) } }
  }

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
    var settings = TwilioLabSettings(authToken: TestCarrier.token)
    settings.numbers = [Bridge.number]
    var friend = LabPhone(ring: 0.05)
    friend.caller = Caller(speech: Tones.tone([700], seconds: 1, level: 0.3))
    friend.caller.loops = true
    settings.phones = [Bridge.friend: friend]
    let network = try await TwilioLab.start(settings)
    let folder = try TemporaryFolder()
    let (port, admin) = (try FreePort.find(), try FreePort.find())
    let us = "http://127.0.0.1:\(port)/twilio/voice"
    do {
      try await withBin(us) { (bin: String) async throws in
        let environment = [
          "PHONEPATCH_LISTEN": "127.0.0.1:\(port)", "PHONEPATCH_ADMIN_LISTEN": "127.0.0.1:\(admin)",
          "PHONEPATCH_DATA": folder.path, "PHONEPATCH_API_TOKENS": "boss:admin:\(APITests.admin)",
          "TWILIO_ACCOUNT_SID": settings.accountSid, "TWILIO_AUTH_TOKEN": TestCarrier.token,
          "TWILIO_API_BASE": network.apiBase, "TWILIO_PHONE_NUMBER": Bridge.number,
          "TWILIO_FALLBACK_URL": bin,
        ]
        let client = APITests.Client(port: admin)
        func wait(_ seconds: Double, _ condition: () async throws -> Bool) async -> Bool {
          let deadline = ContinuousClock.now + .seconds(seconds)
          repeat {
            if (try? await condition()) == true { return true }
            try? await Task.sleep(for: .milliseconds(50))
          } while ContinuousClock.now < deadline
          return false
        }
        func rooms() async throws -> [[String: Any]] {
          (try await client.json("GET", "/v1/rooms")["items"] as? [[String: Any]]) ?? []
        }
        func isInLobby(_ id: String) async throws -> Bool {
          try await rooms().contains { room in
            room["name"] as? String == "lobby"
              && (room["legs"] as? [[String: Any]])?.contains { $0["call_id"] as? String == id } == true
          }
        }
        let first = try Program(["serve"], environment)
        #expect(await wait(20) { try await client.ask("GET", "/v1/status").status == 200 })
        let placed = try await client.json("POST", "/v1/calls", #"{"to":"\#(Bridge.friend)","room":"lobby"}"#)
        let id = try #require(placed["id"] as? String)
        #expect(await wait(10) { try await isInLobby(id) })
        // What was said to be kept is on the disk within a moment.
        try await Task.sleep(for: .milliseconds(500))
        first.kill()
        try await Task.sleep(for: .milliseconds(300))
        let second = try Program(["serve"], environment)
        #expect(await wait(20) { try await isInLobby(id) }, "back in its room under its old id")
        let events = try await client.json("GET", "/v1/calls/\(id)")
        #expect(events["status"] as? String == "in-progress")
        #expect(network.statuses.count == 1 && network.statuses.values.first == "in-progress")
        #expect(try await client.ask("DELETE", "/v1/calls/\(id)").status < 300)
        #expect(await wait(10) { network.statuses.values.first == "completed" })
        second.kill()
      }
    } catch {
      await network.stop()
      throw error
    }
    await network.stop()
    withExtendedLifetime(folder) {}
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
