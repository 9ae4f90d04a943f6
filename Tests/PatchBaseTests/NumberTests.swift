import PatchBase
import Testing

@Suite struct TicksTests {
  @Test func neverWraps() {
    let end = Ticks(microseconds: .max)
    #expect(end.advanced(by: 20_000) == end)
    #expect(Ticks(microseconds: 5).since(end) == 0)
    #expect(end.since(Ticks(microseconds: 1)) == UInt64.max - 1)
  }

  @Test func goingBackCountsAsNothing() {
    var clock = Ticks(microseconds: 100)
    clock.follow(Ticks(microseconds: 40))
    #expect(clock.microseconds == 100)
    clock.follow(Ticks(microseconds: 140))
    #expect(clock.microseconds == 140)
  }
}

@Suite struct SequenceNumberTests {
  @Test func extendsAcrossWraps() {
    var sequence = SequenceNumber()
    var expected = sequence.extend(65_530)
    for number in 65_531...65_530 + 200_000 {
      expected += 1
      #expect(sequence.extend(UInt16(truncatingIfNeeded: number)) == expected)
    }
  }

  @Test func reordersAcrossAWrap() {
    var sequence = SequenceNumber()
    let first = sequence.extend(65_535)
    #expect(sequence.extend(1) == first + 2)
    #expect(sequence.extend(0) == first + 1)
    #expect(sequence.extend(65_534) == first - 1)
    #expect(sequence.extend(1) == first + 2, "an old packet does not move the reference")
  }

  @Test func anExactHalfCountsAsAhead() {
    var sequence = SequenceNumber()
    let first = sequence.extend(0)
    #expect(sequence.extend(0x8000) == first + 0x8000)
  }

  @Test func timestampsExtendToo() {
    var timestamp = MediaTimestamp()
    let first = timestamp.extend(0xFFFF_FF00)
    #expect(timestamp.extend(0x60) == first + 0x160)
    #expect(timestamp.extend(0xFFFF_FF00) == first)
  }
}
