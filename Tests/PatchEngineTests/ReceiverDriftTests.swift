import Foundation
import PatchAudio
import PatchBase
import PatchEngine
import Testing

/// A quarter of an hour with a sender whose clock is wrong, over a network with jitter: the delay stays where it belongs, all that
/// was sent is heard, and every run gives the same sound.
@Suite struct ReceiverDriftTests {
  struct Outcome: Equatable {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var counts = JitterCounts()
    var mostHeld: UInt64 = 0
    var mostInARow = 0
  }

  /// A voice that speaks for 1.2 s and pauses for 0.8 s, as frames of μ-law.
  static let talk: [[UInt8]] = (0..<100).map { frame in
    let pcm = (0..<160).map { i -> Int16 in
      let t = Double(frame * 160 + i) / 8000
      guard frame % 100 < 60 else { return Int16((frame * 7 + i * 13) % 5 - 2) }
      let voice = (1...5).reduce(0.0) { $0 + sin(2 * .pi * 125 * Double($1) * t) / Double($1) }
      return Int16(5000 * voice)
    }
    return ReceiverRig.encode(pcm)
  }

  func call(ppm: Int, seconds: Int, transport: Transport) throws -> Outcome {
    let rig = try ReceiverRig(.plain(.mulaw), transport)
    var random = Seeded(UInt64(ppm + 1000))
    var outcome = Outcome()
    var sent = 0
    var waiting: [(at: Int, number: Int)] = []
    var row = 0
    for tick in 0..<seconds * 50 {
      let now = tick * 20_000
      while sent * 20_000 * (1_000_000 - ppm) / 1_000_000 <= now {
        waiting.append((now + Int.random(in: 0...8000, using: &random), sent))
        sent += 1
      }
      for one in waiting where one.at <= now {
        rig.insert(
          UInt16(truncatingIfNeeded: one.number), UInt32(truncatingIfNeeded: one.number * 160),
          Self.talk[one.number % 100])
      }
      waiting.removeAll { $0.at <= now }
      let pull = rig.pull()
      for x in pull.pcm { outcome.hash = (outcome.hash ^ UInt64(UInt16(bitPattern: x))) &* 0x100_0000_01B3 }
      if tick > 250 { outcome.mostHeld = max(outcome.mostHeld, rig.receiver.now.buffered) }
      row = pull.frame.kind == .concealed || pull.frame.kind == .starved ? row + 1 : 0
      outcome.mostInARow = max(outcome.mostInARow, row)
    }
    outcome.counts = rig.receiver.lifetime
    #expect(rig.lawsHold)
    return outcome
  }

  @Test(arguments: [-500, -100, 100, 500], [Transport.datagram, .stream])
  func aWrongClockIsFollowedInThePauses(ppm: Int, transport: Transport) throws {
    let outcome = try call(ppm: ppm, seconds: 900, transport: transport)
    let counts = outcome.counts
    #expect(counts.lost + counts.discarded + counts.resyncs == 0)
    #expect(outcome.mostHeld <= 120_000)
    #expect(outcome.mostInARow <= 1)
    #expect(counts.concealed + counts.starved <= 3)
    // 450 ms at 500 ppm, in steps of ten or twenty.
    if abs(ppm) == 500 { #expect((15...120).contains(counts.stretched)) }
    #expect(counts.played > 44_000)
  }

  @Test func everyRunIsTheSame() throws {
    let first = try call(ppm: 300, seconds: 60, transport: .datagram)
    let second = try call(ppm: 300, seconds: 60, transport: .datagram)
    #expect(first == second)
  }
}
