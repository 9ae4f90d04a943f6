import PatchAudio
import PatchBase
import Testing

@Suite struct ConcealmentTests {
  func fadeOut(_ concealment: inout Concealment, _ count: Int) -> [Int16] {
    var out = [Int16](repeating: 77, count: count)
    var span = out.mutableSpan
    concealment.fadeOut(into: &span)
    return out
  }

  func bridge(_ concealment: inout Concealment, to next: [Int16], _ count: Int) -> [Int16] {
    var out = [Int16](repeating: 77, count: count)
    var span = out.mutableSpan
    concealment.bridge(to: next.span, into: &span)
    return out
  }

  @Test func mirrorsTheEndAndFadesToNothing() throws {
    var concealment = try Concealment(samples: 4)
    concealment.note(([100, 200, 300, 400] as [Int16]).span)
    #expect(fadeOut(&concealment, 4) == [400, 225, 100, 25])
    let silent = concealment.isSilent
    #expect(silent)
    #expect(fadeOut(&concealment, 4) == [0, 0, 0, 0])
  }

  @Test func bridgesFromTheEndToTheBeginning() throws {
    var concealment = try Concealment(samples: 4)
    concealment.note(([0, 0, 0, 1000] as [Int16]).span)
    let out = bridge(&concealment, to: [-2000, 0, 0, 0], 4)
    #expect(out == [1000, 0, 0, -2000])
  }

  @Test func withNothingBeforeOnlyTheNextFadesIn() throws {
    var concealment = try Concealment(samples: 4)
    #expect(bridge(&concealment, to: [400, 300, 200, 100], 4) == [25, 100, 225, 400])
    #expect(bridge(&concealment, to: [], 4) == [0, 0, 0, 0])
  }

  @Test func longGapsAreSilentInTheMiddle() throws {
    var concealment = try Concealment(samples: 2)
    concealment.note(([50, 60] as [Int16]).span)
    #expect(bridge(&concealment, to: [10, 20], 6) == [60, 25, 0, 0, 10, 10])
  }

  @Test func shortPiecesAreRememberedTogether() throws {
    var concealment = try Concealment(samples: 4)
    for x: Int16 in [10, 20, 30, 40, 50] { concealment.note([x].span) }
    #expect(fadeOut(&concealment, 4) == [50, 30, 15, 5])
    concealment.note(([1, 2, 3, 4, 5, 6, 7, 8] as [Int16]).span)
    #expect(fadeOut(&concealment, 2) == [8, 3])
  }

  @Test func channelsStayApart() throws {
    var concealment = try Concealment(samples: 8, channels: 2)
    concealment.note(([1000, -1, 1000, -1, 1000, -1, 1000, -1] as [Int16]).span)
    let out = fadeOut(&concealment, 8)
    #expect(stride(from: 0, to: 8, by: 2).map { out[$0] } == [1000, 750, 500, 250])
    #expect(stride(from: 1, to: 8, by: 2).allSatisfy { out[$0] == -1 || out[$0] == 0 })
  }

  @Test func fullScaleStaysInRange() throws {
    var concealment = try Concealment(samples: 160)
    let low = [Int16](repeating: -32768, count: 160)
    concealment.note(low.span)
    #expect(bridge(&concealment, to: low, 160).allSatisfy { $0 <= -32_500 })
    concealment.reset()
    let silent = concealment.isSilent
    #expect(silent)
  }

  @Test func sizesOutOfRangeAreRefused() {
    for (samples, channels) in [(0, 1), (9601, 1), (161, 2), (4, 0)] {
      #expect(throws: Fault.argument) { _ = try Concealment(samples: samples, channels: channels) }
    }
  }
}
