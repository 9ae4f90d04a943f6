import PatchAudio
import PatchBase
import PatchEngine
import Testing

/// Random networks in front of a receiver: each frame is heard once, byte for byte and in order, or counted.
@Suite struct ReceiverLawsTests {
  struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  /// A frame whose bytes tell its number.
  func frame(_ number: Int) -> [UInt8] {
    (0..<160).map { $0 < 4 ? UInt8(truncatingIfNeeded: number >> (8 * $0)) : UInt8(truncatingIfNeeded: $0 ^ number) }
  }

  func number(_ bytes: [UInt8]) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) } }

  @Test(arguments: 0..<30) func packets(seed: Int) throws {
    var random = Random(state: UInt64(seed) &* 77 &+ 5)
    let rig = try ReceiverRig(
      .plain(.mulaw), seed % 2 == 0 ? .datagram : .stream, start: [0, 40, 80][seed % 3], max: [100, 400][seed % 2],
      adaptive: false)
    let first = Int.random(in: 0...65_535, using: &random)
    var arrivals: [(time: Int, number: Int)] = []
    for n in 0..<1500 {
      if Double.random(in: 0..<1, using: &random) < [0, 0.1][seed % 2] { continue }
      let jitter = [0, 20, 80, 300][seed % 4]
      for _ in 0..<(Int.random(in: 0..<20, using: &random) == 0 ? 2 : 1) {
        arrivals.append((n * 20 + (jitter == 0 ? 0 : Int.random(in: 0...jitter, using: &random)), n))
      }
    }
    arrivals.sort { $0.time < $1.time }
    var at = 0
    var heard: [Int] = []
    var laws = true
    for tick in 0..<1600 {
      while at < arrivals.count, arrivals[at].time <= tick * 20 {
        let n = arrivals[at].number
        rig.insert(UInt16(truncatingIfNeeded: first + n), UInt32(truncatingIfNeeded: n * 160) &- 8000, frame(n))
        at += 1
      }
      let pull = rig.pull()
      laws = laws && rig.lawsHold && (pull.frame.kind == .played) == pull.frame.untouched
      guard pull.frame.kind == .played else { continue }
      heard.append(number(pull.bytes))
      laws = laws && pull.bytes == frame(number(pull.bytes)) && pull.pcm == ReceiverRig.decode(pull.bytes)
    }
    #expect(laws)
    #expect(heard == Array(Set(heard)).sorted(), "each once, in order")
    let counts = rig.receiver.lifetime
    #expect(counts.received == UInt64(arrivals.count))
    #expect(counts.played == UInt64(heard.count) && counts.taken == counts.played + counts.stretched)
    #expect(counts.resyncs == 0)
    // Every frame that was sent and not heard is behind a count.
    let missing = Set(arrivals.map(\.number)).subtracting(heard).count
    #expect(UInt64(missing) <= counts.late + counts.discarded + counts.stretched)
  }

  @Test(arguments: 0..<30) func streams(seed: Int) throws {
    var random = Random(state: UInt64(seed) &* 99 &+ 1)
    let rig = try ReceiverRig(start: [0, 40][seed % 2], max: [100, 400, 2000][seed % 3], adaptive: false)
    var position = 0
    var pending: [UInt8] = []
    var stalled = 0
    var heard: [Int] = []
    var sent: [Int] = []
    var laws = true
    var skipped = 0
    for n in 0..<1500 {
      if seed % 4 == 3, Int.random(in: 0..<200, using: &random) == 0, pending.isEmpty, stalled == 0 {
        let frames = Int.random(in: 1...40, using: &random)
        position += frames * 160
        skipped += frames
      }
      if Int.random(in: 0..<150, using: &random) == 0 { stalled = Int.random(in: 1...30, using: &random) }
      pending += frame(n)
      sent.append(n)
      if stalled > 0 {
        stalled -= 1
      } else {
        // What a stall held back comes in pieces of any size.
        while !pending.isEmpty {
          let size = Int.random(in: 1...pending.count, using: &random)
          rig.append(Array(pending.prefix(size)), position: Int64(position))
          position += size
          pending.removeFirst(size)
        }
      }
      let pull = rig.pull()
      laws = laws && rig.lawsHold
      if pull.frame.kind == .played { heard.append(number(pull.bytes)) }
    }
    while rig.receiver.now.queued > 0 {
      let pull = rig.pull()
      if pull.frame.kind == .played { heard.append(number(pull.bytes)) }
    }
    #expect(laws)
    #expect(heard == Array(Set(heard)).sorted(), "each once, in order")
    let counts = rig.receiver.lifetime
    #expect(counts.played == UInt64(heard.count))
    #expect(counts.received == counts.played + counts.stretched + counts.discarded)
    #expect(counts.received == UInt64(sent.count - pending.count / 160))
    #expect(counts.lost <= UInt64(skipped))
    #expect(counts.late + counts.duplicate + counts.rejected + counts.resyncs == 0)
  }
}
