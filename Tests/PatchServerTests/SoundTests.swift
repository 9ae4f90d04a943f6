import PatchNet
import Testing

@testable import PatchServer

/// Sound through the whole server: socket, room, clock and back.
@Suite(.timeLimit(.minutes(2)), .serialized) struct SoundTests {
  @Test func twoCallersHearEachOtherByteForByte() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let one = try await carrier.leg(call: 1)
      let two = try await carrier.leg(call: 2)
      #expect(await carrier.started(call: 2))
      let frames = 75
      async let first: Void = Speaker(call: 1, seed: 3).speak(frames, into: one)
      async let second: Void = Speaker(call: 2, seed: 5).speak(frames, into: two)
      _ = try await (first, second)
      try await Task.sleep(for: .milliseconds(400))
      let events = carrier.server.events.snapshot()
      try check(heard: Heard(two), from: Speaker(call: 1, seed: 3), frames, events)
      try check(heard: Heard(one), from: Speaker(call: 2, seed: 5), frames, events)
      #expect(Heard(one).streamSids == [TestCarrier.streamSid(1)])
      one.connection.close()
      two.connection.close()
    }
  }

  /// Every frame comes whole, once and in order; what is missing was reported.
  private func check(heard: Heard, from speaker: Speaker, _ frames: Int, _ events: [Event]) throws {
    let known = Dictionary(uniqueKeysWithValues: (0..<frames).map { (speaker.frame($0), $0) })
    let silence = [UInt8](repeating: 0xFF, count: 160)
    let order = heard.frames.compactMap { known[$0] }
    let strange = heard.frames.filter { known[$0] == nil && $0 != silence }
    let reported = events.filter { [.legStarved, .legDiscarded, .legUnsent, .legLost].contains($0.type) }
    #expect(zip(order, order.dropFirst()).allSatisfy { $0 < $1 })
    if reported.isEmpty {
      #expect(order == Array(0..<frames) && strange.isEmpty)
    } else {
      #expect(order.count > frames / 2)
    }
  }

  @Test func aCallerThatDoesNotReadHoldsNobodyUp() async throws {
    try await withServer {
      $0.limits.sendBufferBytes = 4096
      $0.deadlines.unreadMilliseconds = 60_000
    } _: { (carrier: TestCarrier) async throws in
      let neighbour = try await carrier.leg(call: 1)
      let path = try TestCarrier.mediaPath(try await carrier.voice(call: 2).body)
      let stuck = try await carrier.media(path, smallWindow: true)
      stuck.text(TestCarrier.start(call: 2))
      #expect(await carrier.started(call: 2))
      try await stuck.connection.pauseReading()
      let before = Heard(neighbour).messages
      let began = ContinuousClock.now
      var dropped: UInt64 = 0
      while dropped < 20, ContinuousClock.now - began < .seconds(30) {
        try await Task.sleep(for: .milliseconds(50))
        let legs = await carrier.server.roomStatistics().flatMap(\.legs)
        dropped = legs.first { $0.streamSid == TestCarrier.streamSid(2) }?.outboundDropped ?? 0
      }
      #expect(dropped >= 20)
      #expect(Heard(neighbour).messages - before >= 20, "what one did not get, the other got")
      try await stuck.connection.resumeReading()
      let told = await carrier.event(.legCongested)
      #expect((told?.data["messages"]?.integer ?? 0) >= 20)
      neighbour.connection.close()
      stuck.connection.close()
    }
  }

  @Test func aCallerThatNeverReadsIsEnded() async throws {
    try await withServer {
      $0.limits.sendBufferBytes = 4096
      $0.deadlines.unreadMilliseconds = 300
    } _: { (carrier: TestCarrier) async throws in
      let path = try TestCarrier.mediaPath(try await carrier.voice(call: 1).body)
      let stuck = try await carrier.media(path, smallWindow: true)
      stuck.text(TestCarrier.start(call: 1))
      #expect(await carrier.event(.legStarted) != nil)
      try await stuck.connection.pauseReading()
      let ended = await carrier.event(.legEnded, seconds: 40)
      #expect(ended?.data["reason"] == "socket not read")
      #expect((ended?.data["outbound_dropped"]?.integer ?? 0) > 0)
      #expect(carrier.server.calls().isEmpty)
      stuck.connection.close()
    }
  }

  @Test func keysAndFormatsAreSeen() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      let one = try await carrier.leg(call: 1)
      one.text(
        #"{"event":"dtmf","sequenceNumber":"2","streamSid":"\#(TestCarrier.streamSid(1))","#
          + #""dtmf":{"track":"inbound_track","digit":"5"}}"#)
      #expect(await carrier.event(.legDTMF)?.data["digit"] == "5")
      let two = try await carrier.media(try TestCarrier.mediaPath(try await carrier.voice(call: 2).body))
      two.text(TestCarrier.start(call: 2, encoding: "audio/x-gsm"))
      #expect(await two.closeCode() == 1003)
      #expect(await carrier.event(.callEnded)?.data["reason"] == "unsupported media format")
      one.connection.close()
    }
  }
}
