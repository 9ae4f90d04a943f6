import PatchBase
import PatchEngine
import Testing

/// A carrier that does what it likes: clear faults, counted, and nobody else suffers.
@Suite struct HostileTests {
  private func leg(_ text: String, _ settings: LegSettings = LegSettings(.carrier)) throws -> Leg {
    let bytes = Array(text.utf8)
    return try Leg(settings, startMessage: bytes.span, roomRate: 8000)
  }

  private func fault(_ body: () throws -> Void) -> Fault? {
    do { try body() } catch { return error as? Fault }
    return nil
  }

  @Test func aLegNeedsAStartOfAKnownFormat() throws {
    let line = Line("MZ1")
    #expect(fault { _ = try self.leg(line.media([1, 2], timestamp: 0)) } == .malformed)
    #expect(fault { _ = try self.leg("") } == .malformed)
    #expect(fault { _ = try self.leg("{}") } == .malformed)
    #expect(fault { _ = try self.leg(line.start(encoding: "audio/opus", rate: 48_000)) } == .unsupported)
    #expect(fault { _ = try self.leg(line.start(rate: 44_100)) } == .unsupported)
    #expect(fault { _ = try self.leg(Line(String(repeating: "M", count: 257)).start()) } == .malformed)
    #expect(fault { _ = try self.leg(String(repeating: " ", count: 2 << 20)) } == .malformed)
    #expect(fault { _ = try self.leg(line.start(), LegSettings(.carrier, lead: 601)) } == .argument)
    #expect(fault { _ = try self.leg(line.start(), LegSettings(.carrier, minDelay: 600, maxDelay: 500)) } == .argument)
    #expect(fault { _ = try self.leg(line.start(), LegSettings(.carrier, prefill: -1)) } == .argument)
    #expect(fault { _ = try self.leg(line.start(), LegSettings(.carrier, tap: 0)) } == .argument)
    #expect(fault { _ = try Leg(LegSettings(.pcm, queue: 99), roomRate: 8000) } == .argument)
    #expect(fault { _ = try Leg(LegSettings(.pcm), roomRate: 11_025) } == .argument)
    let odd = AudioFormat(.mulaw, sampleRate: 16_000)
    #expect(fault { _ = try Leg(LegSettings(.pcm, format: odd), roomRate: 8000) } == .argument)
    #expect(fault { _ = try Room(RoomSettings(sampleRate: 44_100)) } == .argument)
    #expect(fault { _ = try Room(RoomSettings(capacity: 0)) } == .argument)
    #expect(fault { _ = try Room(RoomSettings(capacity: 257)) } == .argument)
    #expect(fault { _ = try Room(RoomSettings(maxMessage: 10)) } == .argument)
  }

  @Test func whatDoesNotFitIsRefusedAndTold() throws {
    let stage = try Stage()
    let line = Line("MZ1")
    try stage.add(line)
    try stage.run(20)
    let other = Line("MZ2")
    for text in [
      other.media([1, 2, 3], timestamp: 0), other.stop(), other.dtmf("1"), "", "{", "null", "[]", "\u{0}",
      "{\"event\":5}",
      #"{"event":"media","streamSid":"MZ1","media":{"payload":"?"}}"#, line.mark("never sent"),
      #"{"event":"clear","streamSid":"MZ1"}"#, #"{"event":"media","media":{"payload":"AAAA"}}"#,
    ] {
      stage.send(line, text)
    }
    #expect(stage.faults == [Fault](repeating: .malformed, count: 13))
    stage.send(line, bytes: [0xFF, 0xFE, 0x7B])
    stage.send(line, line.start())
    #expect(stage.faults.last == .state)
    stage.send(line, #"{"event":"brand-new","streamSid":"MZ9"}"#)
    stage.send(line, #"{"event":"connected","protocol":"Call","version":"1.0.0"}"#)
    #expect(stage.faults.count == 15)
    try stage.run(40)
    #expect(stage.count(.malformed) == 15)
    #expect(stage.events.filter { $0.kind == .malformed }.count == 1)
    #expect(try stage.statistics(line).malformed == 15)
    stage.send(line, line.stop())
    stage.send(line, line.stop())
    stage.send(line, line.media([1], timestamp: 0))
    stage.send(line, line.dtmf("#"))
    #expect(stage.faults.suffix(3) == [.state, .state, .state])
    let name = Array("m".utf8)
    #expect(fault { try stage.room.mark(line.id, name: name.span) } == .state)
    #expect(fault { try stage.room.clear(line.id) } == .state)
    let before = line.messages.count
    let other2 = Line("MZ7")
    try stage.add(other2)
    for name in [[0xFF], [], [UInt8](repeating: 0x61, count: 129)] as [[UInt8]] {
      #expect(fault { try stage.room.mark(other2.id, name: name.span) } == .argument)
    }
    let quoted = Array("\"\\\n".utf8)
    #expect(fault { try stage.room.mark(other2.id, name: quoted.span) } == nil)
    try stage.run(200)
    #expect(line.messages.count == before)
    #expect(stage.events.filter { $0.kind == .stopped }.count == 1)
  }

  @Test func startsWithoutEndHurtNobody() throws {
    let stage = try Stage()
    let bad = Line("MZbad")
    let a = Line("MZa")
    let b = Line("MZb")
    for line in [bad, a, b] { try stage.add(line, LegSettings(.carrier, listens: line !== bad)) }
    try stage.room.setGain(from: bad.id, to: a.id, 0)
    try stage.room.setGain(from: bad.id, to: b.id, 0)
    var random = Seeded(1)
    a.speech = random.bytes(24_000)
    b.speech = random.bytes(24_000)
    let start = Array(bad.start().utf8)
    let digit = Array(bad.dtmf("5").utf8)
    var refused = 0
    try stage.run(3300) { _ in
      for i in 0..<31 {
        do {
          try stage.room.message(bad.id, i == 0 ? digit.span : start.span, at: Ticks(microseconds: stage.now))
        } catch {
          refused += 1
        }
      }
    }
    #expect(refused == 3300 * 30)
    for (speaker, listener) in [(a, b), (b, a)] {
      let at = try #require(find(speaker.speech[0..<160], in: listener.heard))
      #expect(Array(listener.heard[at..<at + 24_000]) == speaker.speech)
    }
    #expect(stage.count(.dtmf) >= 3000 * 53)
    #expect(try stage.statistics(bad).malformed == UInt64(refused))
  }

  @Test func tooLongAMessageIsRefusedWhole() throws {
    let stage = try Stage(RoomSettings(maxMessage: 4096))
    let line = Line("MZ1")
    try stage.add(line)
    stage.send(line, bytes: [UInt8](repeating: 0x20, count: 10 << 20))
    stage.send(line, line.media(ArraySlice([UInt8](repeating: 1, count: 4000)), timestamp: 0))
    #expect(stage.faults == [.malformed, .malformed])
    stage.send(line, line.media(ArraySlice([UInt8](repeating: 1, count: 2900)), timestamp: 0))
    #expect(stage.faults.count == 2)
  }

  @Test func timestampsOfAllKindsAreSurvived() throws {
    let stage = try Stage()
    let line = Line("MZ1")
    let listener = Line("MZ2")
    try stage.add(line)
    try stage.add(listener)
    var random = Seeded(9)
    try stage.run(6000) { now in
      guard now % 20_000 == 0 else { return }
      let time: UInt64
      switch Int.random(in: 0..<6, using: &random) {
      case 0: time = .max
      case 1: time = UInt64.random(in: 0...UInt64.max, using: &random)
      case 2: time = 0
      case 3: time = 1 << 41
      default: time = now / 1000
      }
      stage.send(
        line,
        #"{"event":"media","streamSid":"MZ1","media":{"track":"inbound","timestamp":"\#(time)","payload":"\#(base64(random.bytes(160)[...]))"}}"#
      )
    }
    #expect(listener.mediaCount >= 300)
    #expect(listener.dry == 0)
  }

  @Test(arguments: [UInt64.max, .max - 1, .max - 20_001, 1 << 63, 1 << 62] as [UInt64])
  func soundMayHaveWaitedSinceTheBeginningOfTime(end: UInt64) throws {
    let stage = try Stage()
    let line = Line("MZ1")
    try stage.add(line)
    stage.send(line, line.media(ArraySlice(repeating: 0x90, count: 160), timestamp: 0))
    for moment in [end, end, .max] { _ = stage.room.tick(at: Ticks(microseconds: moment)) }
    try stage.drain()
    #expect(try stage.statistics(line).messagesIn == 1)
    #expect(try stage.room.latency(line.id).inbound > 1 << 61)
  }

  @Test func aHostThatDoesNotPollLosesTheOldest() throws {
    let stage = try Stage()
    let line = Line("MZ1")
    try stage.add(line)
    let pcm = try stage.addPcm(.telephone)
    for i in 0..<500 { _ = stage.room.tick(at: Ticks(microseconds: UInt64(i) * 20_000)) }
    let early = Array("early".utf8)
    try stage.room.mark(line.id, name: early.span)
    for _ in 0..<70 {
      do { try stage.room.clear(line.id) } catch {}
    }
    try stage.drain()
    #expect(line.mediaCount < 64)
    #expect(try stage.statistics(line).unsent > 400)
    #expect(line.clears >= 1)
    #expect(stage.marks.map(\.flushed) == [true])
    #expect(stage.audio[pcm.rawValue]!.count == 16 * 160)
    #expect(try stage.room.statistics(pcm).unsent == 484)
    stage.now = 500 * 20_000
    try stage.run(100)
    #expect(stage.count(.unsent) > 400)
  }

  @Test func identitiesThatAreGoneFindNothing() throws {
    let stage = try Stage(RoomSettings(capacity: 2))
    let a = Line("MZa")
    let b = Line("MZb")
    try stage.add(a)
    try stage.add(b)
    let third = Line("MZc")
    #expect(fault { _ = try stage.add(third) } == .state)
    let old = a.id
    try stage.remove(a)
    #expect(fault { _ = try stage.room.statistics(old) } == .argument)
    #expect(fault { _ = try stage.room.remove(old) } == .argument)
    #expect(fault { try stage.room.setGain(from: old, to: b.id, 1) } == .argument)
    #expect(fault { try stage.room.setGain(from: b.id, to: b.id, 1) } == .argument)
    #expect(fault { try stage.room.flush(b.id) } == .state)
    try stage.add(third)
    #expect(third.id.index == old.index)
    #expect(third.id != old)
    #expect(fault { try stage.room.setTap(old, .wire) } == .argument)
    var none: Box<Leg>?
    #expect(fault { _ = try stage.room.add(&none) } == .argument)
    var wrong: Box<Leg>? = Box(try Leg(LegSettings(.pcm), roomRate: 16_000))
    #expect(fault { _ = try stage.room.add(&wrong) } == .argument)
    let kept = wrong != nil
    #expect(kept)
  }

  @Test func tooSmallABufferTakesNothing() throws {
    let stage = try Stage()
    let line = Line("MZ1")
    try stage.add(line)
    _ = stage.room.tick(at: Ticks(microseconds: 0))
    var small = [UInt8](repeating: 0, count: 100)
    var needed = 0
    for _ in 0..<3 {
      var span = small.mutableSpan
      do { _ = try stage.room.poll(into: &span) } catch { needed = error.needed }
    }
    #expect(needed == 55 + 216 + 3)
    var exact = [UInt8](repeating: 0, count: needed)
    var span = exact.mutableSpan
    #expect(try stage.room.poll(into: &span) == .message(line.id, length: needed))
    try stage.drain()
    #expect(line.mediaCount == 1)
  }
}
