import PatchBase
import PatchEngine
import Testing

/// However the sound arrives and however late the ticks are: what is heard is what was said, or it was told.
@Suite struct ArrivalTests {
  private func call(
    _ seed: UInt64, seconds: Int = 8, sizes: [Int] = [160], timestamps: Bool = true,
    hold: @escaping (Int) -> UInt64 = { _ in 0 }, lateness: @escaping (Int) -> UInt64 = { _ in 0 },
    settings: LegSettings = LegSettings(.carrier)
  ) throws -> (stage: Stage, speaker: Line, listener: Line) {
    let stage = try Stage()
    let speaker = Line("MZspeaker")
    let listener = Line("MZlistener")
    try stage.add(speaker, settings)
    try stage.add(listener, settings)
    var random = Seeded(seed)
    // Without the second zero of μ-law, which decoding turns into the first where a frame is no longer one as it came.
    speaker.speech = random.bytes(seconds * 8000).map { $0 == 0x7F ? 0 : $0 }
    // The listener's carrier is always on time, and says silence.
    listener.speech = [UInt8](repeating: 0xFF, count: (seconds + 5) * 8000)
    speaker.sizes = sizes
    speaker.sendsTimestamp = timestamps
    speaker.hold = hold
    stage.lateness = lateness
    try stage.run(seconds * 1000 + 5000)
    return (stage, speaker, listener)
  }

  /// Every frame said, in its place among the bytes sent to the listener: what is between them was told.
  private func account(_ stage: Stage, _ speaker: Line, _ listener: Line) throws -> (missing: Int, inserted: Int) {
    var at = try #require(find(speaker.speech[0..<80], in: listener.received))
    var missing = 0
    var inserted = 0
    var said = 0
    while said < speaker.speech.count {
      let frame = speaker.speech[said..<min(said + 160, speaker.speech.count)]
      if at + frame.count <= listener.received.count, listener.received[at..<at + frame.count].elementsEqual(frame) {
        at += frame.count
      } else if let next = find(frame, in: listener.received, from: at) {
        inserted += (next - at) / 160
        #expect((next - at) % 160 == 0 || stage.count(.stretched) > 0)
        at = next + frame.count
      } else {
        missing += 1
      }
      said += frame.count
    }
    return (missing, inserted)
  }

  @Test func anySizeOfMessage() throws {
    for (seed, sizes) in [
      (1, [1]), (2, [7]), (3, [80]), (4, [161]), (5, [333]), (6, [800]), (7, [1600]), (8, [4000]),
    ] as [(UInt64, [Int])] {
      let (stage, speaker, listener) = try call(seed, seconds: 4, sizes: sizes)
      let found = try account(stage, speaker, listener)
      #expect(UInt64(found.missing) <= stage.count(.stretched), "sizes \(sizes)")
      #expect(UInt64(found.inserted) <= stage.count(.starved) + stage.count(.stretched), "sizes \(sizes)")
      #expect(stage.count(.discarded) == 0)
      #expect(stage.faults.isEmpty)
    }
  }

  @Test func irregularSizesWithAndWithoutTimestamps() throws {
    for (seed, timestamps) in [(11, true), (12, false)] as [(UInt64, Bool)] {
      var random = Seeded(seed)
      let sizes = (0..<400).map { _ in Int.random(in: 1...900, using: &random) }
      let (stage, speaker, listener) = try call(seed, seconds: 10, sizes: sizes, timestamps: timestamps)
      let found = try account(stage, speaker, listener)
      #expect(UInt64(found.missing) <= stage.count(.stretched))
      #expect(UInt64(found.inserted) <= stage.count(.starved) + stage.count(.stretched))
      #expect(stage.count(.lost) == 0)
    }
  }

  @Test func messagesOfSeveralSecondsAreHeardWhole() throws {
    let (stage, speaker, listener) = try call(
      20, seconds: 12, sizes: [24_000, 8000, 30_000, 100, 160, 16_000])
    let found = try account(stage, speaker, listener)
    // Only what the buffer changes to shorten a delay that is no longer needed.
    #expect(found.missing <= Int(stage.count(.stretched)))
    #expect(found.missing <= 4)
    #expect(stage.count(.discarded) == 0)
    #expect(stage.faults.isEmpty)
  }

  @Test func latenessUpToThePrefillIsNotHeard() throws {
    var random = Seeded(30)
    let late = (0..<2000).map { _ in UInt64.random(in: 0...18_000, using: &random) }
    let (stage, speaker, listener) = try call(30, lateness: { late[$0 % late.count] })
    let found = try account(stage, speaker, listener)
    #expect(found.missing == 0)
    #expect(found.inserted == 0)
    #expect(listener.dry == 0)
    #expect(stage.count(.skipped) == 0)
  }

  @Test func lateTicksStarveTheFarSideOnceAndAreTold() throws {
    // Every second one tick is 35 ms late.
    let (stage, speaker, listener) = try call(31, lateness: { $0 % 50 == 49 ? 35_000 : 0 })
    let found = try account(stage, speaker, listener)
    #expect(found.missing == 0)
    let dry = stage.events.filter { $0.kind == .farStarved && $0.leg == listener.id }.reduce(0) { $0 + $1.value }
    #expect(listener.dry > 0)
    // The estimate is the truth on a line without delay: the phone's own silence is what was told.
    #expect(abs(Int(dry) * 8 / 1000 - listener.dry) <= 8 * 3)
    #expect(listener.dry <= 8 * 40)
  }

  @Test func aStallOfTheHostIsSkippedAndTold() throws {
    let (stage, speaker, listener) = try call(32, lateness: { $0 == 100 ? 300_000 : 0 })
    #expect(stage.count(.skipped) == 14)
    #expect(stage.room.skipped == 14)
    // Nothing is lost: what came meanwhile waits, within the greatest delay.
    let found = try account(stage, speaker, listener)
    #expect(found.missing == 0)
    #expect(stage.events.contains { $0.kind == .farStarved })
  }

  @Test(arguments: [UInt64(1), 2, 3, 4, 5]) func stallsOfTheCarrierAreTold(seed: UInt64) throws {
    // The connection hangs now and then for up to 900 ms; what was held comes at once.
    var random = Seeded(seed &* 77)
    var until: [UInt64] = [UInt64](repeating: 0, count: 1200)
    var frame = 100
    while frame < 500 {
      let length = Int.random(in: 5...45, using: &random)
      for i in 0..<length where frame + i < until.count { until[frame + i] = UInt64(length - i) * 20_000 }
      frame += length + Int.random(in: 60...140, using: &random)
    }
    let held = until
    let (stage, speaker, listener) = try call(seed, seconds: 12, hold: { held[min($0, held.count - 1)] })
    let found = try account(stage, speaker, listener)
    let discarded = stage.events.filter { $0.leg == speaker.id && $0.kind == .discarded }.reduce(0) { $0 + $1.value }
    let lost = stage.events.filter { $0.leg == speaker.id && $0.kind == .lost }.reduce(0) { $0 + $1.value }
    let starved = stage.events.filter { $0.leg == speaker.id && $0.kind == .starved }.reduce(0) { $0 + $1.value }
    let stretched = stage.count(.stretched)
    #expect(UInt64(found.missing) >= discarded && UInt64(found.missing) <= discarded + stretched)
    #expect(starved > 0)
    #expect(UInt64(found.inserted) <= stretched + starved + lost + silenceInserted(stage, listener))
    #expect(stage.count(.overflow) == 0)
  }

  private func silenceInserted(_ stage: Stage, _ listener: Line) -> UInt64 {
    stage.events.filter { $0.kind == .paced && $0.leg == listener.id && $0.extra == 0 }.reduce(0) { $0 + $1.value }
  }

  @Test func timeThatJumpsOrGoesBackNeverLoops() throws {
    let stage = try Stage()
    let line = Line("MZ1")
    try stage.add(line)
    #expect(stage.room.tick(at: Ticks(microseconds: 5_000_000)) == 1)
    #expect(stage.room.tick(at: Ticks(microseconds: 1)) == 0)
    #expect(stage.room.tick(at: Ticks(microseconds: 5_019_999)) == 0)
    #expect(stage.room.tick(at: Ticks(microseconds: 5_020_000)) == 1)
    #expect(stage.room.tick(at: Ticks(microseconds: 5_060_000)) == 2)
    #expect(stage.room.tick(at: Ticks(microseconds: 5_060_000)) == 0)
    #expect(stage.room.tick(at: Ticks(microseconds: 65_060_000)) == 2)
    #expect(stage.room.skipped == 2998)
    for _ in 0..<5 { #expect(stage.room.tick(at: Ticks(microseconds: .max)) <= 2) }
    #expect(stage.room.tick(at: Ticks(microseconds: 0)) <= 2)
    try stage.drain()
  }
}
