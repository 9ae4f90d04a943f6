import PatchAudio
import PatchBase
import Testing

/// Random networks: whatever they do, every packet is accounted for exactly once.
@Suite struct JitterLawsTests {
  struct Network {
    var loss = 0.0
    var duplicate = 0.0
    var jitter = 0  // ms
    var stall = 0.0
    var jump = 0.0
    var far = 0.0
  }

  @Test(arguments: 0..<60) func everyPacketIsAccountedFor(seed: Int) throws {
    var random = Random(UInt64(seed))
    func chance(_ p: Double) -> Bool { Double.random(in: 0..<1, using: &random) < p }
    let network = Network(
      loss: [0, 0.05, 0.3][seed % 3], duplicate: seed % 2 == 0 ? 0 : 0.1, jitter: [0, 30, 150, 600][seed % 4],
      stall: seed % 5 == 0 ? 0.01 : 0, jump: seed % 7 == 0 ? 0.003 : 0, far: seed % 11 == 0 ? 0.01 : 0)
    let transport: Transport = seed % 2 == 0 ? .stream : .datagram
    let rig = try JitterRig(
      transport, start: [0, 40, 100][seed % 3], max: [100, 300, 1000][(seed / 3) % 3], conceal: seed % 6)

    // Arrivals, in time order.
    var arrivals: [(time: Int, sequence: Int64, timestamp: Int64)] = []
    var sequence = Int64.random(in: 0..<100_000, using: &random)
    var timestamp = Int64.random(in: 0..<1 << 32, using: &random)
    var stalledUntil = 0
    for frame in 0..<2000 {
      let sent = frame * 20
      sequence += 1
      timestamp += 160
      if chance(network.jump) { sequence += Int64.random(in: -5000...5000, using: &random) }
      if sequence < 0 { sequence = 0 }
      if chance(network.jump) { timestamp += Int64.random(in: -50_000...50_000, using: &random) }
      if chance(network.stall) { stalledUntil = sent + Int.random(in: 100...2000, using: &random) }
      if chance(network.loss) { continue }
      for _ in 0..<(chance(network.duplicate) ? 2 : 1) {
        let delay = network.jitter == 0 ? 0 : Int.random(in: 0...network.jitter, using: &random)
        let number = chance(network.far) ? Int64.random(in: 0..<1 << 40, using: &random) : sequence
        arrivals.append((max(sent + delay, stalledUntil), number, max(timestamp, 0)))
      }
    }
    arrivals.sort { $0.time < $1.time }

    var outcomes: [JitterInsert: Int] = [:]
    var played: [Int64: Int] = [:]
    var accepted: Set<Int64> = []
    var frames: [JitterRig.Frame] = []
    var at = 0
    for tick in 0..<2400 {
      while at < arrivals.count, arrivals[at].time <= tick * 20 {
        let outcome = rig.insert(arrivals[at].sequence, timestamp: arrivals[at].timestamp)
        outcomes[outcome, default: 0] += 1
        if outcome == .queued || outcome == .overflow { accepted.insert(arrivals[at].sequence & 0xFFFF_FFFF) }
        at += 1
        #expect(rig.lawsHold)
      }
      let frame = rig.pull()
      frames.append(frame)
      if case .packet(let number) = frame { played[number, default: 0] += 1 }
      #expect(rig.lawsHold)
      #expect(rig.buffer.now.buffered <= UInt64(rig.buffer.settings.maxDelay) * 1000 + 20_000)
    }

    let counts = rig.buffer.lifetime
    #expect(counts.pulls == 2400)
    #expect(counts.received == UInt64(arrivals.count))
    #expect(counts.late == UInt64(outcomes[.late] ?? 0))
    #expect(counts.duplicate == UInt64(outcomes[.duplicate] ?? 0))
    #expect(counts.rejected == UInt64(outcomes[.rejected] ?? 0))
    #expect(counts.taken == UInt64(played.values.reduce(0, +)))
    #expect(counts.played == counts.taken, "packets of one frame each")
    #expect(Set(played.keys).isSubset(of: accepted))
    if counts.resyncs == 0 {
      #expect(played.values.allSatisfy { $0 == 1 }, "no packet is played twice")
      let order = frames.compactMap { if case .packet(let n) = $0 { n } else { nil } }
      #expect(order == order.sorted())
    }
    switch transport {
    case .stream: #expect(counts.silence <= 2400)
    case .datagram: #expect(counts.starved == 0)
    }
  }

  @Test(arguments: 0..<20) func everyNumberWasTakenLostOrDiscarded(seed: Int) throws {
    var random = Random(UInt64(1000 + seed))
    let rig = try JitterRig(seed % 2 == 0 ? .stream : .datagram, start: 40, max: [60, 200][seed % 2])
    let first: Int64 = 65_000
    rig.insert(first)
    _ = rig.pulls(3)  // it was played: from now on nothing comes before it
    var sequence = first
    for _ in 0..<3000 {
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        sequence += [1, 1, 1, 1, 2, 3, 30][Int.random(in: 0..<7, using: &random)]
        rig.insert(sequence)
        if Bool.random(using: &random) { rig.insert(sequence - Int64.random(in: 0...4, using: &random)) }
      }
      rig.pull()
    }
    while rig.buffer.now.queued > 0 { rig.pull() }
    let counts = rig.buffer.lifetime
    #expect(counts.resyncs == 0)
    #expect(rig.lawsHold)
    #expect(UInt64(sequence - first + 1) == counts.taken + counts.lost + counts.discarded)
  }

  @Test func aCleanStreamComesOutWholeForDays() throws {
    let rig = try JitterRig(.stream)
    var expected: Int64 = 0
    for n: Int64 in 0..<200_000 {
      rig.insert(n)
      if case .packet(let number) = rig.pull() {
        #expect(number == expected)
        expected += 1
      }
    }
    let counts = rig.buffer.lifetime
    #expect(counts.played == 199_999 && counts.silence == 1)
    #expect(counts.discarded + counts.lost + counts.starved + counts.concealed == 0)
  }

  /// Five minutes with a sender whose clock is wrong by 500 parts in a million: 150 ms.
  @Test(arguments: [-500, 500]) func driftShowsAsALevel(ppm: Int) throws {
    let rig = try JitterRig(.stream)
    var sent: Int64 = 0
    for tick in 0..<15_000 {
      while Int(sent) * 20_000 * (1_000_000 - ppm) / 1_000_000 <= tick * 20_000 {
        rig.insert(sent)
        sent += 1
      }
      rig.pull()
    }
    let counts = rig.buffer.lifetime
    #expect(counts.lost + counts.discarded == 0)
    #expect(rig.lawsHold)
    if ppm < 0 {
      #expect((6...8).contains(counts.starved))
      #expect(rig.buffer.surplus(pending: 0) <= 160)
    } else {
      #expect(counts.starved == 0)
      #expect((6 * 160...9 * 160).contains(rig.buffer.surplus(pending: 0)))
    }
  }
}
