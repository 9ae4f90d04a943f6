import HTTPTypes
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import PatchNet
import Testing

@testable import PatchLab
@testable import PatchServer

/// Events that others are told.
@Suite(.timeLimit(.minutes(1))) struct HookTests {
  private static let secret = "a-secret-of-many-letters"

  private func withListener(
    _ answer: @escaping @Sendable (LabRequest) -> Int, _ body: (String) async throws -> Void
  ) async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let listener = try await LabListener.start(tls: nil, group: group, upgrade: { _ in .pass }) {
      LabReply(answer($0))
    }
    try await body("http://127.0.0.1:\(listener.port)/hook")
    await listener.stop()
    try await group.shutdownGracefully()
  }

  @Test func eachEventIsSignedAndSentUntilItIsTaken() async throws {
    let seen = NIOLockedValueBox<[(String, String, String)]>([])
    try await withListener { request in
      let body = String(buffer: request.body)
      let all = seen.withLockedValue { seen in
        seen.append((request.field("X-Phonepatch-Signature") ?? "", body, request.field("Idempotency-Key") ?? ""))
        return seen.count
      }
      return all <= 2 ? 503 : 200
    } _: { (url: String) async throws in
      let events = EventLog(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      var settings = HookSettings()
      settings.urls = [url]
      settings.secret = Self.secret
      settings.allowsPrivate = true
      let hooks = OutgoingHooks(settings, events: events, pause: 0.05)
      events.record(.callIncoming, call: "call-1")
      events.record(.callEnded, call: "call-1")
      events.finish()
      await hooks.stop()
      let got = seen.withLockedValue { $0 }
      #expect(got.count == 4)
      #expect(got.map(\.2) == ["event-1", "event-1", "event-1", "event-2"])
      for (signature, body, _) in got {
        let parts = signature.split(separator: ",", maxSplits: 1)
        let seconds = try #require(UInt64(parts[0].dropFirst(2)))
        #expect(parts[1] == "v1=" + OutgoingHooks.signature(Self.secret, seconds, body))
      }
      #expect(got[3].1.contains(#""type":"call.ended""#))
    }
  }

  @Test func privateAddressesAreRefusedUnlessAllowed() async throws {
    let seen = NIOLockedValueBox(0)
    try await withListener { _ in
      seen.withLockedValue { $0 += 1 }
      return 200
    } _: { (url: String) async throws in
      let events = EventLog(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      var settings = HookSettings()
      settings.urls = [url]
      settings.secret = Self.secret
      let hooks = OutgoingHooks(settings, events: events)
      events.record(.callIncoming, call: "call-1")
      events.finish()
      await hooks.stop()
      #expect(seen.withLockedValue { $0 } == 0)
      let failed = try #require(events.snapshot().last)
      #expect(failed.type == .webhookFailed && failed.data["reason"] == "a private address")
    }
    for address in [
      "127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
      "0.0.0.0",
      "224.0.0.1", "[::1]", "[::]", "[fe80::1]", "[fd00::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]",
      "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "localhost", "0x7f.1", "2130706433",
    ] {
      #expect(PrivateAddress.isReached(by: "https://\(address)/x"), "\(address)")
    }
    for address in ["1.1.1.1", "172.32.0.1", "100.128.0.1", "[2606:4700::1111]"] {
      #expect(!PrivateAddress.isReached(by: "https://\(address)/x"), "\(address)")
    }
  }

  @Test func aNameIsAskedOnceAndTheConnectionGoesWhereItLed() async throws {
    let seen = NIOLockedValueBox(0)
    try await withListener { _ in
      seen.withLockedValue { $0 += 1 }
      return 200
    } _: { (url: String) async throws in
      let events = EventLog(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      var settings = HookSettings()
      settings.urls = [url.replacing("127.0.0.1", with: "hook.invalid")]
      settings.secret = Self.secret
      settings.allowsPrivate = true
      // No name server knows it: whoever arrives has asked nobody else.
      let hooks = OutgoingHooks(settings, events: events) { _ in ["127.0.0.1"] }
      events.record(.callIncoming, call: "call-1")
      events.finish()
      await hooks.stop()
      #expect(seen.withLockedValue { $0 } == 1)
    }
    // A name that leads outside when it is looked at, in here a moment later, and then to both.
    let looks = NIOLockedValueBox([["1.1.1.1"], ["127.0.0.1"], ["1.1.1.1", "10.0.0.1"], []])
    var way = HookWay(host: "hook.invalid", allowsPrivate: false) { _ in
      looks.withLockedValue { $0.removeFirst() }
    }
    #expect(await way.open() != nil)
    for _ in 0..<3 { #expect(await way.open() == nil) }
    #expect(looks.withLockedValue { $0.isEmpty }, "one look for each try")
    await way.close()
  }
}
