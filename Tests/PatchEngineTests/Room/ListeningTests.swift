import PatchAudio
import PatchBase
import PatchEngine
import Testing

@Suite struct ListeningTests {
  private struct Told: Equatable {
    var kind: RoomEvent.Kind
    var value: UInt64
    var extra: UInt64
  }

  private func leg(_ room: inout Room, listens: Bool = true, hears: ListenerSettings?) throws -> SlotID {
    var settings = LegSettings(.pcm, format: AudioFormat(.l16, sampleRate: 8000), listens: listens)
    settings.hears = hears
    var box = Box(try Leg(settings, roomRate: 8000))
    return try room.add(&box)
  }

  /// Runs ticks; gives the events but those of items, and the last leg's sound.
  private func run(_ room: inout Room, ticks: Int, from: inout UInt64, hearing ear: SlotID? = nil) throws -> (
    told: [Told], heard: [Int16]
  ) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    var told = [Told]()
    var heard = [Int16]()
    for _ in 0..<ticks {
      _ = room.tick(at: Ticks(microseconds: from))
      from += 20_000
      var out = buffer.mutableSpan
      loop: while true {
        switch try room.poll(into: &out) {
        case .wait: break loop
        case .event(let event, _):
          if event.kind != .itemStarted, event.kind != .itemEnded {
            told.append(Told(kind: event.kind, value: event.value, extra: event.extra))
          }
        case .audio(let id, let length) where id == ear:
          for i in 0..<length / 2 { heard.append(Int16(bitPattern: UInt16(out[2 * i]) | UInt16(out[2 * i + 1]) << 8)) }
        default: break
        }
      }
    }
    return (told, heard)
  }

  @Test func digitsGoFromOneLegToTheEarOfAnother() throws {
    var room = try Room()
    let sender = try leg(&room, listens: false, hears: ListenerSettings(digits: true, beep: true))
    let far = try leg(&room, hears: nil)
    // What the far leg is played is dialled; its bytes come back as the sender's sound.
    try room.dial(far, Array("19*#".utf8).span)
    var now: UInt64 = 0
    let played = try run(&room, ticks: 40, from: &now, hearing: far)
    #expect(played.told.isEmpty)
    var bytes = [UInt8]()
    for x in played.heard { bytes += [UInt8(truncatingIfNeeded: x), UInt8(truncatingIfNeeded: x >> 8)] }
    #expect(try room.write(sender, item: 1, bytes.span, last: true) == bytes.count)
    let told = try run(&room, ticks: 45, from: &now).told
    #expect(told.map(\.kind) == [.digitHeard, .digitHeard, .digitHeard, .digitHeard])
    #expect(told.map { UInt8($0.value) } == Array("19*#".utf8))
    for (k, event) in told.enumerated() { #expect(abs(Int(event.extra) - 40 * 160 - k * 1280) < 400) }
  }

  @Test func ringbackIsPlayedBesidesTheOthersAndStops() throws {
    var room = try Room()
    let caller = try leg(&room, hears: nil)
    let player = try leg(&room, listens: false, hears: nil)
    try room.playTone(caller, .ringback, country: 0x4445)
    var now: UInt64 = 0
    let ringing = try run(&room, ticks: 50, from: &now, hearing: caller).heard
    #expect(ringing[200..<7800].contains { abs($0) > 4000 })
    let pause = try run(&room, ticks: 25, from: &now, hearing: caller).heard
    #expect(pause.dropFirst(160).allSatisfy { $0 == 0 })
    try room.stopTone(caller)
    #expect(throws: Fault.state) { try room.playTone(player, .busy) }
    #expect(throws: Fault.argument) { try room.dial(caller, Array("?".utf8).span) }
  }

  @Test func silenceIsNoAnswer() throws {
    var room = try Room()
    let silent = try leg(&room, hears: ListenerSettings(answer: true))
    var now: UInt64 = 0
    let told = try run(&room, ticks: 260, from: &now).told
    #expect(told == [Told(kind: .answer, value: UInt64(AnswerKind.silence.rawValue), extra: 900)])
    _ = silent
  }

  @Test func settingsAreChecked() {
    var settings = LegSettings(.pcm)
    settings.hears = ListenerSettings()
    #expect(throws: Fault.argument) { _ = try Leg(settings, roomRate: 8000) }
  }
}
