import PatchBase
import PatchEngine
import Testing

@Suite struct LeadTests {
  /// Without the second zero of μ-law, which mixing turns into the first.
  private func sound(_ seed: UInt64, _ frames: Int) -> [UInt8] {
    var random = Seeded(seed)
    return random.bytes(frames * 160).map { $0 == 0x7F ? 0 : $0 }
  }

  /// Where each known frame of `sound` is heard, as (frame of the sound, byte of the heard).
  private func places(of sound: [UInt8], in heard: [UInt8]) -> [(frame: Int, at: Int)] {
    var found: [(Int, Int)] = []
    var from = 0
    for frame in 0..<sound.count / 160 {
      // The middle of a frame: its edges may be faded.
      if let at = find(sound[frame * 160 + 60..<frame * 160 + 150], in: heard, from: from) {
        found.append((frame, at - 60))
        from = at
      }
    }
    return found
  }

  @Test func readyMadeSoundIsSentAheadAndHeardOnce() throws {
    let stage = try Stage()
    let line = Line("MZ1")
    try stage.add(line)
    let voice = try stage.addPcm(.telephone, listens: false)
    var random = Seeded(1)
    let speech = random.bytes(16_000)  // all codes
    try stage.run(100)
    try stage.write(voice, item: 7, speech, last: true)
    var most: UInt64 = 0
    try stage.run(2500) { _ in most = max(most, (try? stage.statistics(line).farQueue) ?? 0) }
    let at = try #require(find(speech[0..<160], in: line.heard))
    #expect(Array(line.heard[at..<at + speech.count]) == speech)
    #expect(line.dry == 0)
    #expect(line.clears == 0)
    #expect(most > 280_000)
    #expect(most <= 300_000)
    #expect(try stage.statistics(line).sentAhead > 80)
    let items = stage.events.filter { $0.kind == .itemStarted || $0.kind == .itemEnded }
    #expect(items.map(\.value) == [7, 7])
    #expect(items.last?.extra == 16_000)
    #expect(stage.count(.starved) == 0)
  }

  @Test func atMostFourExtraFramesATick() throws {
    let stage = try Stage()
    let line = Line("MZ1")
    try stage.add(line)
    let voice = try stage.addPcm(.telephone, listens: false)
    try stage.run(100)
    try stage.write(voice, item: 1, sound(2, 100))
    var before = line.mediaCount
    var counts: [Int] = []
    try stage.run(400) { now in
      if now % 20_000 == 10_000 {
        counts.append(line.mediaCount - before)
        before = line.mediaCount
      }
    }
    #expect(counts.max()! == 5)
    #expect(counts.reduce(0, +) >= 20 + 13)
  }

  @Test func dropsToLiveAtOnceWhenSomebodySpeaks() throws {
    let stage = try Stage()
    let line = Line("MZlistener")
    let other = Line("MZspeaker")
    try stage.add(line)
    try stage.add(other)
    let voice = try stage.addPcm(.telephone, listens: false)
    let speech = sound(3, 200)
    other.speech = [UInt8](repeating: 0xFF, count: 8000) + sound(4, 40) + [UInt8](repeating: 0xFF, count: 24_000)
    try stage.run(100)
    try stage.write(voice, item: 1, speech, last: true)
    try stage.run(4800)
    // One clear, and what was sent ahead is heard later, mixed or alone, never twice.
    #expect(line.clears == 1)
    #expect(stage.count(.broughtBack) == 1)
    #expect(line.dry == 0)
    let found = places(of: speech, in: line.heard)
    #expect(found.count >= 120)
    // Frame for frame the sound lies on one time line, but for what the clear may shift.
    let shifts = Set(found.map { $0.at - $0.frame * 160 })
    #expect(shifts.max()! - shifts.min()! <= 160)
    // It is on its way again after half a second of quiet.
    #expect(try stage.statistics(line).sentAhead > 100)
    // The speaker is heard with no more delay than without any lead: within a tick of its own buffer.
    let began = try #require(stage.events.first { $0.kind == .broughtBack })
    #expect(began.tick <= 50 + 5)
  }

  @Test func marksBeforeTheClearAreFlushed() throws {
    let stage = try Stage()
    let line = Line("MZ1")
    try stage.add(line)
    let voice = try stage.addPcm(.telephone, listens: false)
    try stage.run(100)
    try stage.write(voice, item: 1, sound(5, 200))
    let early = Array("early".utf8)
    let late = Array("late".utf8)
    let after = Array("after".utf8)
    try stage.room.mark(line.id, name: early.span)
    try stage.run(1000)
    try stage.room.mark(line.id, name: late.span)
    try stage.run(40)
    try stage.room.flush(voice)
    try stage.run(20)
    try stage.room.mark(line.id, name: after.span)
    try stage.run(500)
    #expect(stage.marks.map(\.name) == ["early", "late", "after"])
    #expect(stage.marks.map(\.flushed) == [false, true, false])
  }

  @Test func flushStopsWhatWasSentAhead() throws {
    let stage = try Stage()
    let line = Line("MZ1")
    try stage.add(line)
    let voice = try stage.addPcm(.telephone, listens: false)
    try stage.run(100)
    let speech = sound(6, 200)
    try stage.write(voice, item: 9, speech)
    try stage.run(1000)
    let before = line.heard.count
    try stage.room.flush(voice)
    try stage.run(300)
    // Within prefill, one frame and the fade nothing but silence is left.
    let rest = line.heard[(before + 160 + 160 + 160)...]
    #expect(rest.allSatisfy { $0 == 0xFF })
    #expect(line.clears == 1)
    let ended = try #require(stage.events.first { $0.kind == .itemEnded })
    #expect(ended.value == 9)
    // What the event says was played is what was heard, within prefill and a frame.
    let found = places(of: speech, in: line.heard)
    #expect(abs(Int(ended.extra) - (found.last!.frame + 1) * 160) <= 2 * 160)
  }

  @Test func pauseLosesNothing() throws {
    let stage = try Stage()
    let line = Line("MZ1")
    try stage.add(line)
    let voice = try stage.addPcm(.telephone, listens: false)
    try stage.run(100)
    let speech = sound(7, 150)
    try stage.write(voice, item: 1, speech, last: true)
    try stage.run(1000)
    try stage.room.pause(voice, true)
    try stage.run(500)
    #expect(line.heard.suffix(400 * 8).allSatisfy { $0 == 0xFF })
    try stage.room.pause(voice, false)
    try stage.run(3000)
    #expect(places(of: speech, in: line.heard).count == 150)
    #expect(stage.events.contains { $0.kind == .itemEnded && $0.extra == 24_000 })
    #expect(line.dry == 0)
  }

  @Test func aChangeOfGainIsHeardAtOnce() throws {
    let stage = try Stage()
    let line = Line("MZ1")
    try stage.add(line)
    let voice = try stage.addPcm(.telephone, listens: false)
    try stage.run(100)
    try stage.write(voice, item: 1, sound(8, 200))
    try stage.run(1000)
    let before = line.heard.count
    try stage.room.setGain(from: voice, to: line.id, 0)
    try stage.run(400)
    #expect(line.heard[(before + 3 * 160)...].allSatisfy { $0 == 0xFF })
  }

  @Test func removingTheSourceTakesItsSoundBack() throws {
    let stage = try Stage()
    let line = Line("MZ1")
    try stage.add(line)
    let voice = try stage.addPcm(.telephone, listens: false)
    try stage.run(100)
    try stage.write(voice, item: 1, sound(9, 200))
    try stage.run(1000)
    _ = try stage.room.remove(voice)
    let before = line.heard.count
    try stage.run(400)
    #expect(line.heard[(before + 3 * 160)...].allSatisfy { $0 == 0xFF })
    #expect(line.clears == 1)
  }
}
