import Testing

@testable import PatchLab

@Suite struct FiguresTests {
  @Test func theMedianIsInTheMiddle() throws {
    #expect(Median([]) == nil)
    #expect(Median([7])?.median == 7)
    #expect(Median([4, 1])?.median == 2.5)
    #expect(Median([9, 1, 5])?.median == 5)
    #expect(Median([8, 2, 6, 4])?.median == 5)
  }

  @Test func theIntervalIsThatOfTheBinomialLaw() throws {
    // From a table of order statistics: at 95 % ranks 1 and 6 of 6, 2 and 10 of 11, 6 and 16 of 21, 10 and 22 of 31.
    for (count, low, high) in [(3, 1.0, 3.0), (6, 1, 6), (11, 2, 10), (21, 6, 16), (31, 10, 22)] {
      let one = try #require(Median((1...count).map(Double.init).shuffled()))
      #expect(one.low == low && one.high == high, "of \(count): \(one)")
    }
    #expect(try #require(Median([10, 10, 10])).spread == 0)
    #expect(try #require(Median([9, 10, 12])).spread == 0.2)
  }

  @Test func aChangeIsToldWhenItIsOne() throws {
    let before = (0..<15).map { 100 + Double($0 % 5) }
    #expect(try #require(Change(from: before, to: before)).verdict == .same)
    let slower = try #require(Change(from: before, to: before.map { $0 * 1.1 }))
    #expect(slower.verdict == .slower && slower.low > 1.05 && slower.high < 1.15)
    #expect(abs(slower.ratio - 1.1) < 1e-9)
    #expect(try #require(Change(from: before, to: before.map { $0 * 0.9 })).verdict == .faster)
    // One per cent is nothing to speak of, however sure.
    #expect(try #require(Change(from: [100, 100, 100], to: [101, 101, 101])).verdict == .same)
  }

  @Test func whatIsScatteredIsUnsure() throws {
    let wild = [50.0, 210, 90, 160, 70, 140, 100]
    #expect(try #require(Change(from: wild, to: wild.reversed().map { $0 * 1.05 })).verdict == .unsure)
    #expect(Change(from: wild, to: [90, 0]) == nil)
    #expect(Change(from: [], to: wild) == nil)
  }

  @Test func theSameMeasurementsSayTheSame() {
    let one = [5.0, 6, 7, 8], other = [6.0, 6, 9, 8]
    #expect(Change(from: one, to: other) == Change(from: one, to: other))
  }
}
