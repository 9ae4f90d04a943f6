import NIOCore
import PatchBase

/// Something that wants 20 ms of its work done every 20 ms.
protocol Ticking: AnyObject {
  /// The first `now` is exactly on the grid of the member's slot, so that all later ones are at or behind it: how late
  /// they are is for the member to judge.
  func tick(at now: Ticks)
}

/// The one timer of an event loop: every millisecond it serves one of twenty slots. Deadlines are counted from the start
/// and never from the last run, so nothing drifts; members are spread over the slots, so their packets are too.
///
/// Confined to its loop.
final class SlotWheel<Member: Ticking> {
  private let loop: any EventLoop
  private let lateness: TickLateness?
  private var slots = [[Member]](repeating: [], count: 20)
  private var timer: Scheduled<Void>?
  private var start = NIODeadline.uptimeNanoseconds(0)
  private var step: Int64 = 0
  private static var stepLength: TimeAmount { .milliseconds(1) }

  init(loop: any EventLoop, lateness: TickLateness? = nil) {
    self.loop = loop
    self.lateness = lateness
  }

  /// Adds a member to the emptiest slot, and lets it tick once for the time that this slot was last due, so that its
  /// own grid of 20 ms is the slot's.
  func add(_ member: Member) {
    loop.assertInEventLoop()
    if timer == nil {
      start = loop.now
      step = 0
      arm()
    }
    let index = slots.indices.min { slots[$0].count < slots[$1].count } ?? 0
    slots[index].append(member)
    let last = step - 1
    let back = (Int(last % Int64(slots.count)) - index + slots.count) % slots.count
    member.tick(at: time(last - Int64(back)))
  }

  func remove(_ member: Member) {
    for index in slots.indices { slots[index].removeAll { $0 === member } }
    if slots.allSatisfy(\.isEmpty) { stop() }
  }

  func stop() {
    timer?.cancel()
    timer = nil
  }

  private func arm() {
    step += 1
    timer = loop.assumeIsolated().scheduleTask(deadline: deadline(step)) { [weak self] in self?.fire() }
  }

  private func fire() {
    let now = loop.now
    let reached = (now - start).nanoseconds / Self.stepLength.nanoseconds
    // After a pause everyone is served once; how much to catch up is the member's business.
    step = max(step, reached - Int64(slots.count) + 1)
    serve(step)
    while step < reached, timer != nil {
      step += 1
      serve(step)
    }
    if timer != nil { arm() }
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
