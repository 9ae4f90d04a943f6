import NIOCore
import NIOEmbedded
import PatchBase
import Testing

@testable import PatchServer

@Suite struct SlotWheelTests {
  final class Member: Ticking {
    var times: [UInt64] = []
    func tick(at now: Ticks) { times.append(now.microseconds) }
  }

  @Test func everyMemberTicksOnceInTwentyMilliseconds() {
    let loop = EmbeddedEventLoop()
    loop.advanceTime(by: .seconds(100))
    let wheel = SlotWheel<Member>(loop: loop)
    let members = (0..<100).map { _ in Member() }
    for member in members { wheel.add(member) }
    for _ in 0..<2000 { loop.advanceTime(by: .microseconds(500)) }
    for member in members {
      #expect(member.times.count == 51, "one at once, then fifty in a second")
      #expect(zip(member.times, member.times.dropFirst()).allSatisfy { $1 - $0 == 20_000 })
    }
    #expect(Set(members.map { $0.times[0] }).count == 20, "spread over the slots")
    wheel.stop()
  }

  @Test func fewShareTheirSlots() {
    let loop = EmbeddedEventLoop()
    loop.advanceTime(by: .seconds(100))
    let wheel = SlotWheel<Member>(loop: loop)
    let members = (0..<9).map { _ in Member() }
    for member in members {
      wheel.add(member)
      loop.advanceTime(by: .microseconds(7300))
    }
    for member in members { member.times.removeAll() }
    for _ in 0..<100 { loop.advanceTime(by: .milliseconds(1)) }
    #expect(members.allSatisfy { $0.times.count == 5 })
    let phases = Set(members.flatMap(\.times).map { $0 % 20_000 })
    #expect(phases.count == 3, "four, four and one")
    wheel.stop()
  }

  @Test func lateTimersDoNotShiftTheGrid() {
    let loop = EmbeddedEventLoop()
    loop.advanceTime(by: .seconds(100))
    let wheel = SlotWheel<Member>(loop: loop)
    let member = Member()
    wheel.add(member)
    for late in [1, 7, 3, 19, 0, 12] { loop.advanceTime(by: .microseconds(20_000 + Int64(late) * 1000 / 7)) }
    #expect(member.times.count == 7)
    #expect(zip(member.times, member.times.dropFirst()).allSatisfy { $1 - $0 == 20_000 })
    wheel.stop()
  }

  @Test func whoLeavesIsNotServed() {
    let loop = EmbeddedEventLoop()
    loop.advanceTime(by: .seconds(100))
    let wheel = SlotWheel<Member>(loop: loop)
    let (one, two) = (Member(), Member())
    wheel.add(one)
    wheel.add(two)
    loop.advanceTime(by: .milliseconds(100))
    wheel.remove(one)
    let served = one.times.count
    loop.advanceTime(by: .milliseconds(100))
    #expect(one.times.count == served && two.times.count > served)
    wheel.remove(two)
    let last = two.times.count
    loop.advanceTime(by: .milliseconds(100))
    wheel.add(two)
    loop.advanceTime(by: .milliseconds(40))
    #expect(two.times.count == last + 3, "the wheel stands still while it is empty")
    wheel.stop()
  }

  @Test func howLateTicksWereIsCounted() {
    let loop = EmbeddedEventLoop()
    loop.advanceTime(by: .seconds(100))
    let lateness = TickLateness()
    let wheel = SlotWheel<Member>(loop: loop, lateness: lateness)
    wheel.add(Member())
    for _ in 0..<100 { loop.advanceTime(by: .milliseconds(1)) }
    #expect(lateness.snapshot.counts.first == 5, "a member that is added has not been late")
    lateness.record(.microseconds(-3))
    lateness.record(.microseconds(50))
    lateness.record(.microseconds(51))
    lateness.record(.seconds(1))
    let counted = lateness.snapshot
    #expect(counted.counts.count == TickLateness.bounds.count + 1)
    #expect(counted.counts[0] == 7 && counted.counts[1] == 1 && counted.counts.last == 1)
    #expect(counted.sumMicroseconds == 1_000_101)
    wheel.stop()
  }
}
