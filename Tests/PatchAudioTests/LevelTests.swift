import PatchAudio
import Testing

@Suite struct LevelTests {
  @Test func aFullSineIsThreeBelow() {
    var level = Level()
    let sine = Signals.sine(1000, amplitude: 32767, count: 8000)
    for frame in 0..<50 { level.measure(Array(sine[frame * 160..<(frame + 1) * 160]).span) }
    #expect(level.samples == 8000)
    #expect(abs(level.rmsDecibels + 3.01) < 0.01)
    #expect(abs(level.peakDecibels) < 0.01)
  }

  @Test func squareAndSilence() {
    var level = Level()
    #expect(level.rmsDecibels == -127 && level.peakDecibels == -127)
    level.measure([Int16](repeating: 0, count: 160).span)
    #expect(level.rms == 0 && level.rmsDecibels == -127)
    level.reset()
    level.measure([Int16](repeating: -32768, count: 160).span)
    #expect(level.rms == 32768 && level.peak == 32768 && level.rmsDecibels == 0)
  }

  @Test func clippingIsCountedInSamplesAndRuns() {
    var level = Level()
    level.measure(([0, 32767, 5, 32767, 32767, 32767, 0, -32768, -32767] as [Int16]).span)
    #expect(level.clipped == 6)
    #expect(level.clippedRuns == 2)
    // A run goes on in the next frame, and is not counted twice.
    level.measure(([-32767, 32767, 32767] as [Int16]).span)
    #expect(level.clipped == 9)
    #expect(level.clippedRuns == 3)
  }

  @Test func aRunMayBeginWhereAFrameEnds() {
    var level = Level()
    level.measure(([32767] as [Int16]).span)
    #expect(level.clippedRuns == 0)
    level.measure(([32767] as [Int16]).span)
    #expect(level.clippedRuns == 1)
    level.measure(([1] as [Int16]).span)
    level.measure(([32767] as [Int16]).span)
    #expect(level.clippedRuns == 1)
  }

  @Test func theCeilingOfACodec() {
    var level = Level(ceiling: 32124)
    level.measure(([32124, 32124, -32124, 100] as [Int16]).span)
    #expect(level.clipped == 3)
    #expect(level.clippedRuns == 1)
  }
}
