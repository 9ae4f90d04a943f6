internal import PatchBase

/// Events that wait for `poll`. Bounded: what does not fit is counted, and told as `overflow`.
struct EventRing: ~Copyable {
  /// The longest text of an event.
  static let textLimit = 128

  private var queue: Queue
  /// The tick that events belong to.
  var tick: UInt64 = 0
  private var missed: UInt64 = 0
  /// Events that did not fit, ever.
  private(set) var overflow: UInt64 = 0

  /// `text` bytes at most go with an event.
  @inline(never)
  init(_ capacity: Int, text: Int = EventRing.textLimit, _ memory: inout Memory) {
    queue = Queue(capacity, stride: text, &memory)
  }

  @inline(never)
  mutating func add(
    kind: UInt32, value: UInt64, extra: UInt64, peer: UInt64 = 0, text: Span<UInt8> = Span()
  ) {
    guard !queue.isFull else {
      missed += 1
      overflow += 1
      return
    }
    queue.add(Queue.Entry(kind: kind, tick: tick, value: value, extra: extra, peer: peer), text)
  }

  /// The oldest event, its text in `buffer`; of kind `overflow` when some were lost behind it. Nil when there is none;
  /// `noSpace` takes nothing.
  @inline(never)
  mutating func take(
    overflow: UInt32, into buffer: inout MutableSpan<UInt8>
  ) throws(Fault) -> Queue.Entry? {
    guard queue.count > 0 else {
      guard missed > 0 else { return nil }
      defer { missed = 0 }
      return Queue.Entry(kind: overflow, value: missed)
    }
    let entry = queue.first
    _ = try queue.take(into: &buffer)
    return entry
  }
}

// A leg's events, and the Room's.
extension EventRing {
  mutating func add(_ kind: RoomEvent.Kind, value: UInt64 = 0, extra: UInt64 = 0) {
    note(UInt32(bitPattern: kind.rawValue), value, extra)
  }

  /// Most have neither text nor peer.
  @inline(never)
  private mutating func note(_ kind: UInt32, _ value: UInt64, _ extra: UInt64) {
    add(kind: kind, value: value, extra: extra)
  }

  mutating func add(
    _ kind: RoomEvent.Kind, value: UInt64, extra: UInt64 = 0, peer: UInt64 = 0, text: Span<UInt8>
  ) {
    add(kind: UInt32(bitPattern: kind.rawValue), value: value, extra: extra, peer: peer, text: text)
  }

  @inline(never)
  mutating func take(
    leg: SlotID?, into buffer: inout MutableSpan<UInt8>
  ) throws(Fault) -> RoomOutput? {
    guard let entry = try take(overflow: UInt32(bitPattern: RoomEvent.Kind.overflow.rawValue), into: &buffer) else {
      return nil
    }
    let kind = RoomEvent.Kind(rawValue: Int32(bitPattern: entry.kind)) ?? .overflow
    let peer = entry.peer == 0 ? nil : SlotID(rawValue: entry.peer)
    return .event(
      RoomEvent(kind, leg: leg, tick: entry.tick, value: entry.value, extra: entry.extra, peer: peer),
      length: Int(entry.length))
  }
}
