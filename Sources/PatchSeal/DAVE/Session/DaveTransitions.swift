internal import PatchBase

/// Transitions that we are ready for and that the gateway has not executed yet. Several may be under way.
struct DaveTransitions: ~Copyable {
  struct Entry: Zeroable {
    var id: UInt16 = 0
    /// The protocol version that it leads to.
    var version = 0
    /// Which of our groups' epochs it switches the sender to, counted over the session; 0 none.
    var serial: UInt64 = 0
    var isTaken = false
    /// In which order it came, and when.
    var age: UInt64 = 0
    var since = Ticks(microseconds: 0)
  }

  static let capacity = 16
  private var entries: Block<Entry>
  private var bases: Secret
  private var age: UInt64 = 0

  init(_ memory: inout Memory) {
    entries = Block(DaveTransitions.capacity, &memory)
    bases = Secret(32 * DaveTransitions.capacity, &memory)
  }

  /// True while the gateway has not executed all; after ten seconds it will not.
  borrowing func isPending(at now: Ticks) -> Bool {
    for i in 0..<DaveTransitions.capacity where entries[i].isTaken && now.since(entries[i].since) < 10_000_000 {
      return true
    }
    return false
  }

  /// Remembers a transition; one of the same number goes, and with no place the oldest does. `base` is empty when it
  /// switches to no new key.
  @inline(never)
  mutating func insert(_ id: UInt16, version: Int, serial: UInt64, base: Span<UInt8>, at now: Ticks) {
    var place = 0
    for i in 0..<DaveTransitions.capacity {
      if entries[i].isTaken, entries[i].id == id {
        place = i
        break
      }
      if rank(i) < rank(place) { place = i }
    }
    var entry = Entry(id: id, version: version, serial: serial, isTaken: true)
    // Announced once more without a key, it keeps the one that it has.
    if entries[place].isTaken, entries[place].id == id, base.isEmpty { entry.serial = entries[place].serial }
    age += 1
    entry.age = age
    entry.since = now
    entries[place] = entry
    bases.put(base, place)
  }

  private borrowing func rank(_ i: Int) -> UInt64 { entries[i].isTaken ? entries[i].age : 0 }

  /// Takes the transition of that number out, and its key into `base` when it has one.
  mutating func remove(_ id: UInt16, base: inout MutableSpan<UInt8>) -> Entry? {
    for i in 0..<DaveTransitions.capacity where entries[i].isTaken && entries[i].id == id {
      let entry = entries[i]
      entries[i] = Entry()
      base.copy(from: bases.slot(i).window(0..<HashRatchet.baseCount))
      bases.wipe(i..<i + 1)
      return entry
    }
    return nil
  }

  @inline(never) deinit {}
}
