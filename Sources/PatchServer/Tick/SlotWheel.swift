import NIOCore
import PatchBase

/// Something that wants 20 ms of its work done every 20 ms.
protocol Ticking: AnyObject {
  /// The first `now` is exactly on the grid of the member's slot, so that all later ones are at or behind it: how late
  /// they are is for the member to judge.
  func tick(at now: Ticks)
}

/// The one timer of an event loop: every millisecond has its turn of twenty slots, and an empty slot wakes nobody. Deadlines are
/// counted from the start and never from the last run, so nothing drifts; members are spread over the slots, so their packets are
/// too: by fours while they are few, since waking costs more than a tick.
///
/// Confined to its loop.
final class SlotWheel<Member: Ticking> {
  private let loop: any EventLoop
  private let lateness: TickLateness?
  private var slots = [[Member]](repeating: [], count: 20)
  private var timer: Scheduled<Void>?
  private var start = NIODeadline.uptimeNanoseconds(0)
  /// Everything up to this step has had its turn.
  private var served: Int64 = 0
  private var armed: Int64 = .max
  private static var stepLength: TimeAmount { .milliseconds(1) }
  private static var company: Int { 4 }

  init(loop: any EventLoop, lateness: TickLateness? = nil) {
    self.loop = loop
    self.lateness = lateness
  }

  /// Adds a member to a slot, and lets it tick once for the time that this slot was last due, so that its own grid of
  /// 20 ms is the slot's.
  func add(_ member: Member) {
    loop.assertInEventLoop()
    if armed == .max {
      start = loop.now
      served = 0
    } else {
      // Slots before the armed one are empty.
      served = max(served, min(reached, armed - 1))
    }
    let index = roomiest
    slots[index].append(member)
    member.tick(at: time(served - Int64((Int(served % Int64(slots.count)) - index + slots.count) % slots.count)))
    arm()
  }

  func remove(_ member: Member) {
    for index in slots.indices { slots[index].removeAll { $0 === member } }
    if slots.allSatisfy(\.isEmpty) { stop() }
  }

  func stop() {
    timer?.cancel()
    timer = nil
    armed = .max
  }

  /// One that some are in already, while they are few; else the emptiest.
  private var roomiest: Int {
    slots.indices.filter { (1..<Self.company).contains(slots[$0].count) }.max { slots[$0].count < slots[$1].count }
      ?? Self.order.min { slots[$0].count < slots[$1].count } ?? 0
  }

  /// Far from each other first.
  private static var order: [Int] { (0..<20).map { $0 * 7 % 20 } }

  private var reached: Int64 { (loop.now - start).nanoseconds / Self.stepLength.nanoseconds }

  /// Wakes for the next slot that somebody is in.
  private func arm() {
    let turn = served + 1...served + Int64(slots.count)
    guard let next = turn.first(where: { !slots[Int($0 % Int64(slots.count))].isEmpty }), next < armed else { return }
    timer?.cancel()
    armed = next
    timer = loop.assumeIsolated().scheduleTask(deadline: deadline(next)) { [weak self] in self?.fire() }
  }

  private func fire() {
    let (reached, begun) = (reached, start)
    // After a pause everyone is served once; how much to catch up is the member's business.
    served = max(served, reached - Int64(slots.count))
    while served < reached, armed < .max, start == begun {
      served += 1
      serve(served)
    }
    guard armed < .max, start == begun else { return }
    timer = nil
    armed = .max
    arm()
  }

  private func serve(_ step: Int64) {
    let members = slots[Int(step % Int64(slots.count))]
    for member in members {
      let now = loop.now
      lateness?.record(now - deadline(step))
      member.tick(at: max(time(step), Ticks(microseconds: now.uptimeNanoseconds / 1000)))
    }
  }

  private func time(_ step: Int64) -> Ticks { Ticks(microseconds: deadline(step).uptimeNanoseconds / 1000) }

  private func deadline(_ step: Int64) -> NIODeadline { start + .milliseconds(step) }
}
