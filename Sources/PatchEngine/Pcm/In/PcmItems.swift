internal import PatchAudio
internal import PatchBase

/// Which sample in a PCM leg's queue belongs to which item. Positions count the leg's samples since it was made.
struct PcmItems: ~Copyable {
  struct Item: Zeroable {
    var id: UInt64 = 0
    var start: Int64 = 0
    var end: Int64 = 0
    var isClosed = false
    var isStarted = false
  }

  private var items: Block<Item>
  private var head = 0
  private var count = 0
  private var past = 0  // items before the first that are over, and still known
  /// Where the next sample written goes.
  private(set) var end: Int64 = 0
  /// Where the live cursor is.
  private(set) var played: Int64 = 0
  /// The item that ended last in the present tick, and its length.
  var ended: (item: UInt64, total: Int64)?

  init(_ capacity: Int, _ memory: inout Memory) { items = Block(capacity, &memory) }

  /// True when every sample of every item was played, and the last item is complete.
  var isEmpty: Bool { count == 0 }

  /// True while an item that was heard in part is not over.
  var isBegun: Bool { count > 0 && items[head].isStarted }

  /// True when all of every item was written.
  var isComplete: Bool { count > 0 && items[(head + count - 1) % items.count].isClosed }

  /// Makes `id` the item that is written to. False when there are too many.
  mutating func open(_ id: UInt64) -> Bool {
    if count > 0 {
      let newest = (head + count - 1) % items.count
      if items[newest].id == id, !items[newest].isClosed { return true }
    }
    guard count < items.count else { return false }
    close()
    items[(head + count) % items.count] = Item(id: id, start: end, end: end)
    count += 1
    past = min(past, items.count - count)
    return true
  }

  /// More samples of the newest item.
  mutating func extend(by samples: Int64) {
    end += samples
    items[(head + count - 1) % items.count].end = end
  }

  /// The newest item is complete.
  mutating func close() {
    guard count > 0 else { return }
    items[(head + count - 1) % items.count].isClosed = true
  }

  /// True when a complete item ends at this position.
  mutating func isClosed(at position: Int64) -> Bool {
    for i in 0..<count {
      let item = items[(head + i) % items.count]
      if item.end >= position { return item.end == position && item.isClosed }
    }
    return false
  }

  /// Part `index` of what is in a stretch; nil behind the last. A frame of the Room begins with the stretch.
  mutating func part(_ index: Int, of stretch: Stretch, rate: Int32, roomRate: Int32) -> PlayedPart? {
    var left = index
    for i in -past..<count {
      let item = items[(head + items.count + i) % items.count]
      let a = max(item.start, stretch.start)
      let b = min(item.end, stretch.end)
      guard a < b else { continue }
      left -= 1
      guard left < 0 else { continue }
      let first = Int(a - stretch.start) * Int(roomRate) / Int(rate)
      let last = Int(b - stretch.start) * Int(roomRate) / Int(rate)
      return PlayedPart(
        item: item.id, rate: rate, from: a - item.start, to: b - item.start, start: first, count: last - first,
        isLast: item.isClosed && item.end == b)
    }
    return nil
  }

  /// Where a sample of an item stands; nil for one that is not known any more.
  mutating func position(of item: UInt64, _ samples: Int64) -> Int64? {
    var i = count - 1
    while i >= -past {
      let found = items[(head + items.count + i) % items.count]
      if found.id == item { return found.start + samples }
      i -= 1
    }
    return nil
  }

  /// The live cursor goes back to a position that was played.
  mutating func rewind(to position: Int64) { played = position }

  /// Moves the live cursor, and tells what begins and ends on the way.
  mutating func play(to position: Int64, _ events: inout EventRing) {
    played = position
    while count > 0 {
      let item = items[head]
      if !item.isStarted, item.end > item.start {
        guard played > item.start else { return }
        items[head].isStarted = true
        events.add(.itemStarted, value: item.id)
      }
      guard item.isClosed, played >= item.end else { return }
      if item.end > item.start {
        events.add(.itemEnded, value: item.id, extra: UInt64(item.end - item.start))
        ended = (item.id, item.end - item.start)
      }
      removeFirst()
    }
  }

  /// Ends everything where it is. Items that had not begun end after 0 samples.
  mutating func end(_ events: inout EventRing) {
    while count > 0 {
      let item = items[head]
      events.add(.itemEnded, value: item.id, extra: UInt64(max(0, min(played, item.end) - item.start)))
      removeFirst()
    }
    played = end
  }

  private mutating func removeFirst() {
    head = (head + 1) % items.count
    count -= 1
    past += 1
  }
}
