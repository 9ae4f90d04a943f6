import PatchBase
import PatchEngine
import Testing

@Suite struct PcmLegTests {
  private func l16(_ pcm: [Int16]) -> [UInt8] {
    pcm.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
  }

  private func samples(_ bytes: [UInt8]) -> [Int16] {
    stride(from: 0, to: bytes.count - 1, by: 2).map {
      Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
    }
  }

  private func noise(_ seed: UInt64, _ count: Int, peak: Int = 8000) -> [Int16] {
    var random = Seeded(seed)
    return (0..<count).map { _ in Int16(Int.random(in: -peak...peak, using: &random)) }
  }

  @Test func soundPassesBetweenPcmLegsSampleForSample() throws {
    let stage = try Stage()
    let speaker = try stage.addPcm(AudioFormat(.l16, sampleRate: 8000))
    let listener = try stage.addPcm(AudioFormat(.l16, sampleRate: 8000))
    let pcm = noise(1, 16_000 + 77)
    try stage.write(speaker, item: 1, l16(pcm), last: true)
    try stage.run(2200)
    let heard = samples(stage.audio[listener.rawValue]!)
    #expect(Array(heard[0..<pcm.count]) == pcm)
    #expect(heard[pcm.count...].allSatisfy { $0 == 0 })
    #expect(samples(stage.audio[speaker.rawValue]!).allSatisfy { $0 == 0 })
    #expect(stage.count(.starved) == 0)
  }

  @Test(arguments: [Int32(16_000), 24_000, 48_000]) func everyRateRunsInItsOwnRoom(rate: Int32) throws {
    let stage = try Stage(RoomSettings(sampleRate: rate))
    let speaker = try stage.addPcm(AudioFormat(.l16, sampleRate: rate), listens: false)
    let listener = try stage.addPcm(AudioFormat(.l16Network, sampleRate: rate))
    let pcm = noise(2, Int(rate))
    try stage.write(speaker, item: 1, l16(pcm), last: true)
    try stage.run(1100)
    let bytes = stage.audio[listener.rawValue]!
    let heard = stride(from: 0, to: bytes.count, by: 2).map {
      Int16(bitPattern: UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]))
    }
    #expect(Array(heard[0..<pcm.count]) == pcm)
  }

  @Test func g711FromAPcmLegPassesByteForByte() throws {
    let stage = try Stage()
    let line = Line("MZ1")
    try stage.add(line, LegSettings(.carrier, lead: 0))
    let voice = try stage.addPcm(.telephone)
    var random = Seeded(3)
    let sound = random.bytes(16_000)
    line.speech = random.bytes(16_000)
    try stage.write(voice, item: 1, sound, last: true)
    try stage.run(2400)
    let at = try #require(find(sound[0..<160], in: line.heard))
    #expect(Array(line.heard[at..<at + sound.count]) == sound)
    let heard = stage.audio[voice.rawValue]!
    let there = try #require(find(line.speech[0..<160], in: heard))
    #expect(Array(heard[there..<there + line.speech.count]) == line.speech)
  }

  @Test func theQueueTakesWhatFits() throws {
    let stage = try Stage()
    let voice = try stage.addPcm(AudioFormat(.l16, sampleRate: 8000), queue: 100)
    let pcm = l16(noise(4, 1000))
    #expect(try stage.write(voice, item: 1, pcm) == 1600)
    #expect(try stage.write(voice, item: 1, pcm) == 0)
    #expect(throws: Fault.argument) { try stage.write(voice, item: 1, [1, 2, 3]) }
    try stage.run(200)
    #expect(try stage.room.statistics(voice).queued == 0)
  }

  @Test func itemsAreToldWhereTheyBeginAndEnd() throws {
    let stage = try Stage()
    let voice = try stage.addPcm(.telephone)
    try stage.write(voice, item: 11, [UInt8](repeating: 1, count: 400))
    try stage.write(voice, item: 12, [UInt8](repeating: 2, count: 240))
    try stage.write(voice, item: 13, [UInt8](repeating: 3, count: 100), last: true)
    try stage.run(300)
    let told = stage.events.map { [UInt64($0.kind.rawValue), $0.value, $0.tick, $0.extra] }
    #expect(
      told == [
        [4, 11, 0, 0], [5, 11, 2, 400], [4, 12, 2, 0], [5, 12, 3, 240], [4, 13, 4, 0], [5, 13, 4, 100],
      ])
  }

  @Test func runningDryInAnItemIsToldAndFaded() throws {
    let stage = try Stage()
    let voice = try stage.addPcm(AudioFormat(.l16, sampleRate: 8000), listens: false)
    let listener = try stage.addPcm(AudioFormat(.l16, sampleRate: 8000))
    let loud = [Int16](repeating: 10_000, count: 800)
    try stage.write(voice, item: 1, l16(loud))
    try stage.run(200)
    try stage.write(voice, item: 1, l16(loud), last: true)
    try stage.run(300)
    #expect(stage.count(.starved) == 5)
    #expect(try stage.room.statistics(voice).underruns == 5)
    let heard = samples(stage.audio[listener.rawValue]!)
    // The sound stops and goes on without a step; its own beginning and end stay as they are.
    for i in 1..<2400 { #expect(abs(Int(heard[i]) - Int(heard[i - 1])) <= 300, "at \(i)") }
    #expect(heard[0] == 10_000)
    #expect(heard[799] == 10_000)
    #expect(heard[900..<1600].allSatisfy { $0 == 0 })
    #expect(heard[2399] == 10_000)
    #expect(stage.events.contains { $0.kind == .itemEnded && $0.extra == 1600 })
  }

  @Test func aSourceInRealTimeCanBeHeldBack() throws {
    let stage = try Stage()
    let source = try stage.addPcm(AudioFormat(.l16, sampleRate: 8000), listens: false, minDelay: 60)
    let listener = try stage.addPcm(AudioFormat(.l16, sampleRate: 8000))
    let pcm = noise(6, 16_000)
    // 20 ms at a time, each up to 45 ms late.
    var random = Seeded(6)
    var next = 0
    var at: UInt64 = 0
    try stage.run(2300) { now in
      while next < 100, now >= at {
        try stage.write(source, item: 1, self.l16(Array(pcm[next * 160..<(next + 1) * 160])), last: next == 99)
        next += 1
        at = UInt64(next) * 20_000 + UInt64.random(in: 0...45_000, using: &random)
      }
    }
    let heard = samples(stage.audio[listener.rawValue]!)
    let begin = try #require(heard.firstIndex { $0 != 0 })
    #expect(Array(heard[begin..<begin + pcm.count]) == pcm)
    #expect(stage.count(.starved) == 0)
  }

  @Test func flushAndPauseMakeNoClick() throws {
    let stage = try Stage()
    let voice = try stage.addPcm(AudioFormat(.l16, sampleRate: 16_000), listens: false)
    let listener = try stage.addPcm(AudioFormat(.l16, sampleRate: 8000))
    try stage.write(voice, item: 1, l16([Int16](repeating: 10_000, count: 32_000)))
    try stage.run(200)
    try stage.room.pause(voice, true)
    try stage.run(100)
    try stage.room.pause(voice, false)
    try stage.run(200)
    try stage.room.flush(voice)
    try stage.run(200)
    let heard = samples(stage.audio[listener.rawValue]!)
    for i in 161..<heard.count { #expect(abs(Int(heard[i]) - Int(heard[i - 1])) <= 300, "at \(i)") }
    #expect(heard[heard.count - 800..<heard.count].allSatisfy { $0 == 0 })
    let ended = try #require(stage.events.first { $0.kind == .itemEnded })
    #expect(ended.extra >= 6000 && ended.extra <= 6720)
  }

  @Test func tapsYieldSoundWithItsPlace() throws {
    let stage = try Stage()
    let line = Line("MZ1")
    try stage.add(line)
    var random = Seeded(5)
    line.speech = random.bytes(8000)
    line.sizes = [1, 7, 160, 333]
    try stage.room.setTap(line.id, .wire)
    try stage.run(1100)
    #expect(stage.taps[line.id.rawValue]! == line.speech)
    var next: UInt64 = 0
    for tap in stage.tapPositions {
      #expect(tap.position == next)
      next += UInt64(tap.count)
    }
    stage.taps = [:]
    stage.tapPositions = []
    try stage.room.setTap(line.id, .processed)
    try stage.run(200)
    #expect(stage.taps[line.id.rawValue]!.count == 10 * 320)
    #expect(stage.tapPositions[0].position % 160 == 0)
    #expect(stage.tapPositions[0].position >= 55 * 160)
  }
}
