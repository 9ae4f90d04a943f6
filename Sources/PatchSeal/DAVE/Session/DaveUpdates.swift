internal import PatchBase

/// Changes of keys that wait to be fetched. Full, what comes joins the newest.
struct DaveUpdates: ~Copyable {
  static let capacity = 4
  private var ring: InlineArray<4, DaveUpdate>
  private var first = 0
  private(set) var count = 0

  init(_ users: Int, _ memory: inout Memory) {
    ring = [
      DaveUpdate(users, &memory), DaveUpdate(users, &memory), DaveUpdate(users, &memory), DaveUpdate(users, &memory),
    ]
  }

  /// Where the next change goes: an empty one, or the newest when there is none left. True: it is a new one.
  mutating func open() -> (index: Int, isNew: Bool) {
    guard count < DaveUpdates.capacity else { return (newest, false) }
    count += 1
    return (newest, true)
  }

  // The capacity is a power of two.
  private var newest: Int { (first &+ count &- 1) & (DaveUpdates.capacity - 1) }

  subscript(_ index: Int) -> DaveUpdate {
    _read { yield ring[index] }
    _modify { yield &ring[index] }
  }

  /// Moves the oldest change to `update`.
  mutating func take(into update: inout DaveUpdate) throws(Fault) -> Bool {
    guard count > 0 else { return false }
    try update.take(from: &ring[first])
    first = (first &+ 1) & (DaveUpdates.capacity - 1)
    count -= 1
    return true
  }
}
