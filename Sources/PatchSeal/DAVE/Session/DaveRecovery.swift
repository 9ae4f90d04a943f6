internal import PatchBase

/// How often a fresh start may be asked for: at once, and after each failure twice as long later, up to half a minute. A
/// group that stands for ten seconds forgives. A group that was promised and does not come is asked for, too.
struct DaveRecovery {
  static let first: UInt64 = 1_000_000
  static let longest: UInt64 = 30_000_000
  static let forgiving: UInt64 = 10_000_000
  /// How long a group may take to come, when others have one.
  static let promise: UInt64 = 5_000_000

  private var pause = DaveRecovery.first
  private var last: Ticks?
  private var established: Ticks?
  private var waiting: UInt16?
  /// When the fresh start that waits may be asked for.
  private(set) var wake: Ticks?

  /// True: now. False: `wake` says when.
  mutating func ask(_ transition: UInt16, at now: Ticks) -> Bool {
    if let established, now.since(established) >= DaveRecovery.forgiving { last = nil }
    established = nil
    guard let last, now.since(last) < pause else {
      pause = last == nil ? DaveRecovery.first : min(2 * pause, DaveRecovery.longest)
      self.last = now
      waiting = nil
      wake = nil
      return true
    }
    waiting = transition
    wake = last.advanced(by: pause)
    return false
  }

  /// Not even the asking worked: once more after the pause.
  mutating func postpone(_ transition: UInt16, at now: Ticks) { expect(transition, within: pause, at: now) }

  /// A group is to come within a time; `settle` says that it did.
  @inline(never)
  mutating func expect(_ transition: UInt16, within span: UInt64 = DaveRecovery.promise, at now: Ticks) {
    guard waiting == nil else { return }
    waiting = transition
    wake = now.advanced(by: span)
  }

  /// The transition of a fresh start whose time has come.
  mutating func due(at now: Ticks) -> UInt16? {
    guard let wake, let waiting, wake <= now else { return nil }
    return ask(waiting, at: now) ? waiting : nil
  }

  /// The gateway begins anew by itself.
  mutating func cancel() {
    waiting = nil
    wake = nil
  }

  /// A group stands: what waited is not needed any more.
  mutating func settle(at now: Ticks) {
    established = now
    cancel()
  }
}
