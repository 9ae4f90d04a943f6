import PatchAudio
import PatchBase
import PatchEngine
import Testing

/// A host that does anything in any order: no trap, bounded output, and counts that agree.
@Suite struct RandomHostTests {
  private struct Guest {
    var id: SlotID
    var sid: String?
    var format: AudioFormat
  }

  @Test(arguments: 0..<12) func anythingInAnyOrder(seed: Int) throws {
    var random = Seeded(UInt64(seed) &* 1009 + 5)
    let rates: [Int32] = [8000, 16_000, 24_000, 48_000]
    let rate = seed % 3 == 0 ? rates.randomElement(using: &random)! : 8000
    var room = try Room(RoomSettings(sampleRate: rate, capacity: 6, maxMessage: 8192))
    var guests: [Guest] = []
    var outside: [UInt64] = []
    var now: UInt64 = seed % 5 == 0 ? .max - 40_000_000 : 0
    var buffer = [UInt8](repeating: 0, count: 4096)
    var messages = 0
    var events = 0

    for _ in 0..<1500 {
      switch Int.random(in: 0..<24, using: &random) {
      case 0 where guests.count < 7:
        guard let guest = try add(&room, rate, &random) else { break }
        guests.append(guest)
      case 1 where guests.count > 2:
        let guest = guests.remove(at: Int.random(in: 0..<guests.count, using: &random))
        let leg = try room.remove(guest.id)
        outside.append(guest.id.rawValue)
        if Bool.random(using: &random) {
          var box: Box<Leg>? = consume leg
          let id = try room.add(&box)
          guests.append(Guest(id: id, sid: guest.sid, format: guest.format))
        }
      case 2...6:
        guard let guest = guests.randomElement(using: &random), let sid = guest.sid else { break }
        send(&room, guest, sid, now, &random)
      case 7...9:
        guard let guest = guests.randomElement(using: &random) else { break }
        let width = guest.format.encoding.bytesPerSample
        let bytes = random.bytes(Int.random(in: 0...3000, using: &random) * width)
        attempt {
          _ = try room.write(
            guest.id, item: UInt64.random(in: 0...3, using: &random), bytes.span, last: Bool.random(using: &random))
        }
      case 10:
        guard let guest = guests.randomElement(using: &random) else { break }
        attempt { try room.flush(guest.id) }
      case 11:
        guard let guest = guests.randomElement(using: &random) else { break }
        let on = Bool.random(using: &random)
        attempt { try room.pause(guest.id, on) }
      case 12:
        guard let a = guests.randomElement(using: &random), let b = guests.randomElement(using: &random) else { break }
        let gain = [0, 1, 1, 1, 0.3, 8, -1, Float.nan, Float.infinity].randomElement(using: &random)!
        attempt { try room.setGain(from: a.id, to: b.id, gain) }
      case 13:
        guard let guest = guests.randomElement(using: &random) else { break }
        let mode = [TapMode.off, .wire, .processed].randomElement(using: &random)!
        attempt { try room.setTap(guest.id, mode) }
      case 14:
        guard let guest = guests.randomElement(using: &random) else { break }
        let name = Array("m\(Int.random(in: 0...3, using: &random))".utf8)
        attempt { try room.mark(guest.id, name: name.span) }
      case 15:
        guard let guest = guests.randomElement(using: &random) else { break }
        attempt { try room.clear(guest.id) }
      case 16:
        let stale = outside.randomElement(using: &random) ?? random.next()
        attempt { try room.flush(SlotID(rawValue: stale)) }
        attempt { try room.setTap(SlotID(rawValue: random.next()), .wire) }
      default:
        switch Int.random(in: 0..<12, using: &random) {
        case 0: now &+= UInt64.random(in: 0...2_000_000, using: &random)
        case 1: now = now > 50_000 ? now - 50_000 : 0
        case 2 where seed % 4 == 0 && Int.random(in: 0..<50, using: &random) == 0: now = random.next()
        default: now = now.addingReportingOverflow(20_000).overflow ? .max : now + 20_000
        }
        #expect(room.tick(at: Ticks(microseconds: now)) <= 2)
      }
      if Int.random(in: 0..<8, using: &random) > 0 {
        // Draining ends: what waits is bounded.
        var count = 0
        draining: while true {
          count += 1
          try #require(count < 5000)
          let size = Int.random(in: 0..<6, using: &random) == 0 ? Int.random(in: 0...400, using: &random) : 4096
          var all = buffer.mutableSpan
          var part = all.window(0..<size)
          do throws(Fault) {
            switch try room.poll(into: &part) {
            case .wait: break draining
            case .message(let id, let length), .audio(let id, let length), .packet(let id, let length):
              messages += 1
              #expect(guests.contains { $0.id == id })
              #expect(length <= size)
            case .record: Issue.record("nothing is recorded here")
            case .tap(_, let length, _), .speaker(_, _, let length, _): #expect(length > 0 && length <= size)
            case .event(let event, let length):
              events += 1
              #expect(length <= 128)
              #expect(
                event.value > 0
                  || [.mark, .stopped, .itemStarted, .itemEnded, .broughtBack, .heard, .quality].contains(event.kind))
            }
          } catch {
            #expect(error == .noSpace(needed: 0))
            #expect(error.needed > size)
          }
        }
      }
    }
    for guest in guests {
      let told = try room.statistics(guest.id)
      #expect(told.passedThrough + told.sentAhead <= 2 * told.framesOut)
      let inbound = told.inbound
      let made = inbound.played + inbound.stretched + inbound.concealed
      #expect(inbound.pulls == made + inbound.silence + inbound.starved)
      #expect(
        inbound.received == inbound.taken + inbound.late + inbound.duplicate + inbound.rejected + inbound.discarded
          + UInt64(told.buffer.queued))
    }
    #expect(messages > 20)
    #expect(events > 0)
  }

  private func add(_ room: inout Room, _ rate: Int32, _ random: inout Seeded) throws -> Guest? {
    let number = random.next()
    var settings = LegSettings(
      Bool.random(using: &random) ? .carrier : .pcm, listens: Int.random(in: 0..<5, using: &random) > 0,
      prefill: [nil, 0, 100].randomElement(using: &random)!, lead: [0, 300, 600].randomElement(using: &random)!,
      sendsSilence: Int.random(in: 0..<5, using: &random) > 0,
      queue: [100, 1000, 30_000].randomElement(using: &random)!,
      tap: [20, 1000].randomElement(using: &random)!)
    var start: [UInt8] = []
    var sid: String?
    if settings.kind == .carrier {
      let line = Line("MZ\(number)")
      sid = line.sid
      let format: (String, Int) =
        [
          ("audio/x-mulaw", 8000), ("audio/x-alaw", 8000), ("audio/x-l16", 8000), ("audio/x-l16", 16_000),
          ("audio/x-l16", 24_000),
        ]
        .randomElement(using: &random)!
      start = Array(line.start(encoding: format.0, rate: format.1).utf8)
    } else {
      settings.format =
        [
          .telephone, AudioFormat(.alaw, sampleRate: 8000), AudioFormat(.l16, sampleRate: 8000),
          AudioFormat(.l16, sampleRate: 16_000), AudioFormat(.l16Network, sampleRate: 24_000),
          AudioFormat(.l16, sampleRate: 48_000),
        ].randomElement(using: &random)!
    }
    let leg = try Leg(settings, startMessage: start.span, roomRate: rate)
    let format = leg.format
    var box: Box<Leg>? = Box(leg)
    do { return Guest(id: try room.add(&box), sid: sid, format: format) } catch {
      #expect(error == .state)
      #expect(room.count == 6)
      return nil
    }
  }

  private func send(_ room: inout Room, _ guest: Guest, _ sid: String, _ now: UInt64, _ random: inout Seeded) {
    let line = Line(Int.random(in: 0..<20, using: &random) == 0 ? "MZforeign" : sid)
    let text: String
    switch Int.random(in: 0..<40, using: &random) {
    case 0: text = line.start()
    case 1: text = line.dtmf("#")
    case 2, 3: text = line.mark("m\(Int.random(in: 0...3, using: &random))")
    case 4: text = String(line.dtmf("1").dropLast(Int.random(in: 1...40, using: &random)))
    case 5 where Int.random(in: 0..<6, using: &random) == 0: text = line.stop()
    default:
      let bytes = random.bytes(Int.random(in: 0...Int.random(in: 1...4000, using: &random), using: &random))
      text = line.media(bytes[...], timestamp: Bool.random(using: &random) ? Int(now % (1 << 50) / 1000) : nil)
    }
    var bytes = Array(text.utf8)
    if Int.random(in: 0..<30, using: &random) == 0 { bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 0x41 }
    attempt { try room.message(guest.id, bytes.span, at: Ticks(microseconds: now)) }
  }

  private func attempt(_ body: () throws -> Void) {
    do { try body() } catch {
      let error = error as? Fault
      #expect(error == .argument || error == .state || error == .malformed || error == .unsupported)
    }
  }
}
