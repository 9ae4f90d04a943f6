internal import PatchBase

/// The events of one leg that wait for `poll`. Bounded: what does not fit is counted, and told as `overflow`.
struct EventRing: ~Copyable {
  /// The longest text of an event.
  static let textLimit = 128

  struct Entry: BitwiseCopyable {
    var kind = RoomEvent.Kind.overflow.rawValue
    var tick: UInt64 = 0
    var value: UInt64 = 0
    var extra: UInt64 = 0
    var peer: UInt64 = 0
    var length = 0
  }

  private var entries: Slab<Entry>
  private var texts: Slab<UInt8>
  private var head = 0
  private var count = 0
  private var missed: UInt64 = 0
  /// Events that did not fit, ever.
  private(set) var overflow: UInt64 = 0

  init(capacity: Int) throws(Fault) {
    guard let entries = Slab<Entry>(count: capacity, filledWith: Entry()),
      let texts = Slab<UInt8>(count: capacity * EventRing.textLimit, filledWith: 0)
    else { throw .noMemory }
    self.entries = entries
    self.texts = texts
  }

  var isEmpty: Bool { count == 0 && missed == 0 }

  mutating func add(
    _ kind: RoomEvent.Kind, tick: UInt64, value: UInt64 = 0, extra: UInt64 = 0, text: Span<UInt8> = Span(),
    peer: UInt64 = 0
  ) {
    guard count < entries.count else {
      missed += 1
      overflow += 1
      return
    }
    let place = (head + count) % entries.count
    let length = min(text.count, EventRing.textLimit)
    entries[place] = Entry(kind: kind.rawValue, tick: tick, value: value, extra: extra, peer: peer, length: length)
    if length > 0 {
      texts.store(text.window(0..<length), at: place * EventRing.textLimit)
    }
    count += 1
  }

  /// The oldest event, its text in `buffer`. Nil when there is none; `noSpace` takes nothing.
  mutating func take(
    leg: SlotID?, into buffer: inout MutableSpan<UInt8>
  ) throws(Fault) -> (event: RoomEvent, length: Int)? {
    guard count > 0 else {
      guard missed > 0 else { return nil }
      let event = RoomEvent(.overflow, leg: leg, value: missed)
      missed = 0
      return (event, 0)
    }
    let entry = entries[head]
    guard buffer.count >= entry.length else { throw .noSpace(needed: entry.length) }
    let start = head * EventRing.textLimit
    buffer.copy(from: texts.span.window(start..<start + entry.length))
    head = (head + 1) % entries.count
    count -= 1
    let kind = RoomEvent.Kind(rawValue: entry.kind) ?? .overflow
    let peer = entry.peer == 0 ? nil : SlotID(rawValue: entry.peer)
    return (
      RoomEvent(kind, leg: leg, tick: entry.tick, value: entry.value, extra: entry.extra, peer: peer), entry.length
    )
  }

  @inline(never) deinit {}
}
