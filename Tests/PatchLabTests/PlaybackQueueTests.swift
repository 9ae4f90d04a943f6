import Testing

@testable import PatchLab

@Suite struct PlaybackQueueTests {
  private func queue(limit: Int = 100_000) -> PlaybackQueue { PlaybackQueue(silence: [0xFF], limit: limit) }
  private let sound = [UInt8](repeating: 1, count: 160)

  @Test func soundIsHeardWhereTheOneBeforeEnds() {
    var queue = queue()
    #expect(queue.append(sound, at: 100) == .queued)
    #expect(queue.append(sound, at: 110) == .queued)
    #expect(queue.timeline.chunks.map(\.position) == [100, 260])
    #expect(queue.timeline.gaps == [.init(position: 0, length: 100, cause: .opening)])
    #expect(queue.timeline.received == sound + sound)
  }

  @Test func runningDryLeavesAGapWithItsPlace() {
    var queue = queue()
    _ = queue.append(sound, at: 0)
    _ = queue.append(sound, at: 163)
    #expect(queue.timeline.gaps == [.init(position: 160, length: 3, cause: .dry)])
    #expect(queue.timeline.bytes == sound + [0xFF, 0xFF, 0xFF] + sound)
  }

  @Test func aMarkComesBackWhenItsSoundIsPlayed() {
    var queue = queue()
    _ = queue.append(sound, at: 0)
    queue.mark("a", at: 10)
    #expect(queue.takeDue(at: 159) == [])
    #expect(queue.takeDue(at: 160) == ["a"])
    #expect(queue.marks.first?.flushed == false)
  }

  @Test func aMarkBehindNothingComesBackAtOnce() {
    var queue = queue()
    queue.mark("a", at: 10)
    #expect(queue.takeDue(at: 10) == ["a"])
  }

  @Test func clearDropsTheQueueAndReturnsTheMarksInOrder() {
    var queue = queue()
    _ = queue.append(sound, at: 0)
    queue.mark("a", at: 1)
    _ = queue.append(sound, at: 2)
    queue.mark("b", at: 3)
    #expect(queue.clear(at: 200) == ["a", "b"])
    #expect(queue.marks.map(\.flushed) == [false, true])
    #expect(queue.clears == [.init(at: 200, dropped: 120)])
    #expect(queue.timeline.bytes.count == 200)
    #expect(queue.timeline.chunks.map(\.length) == [160, 40])
    _ = queue.append(sound, at: 240)
    #expect(queue.timeline.gaps == [.init(position: 200, length: 40, cause: .cleared)])
  }

  @Test func aFullQueueRefuses() {
    var queue = queue(limit: 400)
    #expect(queue.append(sound, at: 0) == .queued)
    #expect(queue.append(sound, at: 0) == .queued)
    #expect(queue.append(sound, at: 0) == .overflow)
    #expect(queue.append(sound, at: 100) == .queued)
  }

  @Test func hangingUpLosesWhatWaits() {
    var queue = queue()
    _ = queue.append(sound, at: 0)
    queue.finish(at: 100)
    #expect(queue.timeline.bytes.count == 100)
    queue.finish(at: 130)
    #expect(queue.timeline.bytes.count == 130)
  }

  @Test func gapsOfWideSamplesAreWholeSamples() {
    var queue = PlaybackQueue(silence: [0, 0], limit: 1000)
    _ = queue.append([1, 2], at: 7)
    #expect(queue.timeline.bytes == [0, 0, 0, 0, 0, 0, 1, 2])
  }
}
