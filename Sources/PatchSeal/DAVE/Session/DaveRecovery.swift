internal import PatchBase

/// How often a fresh start may be asked for: at once, and after each failure twice as long later, up to half a minute. A
/// group that stands for ten seconds forgives.
struct DaveRecovery {
  static let first: UInt64 = 1_000_000
  static let longest: UInt64 = 30_000_000
  static let forgiving: UInt64 = 10_000_000

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
  mutating func postpone(_ transition: UInt16, at now: Ticks) {
    waiting = transition
    wake = now.advanced(by: pause)
  }

  /// The transition of a fresh start whose time has come.
  mutating func due(at now: Ticks) -> UInt16? {
    guard let wake, let waiting, wake <= now else { return nil }
    _ = ask(waiting, at: now)
    return waiting
  }

  /// A group stands: what waited is not needed any more.
  mutating func settle(at now: Ticks) {
    established = now
    waiting = nil
    wake = nil
  }
}
