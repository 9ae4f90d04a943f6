internal import PatchBase

/// An estimate of the playback queue at the far side of a carrier: what was sent, less the time since.
struct FarQueue {
  private var emptyAt: Ticks?

  /// What waits there at `now`, in µs.
  func depth(at now: Ticks) -> UInt64 { emptyAt?.since(now) ?? 0 }

  /// Notes that sound of `length` µs is sent at `now`. Gives for how long the queue had been empty before it, in µs;
  /// 0 for the first sound, and after `clear` or `rest`.
  mutating func send(_ length: UInt64, at now: Ticks) -> UInt64 {
    guard let emptyAt else {
      self.emptyAt = now.advanced(by: length)
      return 0
    }
    let dry = now.since(emptyAt)
    self.emptyAt = max(emptyAt, now).advanced(by: length)
    return dry
  }

  /// Sound of `length` µs that was noted as sent did not leave after all.
  mutating func withdraw(_ length: UInt64) {
    guard let emptyAt else { return }
    self.emptyAt = Ticks(microseconds: emptyAt.microseconds - min(emptyAt.microseconds, length))
  }

  /// The queue was emptied on purpose, or is allowed to run out: the next sound is a first one.
  mutating func clear() { emptyAt = nil }

  /// True when nothing is there and nothing needs to be.
  var isIdle: Bool { emptyAt == nil }
}
