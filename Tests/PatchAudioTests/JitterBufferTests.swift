import PatchAudio
import PatchBase
import Testing

@Suite struct JitterBufferTests {
  @Test(arguments: [Transport.stream, .datagram]) func playsInOrderAfterTheStartDelay(transport: Transport) throws {
    let rig = try JitterRig(transport, start: 40)
    rig.insert(7)
    #expect(rig.pull() == .buffering)
    rig.insert(8)
    #expect(rig.pulls(2) == [.packet(7), .packet(8)])
    #expect(rig.buffer.lifetime.silence == 1)
    #expect(rig.lawsHold)
  }

  @Test func aLonePacketStartsWhenItsTimeIsUp() throws {
    let rig = try JitterRig(.datagram, start: 60)
    rig.insert(1)
    #expect(rig.pulls(4) == [.buffering, .buffering, .buffering, .packet(1)])
    #expect(rig.buffer.now.delay == 60_000)
  }

  @Test func noStartDelayPlaysAtOnce() throws {
    let rig = try JitterRig(.stream, start: 0)
    rig.insert(1)
    #expect(rig.pull() == .packet(1))
  }

  @Test func theMinimumDelayLiftsTheStart() throws {
    let rig = try JitterRig(.stream, start: 0, min: 60)
    #expect(rig.buffer.now.target == 60_000)
    rig.insert(1)
    rig.insert(2)
    #expect(rig.pull() == .buffering)
    rig.insert(3)
    #expect(rig.pull() == .packet(1))
  }

  @Test func reorderingIsUndone() throws {
    let rig = try JitterRig(.datagram, start: 60)
    for n: Int64 in [3, 1, 2, 5, 4] { rig.insert(n) }
    #expect(rig.pulls(5) == [.packet(1), .packet(2), .packet(3), .packet(4), .packet(5)])
    #expect(rig.buffer.lifetime.lost == 0)
    #expect(rig.lawsHold)
  }

  @Test func duplicatesAreKnownBeforeAndAfterTheirTurn() throws {
    let rig = try JitterRig(.datagram, start: 20)
    #expect(rig.insert(1) == .queued)
    #expect(rig.insert(1) == .duplicate)
    #expect(rig.pull() == .packet(1))
    #expect(rig.insert(1) == .duplicate)
    #expect(rig.buffer.lifetime.duplicate == 2)
    #expect(rig.lawsHold)
  }

  @Test func aLossIsRecoveredFromTheNextPacketAndTheLateOneCounted() throws {
    let rig = try JitterRig(.datagram, start: 40)
    rig.insert(1)
    rig.insert(3)
    rig.insert(4)
    #expect(rig.pulls(4) == [.packet(1), .recover(3), .packet(3), .packet(4)])
    #expect(rig.insert(2) == .late)
    #expect(rig.buffer.lifetime.lost == 1)
    #expect(rig.buffer.lifetime.late == 1)
    #expect(rig.buffer.lifetime.concealed == 1)
    #expect(rig.lawsHold)
  }

  @Test func aLongerLossEndsInRecovery() throws {
    let rig = try JitterRig(.datagram, start: 20)
    rig.insert(1)
    rig.insert(5)
    #expect(rig.pulls(5) == [.packet(1), .lost, .lost, .recover(5), .packet(5)])
    #expect(rig.buffer.lifetime.lost == 3)
  }

  @Test func aStreamThatRunsDryHoldsItsPosition() throws {
    let rig = try JitterRig(.stream, start: 20)
    rig.insert(1)
    #expect(rig.pulls(3) == [.packet(1), .starved, .starved])
    rig.insert(2)
    rig.insert(3)
    #expect(rig.pulls(2) == [.packet(2), .packet(3)])
    #expect(rig.buffer.lifetime.starved == 2)
    #expect(rig.buffer.lifetime.lost == 0)
    #expect(rig.lawsHold)
  }

  @Test func datagramsThatAreMerelyLateArePlayedToo() throws {
    let rig = try JitterRig(.datagram, start: 20)
    rig.insert(1)
    #expect(rig.pulls(3) == [.packet(1), .lost, .lost])
    rig.insert(2)
    #expect(rig.pull() == .packet(2))
    #expect(rig.buffer.lifetime.lost == 0)
    #expect(rig.buffer.lifetime.concealed == 2)
  }

  @Test func aLossThatWasWaitedForIsNotWaitedForTwice() throws {
    let rig = try JitterRig(.datagram, start: 20)
    rig.insert(1)
    #expect(rig.pulls(2) == [.packet(1), .lost])
    rig.insert(3)
    #expect(rig.pull() == .packet(3))
    #expect(rig.buffer.lifetime.lost == 1)
    #expect(rig.insert(2) == .late)
    #expect(rig.lawsHold)
  }

  @Test func theSameForALossInAStream() throws {
    let rig = try JitterRig(.stream, start: 20)
    rig.insert(1)
    #expect(rig.pulls(3) == [.packet(1), .starved, .starved])
    rig.insert(5)  // three are missing, two were waited for
    #expect(rig.pulls(2) == [.recover(5), .packet(5)])
    #expect(rig.buffer.lifetime.lost == 3)
  }

  @Test func concealmentEndsInSilenceAndTheNextTalkIsBufferedAnew() throws {
    let rig = try JitterRig(.datagram, start: 40, conceal: 3)
    rig.insert(1)
    rig.insert(2)
    _ = rig.pulls(2)
    #expect(rig.pulls(5) == [.lost, .lost, .lost, .buffering, .buffering])
    #expect(rig.buffer.now.playing, "it may be an outage")
    #expect(rig.pulls(50).allSatisfy { $0 == .buffering })
    #expect(!rig.buffer.now.playing)
    rig.insert(3, timestamp: 160 * 500)
    #expect(rig.pull() == .buffering)
    rig.insert(4, timestamp: 160 * 501)
    #expect(rig.pulls(2) == [.packet(3), .packet(4)])
    #expect(rig.buffer.lifetime.resyncs == 0)
    #expect(rig.lawsHold)
  }

  @Test func aPauseInTheTimestampsIsKept() throws {
    let rig = try JitterRig(.datagram, start: 40)
    rig.insert(1)
    rig.insert(2)
    rig.insert(3, timestamp: 6 * 160)  // three frames were not sent
    #expect(rig.pulls(6) == [.packet(1), .packet(2), .pause, .pause, .pause, .packet(3)])
    #expect(rig.buffer.lifetime.silence == 3)
    #expect(rig.lawsHold)
  }

  @Test func timestampsThatJumpAreFollowedAndCounted() throws {
    let rig = try JitterRig(.datagram, start: 40)
    rig.insert(1)
    rig.insert(2, timestamp: 5_000_000)
    rig.insert(3, timestamp: 4_000_000)
    #expect(rig.pulls(3) == [.packet(1), .packet(2), .packet(3)])
    #expect(rig.buffer.lifetime.resyncs == 2)
  }

  @Test func aBurstBeyondTheGreatestDelayIsDiscardedAndCounted() throws {
    let rig = try JitterRig(.stream, start: 40, max: 200)
    rig.insert(0)
    rig.insert(1)
    #expect(rig.pull() == .packet(0))
    for n: Int64 in 2...11 { rig.insert(n) }
    // Eleven frames would be 220 ms: the oldest go until 40 ms are left.
    #expect(rig.inserted.last == .overflow)
    #expect(rig.buffer.lifetime.discarded == 9)
    #expect(rig.buffer.now.buffered == 40_000)
    // One invented frame leads across to what is left, whole.
    #expect(rig.pulls(3) == [.recover(10), .packet(10), .packet(11)])
    #expect(rig.lawsHold)
  }

  @Test func aBurstBeforeTheBeginningIsCutToo() throws {
    let rig = try JitterRig(.stream, start: 40, max: 100)
    for n: Int64 in 0..<1000 { rig.insert(n) }
    #expect(rig.buffer.now.buffered <= 100_000)
    #expect(rig.lawsHold)
    guard case .packet = rig.pull() else {
      Issue.record("nothing was played before, so there is nothing to lead across from")
      return
    }
  }

  @Test func aDelayThatIsTooLongIsASurplus() throws {
    let rig = try JitterRig(.stream, start: 40)
    rig.insert(0)
    rig.insert(1)
    _ = rig.pulls(5)  // two played, three waited for
    for n: Int64 in 2..<7 { rig.insert(n) }
    for n: Int64 in 7..<2000 {
      rig.pull()
      rig.insert(n)
    }
    // All that came in the last half minute was early enough by three frames.
    #expect(rig.buffer.now.target == 40_000)
    #expect(rig.buffer.surplus(pending: 160) == 3 * 160, "of which one was handed out and not played")
    #expect(rig.buffer.surplus(pending: 0) == 2 * 160)
    #expect(rig.buffer.lifetime.discarded == 0)
  }

  @Test func theAimFollowsTheLatestButAFew() throws {
    let rig = try JitterRig(.datagram, start: 40)
    // Every tenth packet is 80 ms late.
    var held: [(at: Int, number: Int64)] = []
    for n in 0..<1500 {
      held.append((n % 10 == 9 ? n + 4 : n, Int64(n)))
      for one in held where one.at <= n { rig.insert(one.number) }
      held.removeAll { $0.at <= n }
      rig.pull()
    }
    #expect(rig.buffer.now.target == 100_000)
    #expect(rig.buffer.surplus(pending: 0) < 0)
  }

  @Test func oneOutageIsForgivenRepeatedOnesAreNot() throws {
    for (every, aim) in [(3000, 40_000 as UInt64), (100, 150_000)] {
      let rig = try JitterRig(.stream, start: 40, max: 1000)
      for n in 0..<2900 {
        // For 180 ms nothing comes, then all at once.
        let k = (n + 50) % every
        if k < 9 || n < 100 {
          if n < 100 { rig.insert(Int64(n)) }
        } else if k == 9 {
          for m in n - 9...n { rig.insert(Int64(m)) }
        } else {
          rig.insert(Int64(n))
        }
        rig.pull()
      }
      #expect(rig.buffer.now.target == aim, "every \(every)")
    }
  }

  @Test func aFixedDelayStays() throws {
    let rig = try JitterRig(.datagram, start: 60, adaptive: false)
    for n: Int64 in 0..<500 {
      if n % 7 > 0 { rig.insert(n) }
      if n % 7 == 2 { rig.insert(n - 2) }
      rig.pull()
      #expect(rig.buffer.now.target == 60_000)
    }
  }

  @Test func oneFarPacketIsDoubtedTwoAreBelieved() throws {
    let rig = try JitterRig(.datagram, start: 20)
    rig.insert(100_000)
    rig.insert(100_001)
    #expect(rig.pull() == .packet(100_000))
    #expect(rig.insert(50_000) == .rejected)
    #expect(rig.pull() == .packet(100_001))
    #expect(rig.insert(60_000) == .rejected)
    #expect(rig.insert(60_001) == .queued)
    #expect(rig.buffer.lifetime.resyncs == 1)
    #expect(rig.pull() == .packet(60_001))
    #expect(rig.lawsHold)
  }

  @Test func anOutageOfSecondsIsLossNotARestart() throws {
    let rig = try JitterRig(.datagram, start: 20)
    rig.insert(1)
    _ = rig.pulls(10)
    #expect(rig.insert(501) == .queued)
    #expect(rig.pulls(2).contains(.packet(501)))
    #expect(rig.buffer.lifetime.lost == 499)
    #expect(rig.buffer.lifetime.resyncs == 0)
    #expect(rig.lawsHold)
  }

  @Test(arguments: [Transport.stream, .datagram]) func numbersAtTheEdgesDoNotOverflow(transport: Transport) throws {
    let rig = try JitterRig(transport, start: 0)
    rig.insert(0, timestamp: 0, duration: 8000)
    _ = rig.pull()
    rig.insert((1 << 40) - 2, timestamp: (1 << 60) - 1, duration: 8000)
    rig.insert((1 << 40) - 1, timestamp: 0, duration: 8000)
    _ = rig.pulls(20)
    rig.insert(0, timestamp: 0)
    rig.insert(1, timestamp: (1 << 60) - 1)
    _ = rig.pulls(20)
    #expect(rig.lawsHold)
  }

  @Test func whatIsNoPacketIsRejected() throws {
    let rig = try JitterRig(.datagram)
    var none: [UInt8] = []
    #expect(rig.buffer.insert(sequence: 1, timestamp: 0, payload: none.span, at: rig.now) == .rejected)
    none = [UInt8](repeating: 0, count: 9)
    #expect(rig.buffer.insert(sequence: 1, timestamp: 0, payload: none.span, at: rig.now) == .rejected)
    #expect(rig.insert(1, duration: 0) == .rejected)
    #expect(rig.insert(-1) == .rejected)
    #expect(rig.insert(.max) == .rejected)
    #expect(rig.insert(1, timestamp: .min) == .rejected)
    #expect(rig.buffer.lifetime.rejected == 6)
    #expect(rig.lawsHold)
  }

  @Test func tooLittleRoomConsumesNothing() throws {
    let rig = try JitterRig(.stream, start: 0)
    rig.insert(1)
    var bytes = [UInt8](repeating: 0, count: 7)
    var span = bytes.mutableSpan
    do {
      _ = try rig.buffer.pull(at: rig.now, into: &span)
      Issue.record("seven bytes are too few")
    } catch {
      #expect(error == .noSpace(needed: 8))
      #expect(error.needed == 8)
    }
    #expect(rig.buffer.lifetime.pulls == 0)
    #expect(rig.pull() == .packet(1))
  }

  @Test func timeThatGoesBackIsNoTime() throws {
    let rig = try JitterRig(.datagram, start: 60)
    rig.now = Ticks(microseconds: 1_000_000)
    rig.insert(1)
    rig.now = Ticks(microseconds: 0)
    #expect(rig.pulls(3) == [.buffering, .buffering, .buffering])
    rig.now = Ticks(microseconds: .max)
    #expect(rig.pull() == .packet(1))
    #expect(rig.pull() == .lost)
  }

  @Test func theThreeKindsOfStatistics() throws {
    let rig = try JitterRig(.stream, start: 40)
    rig.insert(1)
    rig.insert(2)
    rig.insert(2)
    _ = rig.pull()
    let first = rig.buffer.interval()
    #expect(first.received == 3 && first.duplicate == 1 && first.played == 1)
    _ = rig.pulls(2)
    let second = rig.buffer.interval()
    #expect(second.received == 0 && second.played == 1 && second.starved == 1)
    #expect(rig.buffer.interval() == JitterCounts())
    #expect(rig.buffer.lifetime.played == 2)
    rig.insert(3)
    let now = rig.buffer.now
    #expect(now.queued == 1 && now.buffered == 20_000 && now.target == 40_000 && now.playing && now.delay == 20_000)
    rig.buffer.reset()
    #expect(rig.buffer.lifetime == JitterCounts())
    #expect(rig.buffer.now.queued == 0 && !rig.buffer.now.playing)
    #expect(rig.pull() == .buffering)
  }

  @Test func settingsOutOfRangeAreRefused() {
    let good = JitterSettings(transport: .stream, frameSamples: 160, maxPayload: 160)
    var bad: [JitterSettings] = []
    for change in 0..<7 {
      var s = good
      switch change {
      case 0: s.frameSamples = 0
      case 1: s.maxPayload = 0
      case 2: s.minDelay = -1
      case 3: s.startDelay = -1
      case 4: s.maxDelay = 10
      case 5: s.maxDelay = 10_001
      default: s.minDelay = 501
      }
      bad.append(s)
    }
    for s in bad { #expect(throws: Fault.argument) { _ = try JitterBuffer(s) } }
  }
}
