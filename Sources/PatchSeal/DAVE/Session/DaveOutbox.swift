internal import PatchBase

/// What waits to be fetched, in order. Full, it loses its oldest events first.
struct DaveOutbox: ~Copyable {
  struct Item: Zeroable {
    enum Kind: UInt8, BitwiseCopyable {
      case keyPackage, commit, ready, invalid, update, event
    }
    var kind = Kind.event
    /// A transition, or the kind of an event.
    var number: UInt32 = 0
    /// Which key package or commit; the value of an event.
    var value: UInt64 = 0
  }

  static let capacity = 64
  private var items: Block<Item>
  private var first = 0
  private(set) var count = 0
  private(set) var lost: UInt64 = 0

  init(_ memory: inout Memory) { items = Block(DaveOutbox.capacity, &memory) }

  mutating func add(_ kind: Item.Kind, number: UInt32 = 0, value: UInt64 = 0) {
    if count == DaveOutbox.capacity { makeRoom() }
    items[place(count)] = Item(kind: kind, number: number, value: value)
    count += 1
  }

  /// The oldest event goes; without events, the oldest of all.
  private mutating func makeRoom() {
    var place = 0
    while place < count, items[self.place(place)].kind != .event { place += 1 }
    if place == count { place = 0 }
    // An update has its keys elsewhere: those stay, and the next one fetched brings them.
    while place > 0 {
      items[self.place(place)] = items[self.place(place - 1)]
      place -= 1
    }
    _ = pop()
    lost += 1
  }

  /// Where the item stands that is the `index`-th of those that wait. The capacity is a power of two.
  private func place(_ index: Int) -> Int { (first &+ index) & (DaveOutbox.capacity - 1) }

  var next: Item? { count > 0 ? items[first] : nil }

  @discardableResult
  mutating func pop() -> Bool {
    guard count > 0 else { return false }
    first = place(1)
    count -= 1
    return true
  }

  mutating func takeLost() -> UInt64 {
    let told = lost
    lost = 0
    return told
  }
}
