import PatchBase
import PatchCodec
import PatchEngine
import Testing

/// Legs come and go, gains change, formats differ.
@Suite struct ChangeTests {
  private func speech(_ seed: UInt64, _ count: Int) -> [UInt8] {
    var random = Seeded(seed)
    return random.bytes(count)
  }

  /// μ-law decoded and coded again: the second zero becomes the first.
  private func mixed(_ codes: [UInt8]) -> [UInt8] { codes.map { $0 == 0x7F ? 0xFF : $0 } }

  private func decoded(_ codes: [UInt8], _ law: Law = .mu) -> [Int16] {
    var pcm = [Int16](repeating: 0, count: codes.count)
    var span = pcm.mutableSpan
    G711.decode(codes.span, law: law, into: &span)
    return pcm
  }

  @Test func legsComeAndGoWithoutAStep() throws {
    let stage = try Stage()
    let a = Line("MZa")
    let b = Line("MZb")
    try stage.add(a)
    try stage.add(b)
    a.speech = speech(1, 48_000)
    b.speech = [UInt8](repeating: 0xFF, count: 56_000)
    let third = Line("MZc")
    try stage.run(1500)
    try stage.add(third)
    stage.send(third, third.media(ArraySlice([UInt8](repeating: 0xFF, count: 3200)), timestamp: 0))
    try stage.run(1500)
    try stage.remove(third)
    try stage.run(3500)
    // Into mixing and out of it again: the same samples throughout.
    let at = try #require(find(a.speech[0..<160], in: b.heard))
    #expect(mixed(Array(b.heard[at..<at + 48_000])) == mixed(a.speech))
    // Byte for byte before and after.
    #expect(Array(b.heard[at..<at + 8000]) == Array(a.speech[0..<8000]))
    #expect(Array(b.heard[at + 32_000..<at + 48_000]) == Array(a.speech[32_000..<48_000]))
    let passed = try stage.statistics(b).passedThrough
    #expect(passed > 200 && passed < 270)
  }

  @Test func gainIsARampAndUnityIsExact() throws {
    let stage = try Stage()
    let a = Line("MZa")
    let b = Line("MZb")
    try stage.add(a)
    try stage.add(b)
    a.speech = [UInt8](repeating: 0x90, count: 32_000)
    b.speech = [UInt8](repeating: 0xFF, count: 32_000)
    try stage.run(1000)
    try stage.room.setGain(from: a.id, to: b.id, 0)
    try stage.run(1000)
    try stage.room.setGain(from: a.id, to: b.id, 1)
    try stage.run(1000)
    let heard = decoded(b.heard)
    let full = decoded([0x90])[0]
    let began = try #require(heard.firstIndex(of: full))
    for i in began + 1..<heard.count {
      // Full to nothing within a frame is 1/160 a sample, and coding adds half a step.
      #expect(abs(Int(heard[i]) - Int(heard[i - 1])) <= abs(Int(full)) / 16, "at \(i)")
    }
    #expect(heard.contains(0))
    #expect(b.heard.last == 0x90)
    #expect(stage.events.isEmpty)
  }

  @Test func lawsAndRatesMeet() throws {
    let stage = try Stage()
    let mu = Line("MZmu")
    let a = Line("MZa")
    let linear = Line("MZl16")
    try stage.add(mu)
    try stage.add(a, encoding: "audio/x-alaw")
    try stage.add(linear, encoding: "audio/x-l16", rate: 8000)
    // Softer than the knee, in a range where both laws are fine-grained.
    mu.speech = (0..<16_000).map { UInt8(0xC0 + $0 * 7 % 48) }
    a.speech = [UInt8](repeating: 0xD5, count: 24_000)
    linear.speech = [UInt8](repeating: 0, count: 48_000)
    try stage.run(2400)
    // L16 hears exactly what μ-law says, but for the A-law line, whose silence is 8.
    let said = decoded(mu.speech)
    let heard = stride(from: 0, to: linear.heard.count - 1, by: 2).map {
      Int16(bitPattern: UInt16(linear.heard[$0]) | UInt16(linear.heard[$0 + 1]) << 8)
    }
    let silence = decoded([0xD5], .a)[0]
    let at = try #require((0..<1200).first { i in (0..<200).allSatisfy { heard[i + $0] == said[$0] + silence } })
    #expect((0..<16_000).allSatisfy { heard[at + $0] == said[$0] + silence })
  }

  @Test(arguments: [Int32(16_000), 24_000, 48_000]) func wideRoomsHearThePhone(rate: Int32) throws {
    let stage = try Stage(RoomSettings(sampleRate: rate))
    let a = Line("MZa")
    let b = Line("MZb")
    try stage.add(a)
    try stage.add(b)
    // A tone through the Room's resamplers and back.
    var pcm = [Int16](repeating: 0, count: 16_000)
    var x = 0.0
    var y = 8000.0
    for i in 0..<pcm.count {  // 8000 · sin of 2π·i/10.6
      pcm[i] = Int16(x)
      (x, y) = (x + 0.59 * y, y - 0.59 * (x + 0.59 * y))
    }
    var codes = [UInt8](repeating: 0, count: pcm.count)
    var span = codes.mutableSpan
    G711.encode(pcm.span, law: .mu, into: &span)
    a.speech = codes
    b.speech = [UInt8](repeating: 0xFF, count: 24_000)
    try stage.run(2500)
    let heard = decoded(b.heard)
    func energy(_ part: ArraySlice<Int16>) -> Double { part.reduce(0) { $0 + Double($1) * Double($1) } }
    let said = energy(pcm[4000..<12_000])
    let got = energy(heard[8000..<16_000])
    #expect(abs(got / said - 1) < 0.02)
    #expect(a.heard.allSatisfy { $0 == 0xFF })
    #expect(b.dry == 0)
  }

  @Test func l16LinesAtHighRatesPass() throws {
    let stage = try Stage(RoomSettings(sampleRate: 24_000))
    let a = Line("MZa")
    let b = Line("MZb")
    try stage.add(a, encoding: "audio/x-l16", rate: 24_000)
    try stage.add(b, encoding: "audio/x-l16", rate: 24_000)
    var random = Seeded(4)
    a.speech = (0..<48_000).flatMap { _ in
      let x = Int16.random(in: -20_000...20_000, using: &random)
      return [UInt8(truncatingIfNeeded: x), UInt8(truncatingIfNeeded: x >> 8)]
    }
    a.sizes = [959, 3, 1920, 77]
    b.speech = [UInt8](repeating: 0, count: 144_000)
    try stage.run(2500)
    let at = try #require(find(a.speech[0..<400], in: b.heard))
    #expect(Array(b.heard[at..<at + a.speech.count]) == a.speech)
  }

  @Test func aQuietLegIsSentNothingWhenAsked() throws {
    let stage = try Stage()
    let a = Line("MZa")
    let b = Line("MZb")
    try stage.add(a)
    try stage.add(b, LegSettings(.carrier, sendsSilence: false))
    try stage.run(1000)
    #expect(b.mediaCount == 0)
    a.speech = speech(3, 8000)
    a.sizes = [8000]
    try stage.run(2500)
    #expect(b.mediaCount >= 50 && b.mediaCount <= 57)
    let at = try #require(find(a.speech[0..<160], in: b.received))
    #expect(Array(b.received[at..<at + 8000]) == a.speech)
    #expect(stage.count(.farStarved) == 0)
  }

  @Test func aLegMovesToAnotherRoom() throws {
    let stage = try Stage()
    let other = try Stage()
    let line = Line("MZ1")
    try stage.add(line)
    try stage.run(500)
    let leg = try stage.room.remove(line.id)
    stage.lines = []
    var box: Box<Leg>? = consume leg
    line.id = try other.room.add(&box)
    other.lines = [line]
    other.now = stage.now
    try other.run(500)
    #expect(line.mediaCount >= 50)
    #expect(line.dry <= 160)
  }

  @Test func fixedPrefillIsKept() throws {
    for milliseconds in [0, 20, 60, 200] {
      let stage = try Stage()
      let line = Line("MZ1")
      try stage.add(line, LegSettings(.carrier, prefill: milliseconds))
      try stage.run(1000)
      #expect(line.mediaCount == 50 + (milliseconds + 19) / 20)
      #expect(line.dry == 0)
      #expect(stage.events.isEmpty)
    }
  }

  @Test func theAutomaticPrefillGrowsWithLatenessAndShrinksAgain() throws {
    let stage = try Stage()
    let line = Line("MZ1")
    try stage.add(line)
    stage.lateness = { $0 < 250 && $0 % 10 == 9 ? 17_000 : 0 }
    try stage.run(5000)
    #expect(try stage.statistics(line).prefill == 40)
    #expect(line.dry == 0)
    try stage.run(5000)
    #expect(try stage.statistics(line).prefill == 20)
    #expect(stage.events.filter { $0.kind == .paced }.map(\.extra) == [0, 1])
    #expect(line.dry == 0)
  }
}
