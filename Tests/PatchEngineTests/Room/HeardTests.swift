import PatchBase
import PatchEngine
import Testing

@Suite struct HeardTests {
  /// Never silence, never the second zero, and no two stretches alike.
  private func sound(_ seed: UInt64, _ milliseconds: Int) -> [UInt8] {
    var random = Seeded(seed)
    return random.bytes(milliseconds * 8).map { $0 == 0x7F || $0 == 0xFF ? 0 : $0 }
  }

  private func network(_ random: inout Seeded) -> FarCarrier.Network {
    FarCarrier.Network(
      up: .random(in: 0...400_000, using: &random), down: .random(in: 0...400_000, using: &random),
      jitter: [0, 5000, 10_000].randomElement(using: &random)!,
      burst: [0, 100_000, 250_000, 500_000].randomElement(using: &random)!,
      drift: .random(in: -200...200, using: &random))
  }

  /// 0 to 400 ms of delay each way, echoes in bursts of up to half a second, a carrier's clock that drifts, and an
  /// interruption at any moment.
  @Test func interruptionsTellWhatWasHeard() throws {
    var errors: [Int] = []
    for seed in 1...120 as ClosedRange<UInt64> {
      var random = Seeded(seed)
      let call = try FarCall(network(&random), seed: seed)
      let items = (0..<3).map { sound(seed * 10 + UInt64($0), 1500) }
      try call.run(100)
      for (i, item) in items.enumerated() { try call.write(UInt64(i + 1), item) }
      try call.run(.random(in: 300...4800, using: &random))
      try call.room.flush(call.voice, at: Ticks(microseconds: call.now))
      try call.run(1500)
      guard let clear = call.carrier.clears.first else { continue }
      let told = (0..<3).reduce(0) { $0 + (call.reported(UInt64($1 + 1)) ?? 0) }
      errors.append(told - call.heard(of: items.flatMap { $0 }, before: clear))
      // Nothing of it comes after the clear.
      #expect(items.allSatisfy { find($0[0..<16], in: Array(call.carrier.heard[clear...])) == nil })
      #expect(call.carrier.heard[clear...].filter { $0 != 0xFF }.count <= 160, "a frame of stale sound at most")
    }
    let sizes = errors.map(abs).sorted()
    print(
      "heard: \(sizes.count) interruptions, p50 \(sizes[sizes.count / 2] / 8) ms, p99 \(sizes[sizes.count * 99 / 100] / 8) ms, most \(sizes.last! / 8) ms"
    )
    #expect(sizes.count >= 108)
    #expect(sizes[sizes.count * 99 / 100] <= 160, "20 ms at p99: \(sizes.suffix(6).map { $0 / 8 })")
  }

  @Test func whatIsPlayedToItsEndIsHeardWhole() throws {
    let call = try FarCall(FarCarrier.Network(up: 120_000, down: 80_000, burst: 200_000), seed: 1)
    try call.run(60)
    let items = [sound(1, 700), sound(2, 7), sound(3, 1203)]
    for (i, item) in items.enumerated() { try call.write(UInt64(i), item) }
    try call.run(4000)
    for (i, item) in items.enumerated() { #expect(call.reported(UInt64(i)) == item.count) }
    #expect(call.carrier.clears.isEmpty)
    #expect(try call.room.statistics(call.caller).malformed == 0)
  }

  /// A pause takes back what was not heard; going on says it again, and every sample is heard.
  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func goingOnLosesNoSample(seed: UInt64) throws {
    var random = Seeded(seed)
    let call = try FarCall(network(&random), seed: seed)
    let item = sound(seed, 5000)
    try call.run(100)
    try call.write(7, item)
    for _ in 0..<3 {
      try call.run(.random(in: 250...1200, using: &random))
      try call.room.pause(call.voice, true, at: Ticks(microseconds: call.now))
      try call.run(.random(in: 100...1500, using: &random))
      try call.room.pause(call.voice, false, at: Ticks(microseconds: call.now))
    }
    try call.run(8000)
    var missing = 0
    var from = 0
    for at in stride(from: 0, to: item.count - 16, by: 16) {
      if let place = find(item[at..<at + 16], in: call.carrier.heard, from: max(from - 4000, 0)) {
        from = place
      } else {
        missing += 1
      }
    }
    #expect(missing == 0)
    #expect(call.reported(7) == item.count)
    // What is said twice is little.
    #expect(call.carrier.heard.filter { $0 != 0xFF }.count < item.count + 4 * 8 * 60)
  }

  /// A pause that is confirmed reports what was heard when it began.
  @Test func aPauseCanBeConfirmed() throws {
    let call = try FarCall(FarCarrier.Network(up: 50_000, down: 50_000), seed: 3)
    let item = sound(9, 3000)
    try call.run(100)
    try call.write(1, item)
    try call.run(1000)
    try call.room.pause(call.voice, true, at: Ticks(microseconds: call.now))
    try call.run(700)
    #expect(call.reported(1) == nil)
    try call.room.flush(call.voice, at: Ticks(microseconds: call.now))
    try call.run(100)
    let told = try #require(call.reported(1))
    #expect(abs(told - call.heard(of: item, before: call.carrier.clears[0])) <= 16)
    #expect(call.carrier.clears.count == 1)
    // And what comes next is said.
    let next = sound(10, 400)
    try call.write(2, next)
    try call.run(1000)
    #expect(call.reported(2) == next.count)
    #expect(find(next[0..<next.count], in: call.carrier.heard) != nil)
  }

  /// The estimate of the far queue follows the carrier's clock, by the echoes of marks.
  @Test(arguments: [-400.0, 400.0])
  func theFarQueueFollowsTheCarriersClock(drift: Double) throws {
    let call = try FarCall(FarCarrier.Network(up: 30_000, down: 40_000, drift: drift), seed: 5)
    try call.run(180_000)
    let estimate = try call.room.statistics(call.caller).farQueue
    let late = Int64(estimate) - Int64(call.carrier.queued)
    // What is on its way to the carrier is in the estimate: 30 ms at 50 frames a second.
    #expect(abs(late) < 60_000, "estimate \(estimate), there \(call.carrier.queued)")
    #expect(call.carrier.queued < 80_000)
    #expect(call.carrier.dry < 8 * 60)
  }

  /// A mark that comes back at once, as some carriers do it, says nothing about what was heard.
  @Test func earlyEchoesAreNotBelieved() throws {
    let call = try FarCall(FarCarrier.Network(up: 20_000, down: 20_000), seed: 6)
    let item = sound(4, 4000)
    try call.run(100)
    try call.write(1, item)
    for n in 0..<40 {
      try call.run(50)
      let text = Array(#"{"event":"mark","streamSid":"MZ1","sequenceNumber":"9","mark":{"name":"pp.\#(n)"}}"#.utf8)
      try? call.room.message(call.caller, text.span, at: Ticks(microseconds: call.now))
    }
    try call.room.flush(call.voice, at: Ticks(microseconds: call.now))
    try call.run(500)
    let told = try #require(call.reported(1))
    #expect(abs(told - call.heard(of: item, before: call.carrier.clears[0])) <= 160)
  }
}
