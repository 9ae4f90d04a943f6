import PatchBase
import PatchEngine
import Testing

@Suite struct TwoCallersTests {
  /// Bytes of every code, with a beginning that is found again.
  private func speech(_ seed: UInt64, seconds: Int) -> [UInt8] {
    var random = Seeded(seed)
    return random.bytes(seconds * 8000)
  }

  @Test func bytesHeardAreBytesSpoken() throws {
    let stage = try Stage()
    let a = Line("MZa")
    let b = Line("MZb")
    try stage.add(a)
    try stage.add(b)
    a.speech = speech(1, seconds: 10)
    b.speech = speech(2, seconds: 10)
    try stage.run(10_400)
    for (speaker, listener) in [(a, b), (b, a)] {
      let at = try #require(find(speaker.speech[0..<400], in: listener.heard))
      #expect(Array(listener.heard[at..<at + speaker.speech.count]) == speaker.speech)
      #expect(listener.heard[0..<at].allSatisfy { $0 == 0xFF })
      #expect(listener.dry == 0)
    }
    #expect(stage.faults.isEmpty)
    #expect(stage.events.allSatisfy { $0.kind == .starved })  // the speech is over; nothing else is told
  }
}
