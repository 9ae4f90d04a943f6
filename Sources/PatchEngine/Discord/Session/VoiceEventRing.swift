internal import PatchBase

/// Events that wait for `poll`. Bounded: what does not fit is counted, and told.
struct VoiceEventRing: ~Copyable {
  private var entries: Slab<VoiceEvent>
  private var head = 0
  private var count = 0
  private var missed: UInt64 = 0
  /// Events that did not fit, ever.
  private(set) var overflow: UInt64 = 0

  init(capacity: Int) throws(Fault) {
    guard let entries = Slab<VoiceEvent>(count: capacity, filledWith: VoiceEvent(.overflow)) else { throw .noMemory }
    self.entries = entries
  }

  mutating func add(_ event: VoiceEvent) {
    guard count < entries.count else {
      missed += 1
      overflow += 1
      return
    }
    entries[(head + count) % entries.count] = event
    count += 1
  }

  mutating func take() -> VoiceEvent? {
    guard count > 0 else {
      guard missed > 0 else { return nil }
      defer { missed = 0 }
      return VoiceEvent(.overflow, value: missed)
    }
    defer {
      head = (head + 1) % entries.count
      count -= 1
    }
    return entries[head]
  }
}
