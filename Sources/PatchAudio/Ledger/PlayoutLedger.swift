public import PatchBase

/// What was sent to a player far away, and how much of it was heard.
///
/// The player has a queue: what is sent is appended, and played in real time. Every sample has a position, counted from
/// the beginning, and may belong to items: sounds that somebody wants to know about. The cursor, which is what has been
/// heard, follows from the time since sound was sent; that is exact whatever the delay to the player, as long as the delay
/// stays the same, because what stops the sound takes as long to get there. Marks that the player sends back when it gets to
/// them tell when the player's queue ran dry, and how its clock runs: see `MarkClock`. A mark alone is never believed: one
/// that comes back early moves nothing, one that comes back late, together with others, moves nothing either.
///
/// Nothing is ever heard that was not sent.
public struct PlayoutLedger: ~Copyable {
  struct Segment: Zeroable {
    var entry = 0
    var start: Int64 = 0
    var count: Int64 = 0
    var from: Int64 = 0
    var to: Int64 = 0

    /// The position behind it. Positions are sums of what was sent: they are far from overflow.
    var finish: Int64 { start &+ count }

    /// How far into the item the cursor is; `from` when it is not here yet.
    @inline(never)
    func reached(_ cursor: Int64) -> Int64 {
      guard cursor > start, count > 0 else { return from }
      return cursor >= finish ? to : from + (to - from) * (cursor - start) / count
    }
  }

  struct Entry: Zeroable {
    enum State: UInt8 { case free, open, over }
    var state = State.free.rawValue
    var isClosed = false
    var source: UInt64 = 0
    var item: UInt64 = 0
    var rate: Int32 = 8000
    var heard: Int64 = 0
    var total: Int64 = -1
  }

  /// Samples a second.
  public let rate: Int32
  /// The position of the next sample sent.
  public private(set) var end: Int64 = 0
  /// The position up to which was heard, when last asked.
  public private(set) var cursor: Int64 = 0
  /// Items whose report was lost because too many were under way.
  public private(set) var lost: UInt64 = 0

  private var emptyAt: Ticks?
  private var segments: Block<Segment>
  private var count = 0
  private var entries: Block<Entry>
  private var clock: MarkClock
  private var memory = Memory()

  /// [setup] `items` that can be under way at once.
  public init(rate: Int32, items: Int = 32) throws(Fault) {
    var memory = Memory()
    self.init(rate: rate, items: items, &memory)
    self.memory = memory
    try self.memory.check()
  }

  /// [setup] The same for a part of something bigger, in its owner's memory: the owner checks.
  @inline(never)
  public init(rate: Int32, items: Int = 32, _ memory: inout Memory) {
    memory.require(rate > 0 && items > 0 && items <= 4096)
    self.rate = rate
    segments = Block(items &* 2 &+ 16, &memory)
    entries = Block(items, &memory)
    clock = MarkClock(&memory)
  }

  // MARK: What waits at the player

  /// What waits there at `now`, in µs, as far as is known.
  public func depth(at now: Ticks) -> UInt64 { emptyAt?.since(now) ?? 0 }

  /// True when nothing is there and nothing needs to be.
  public var isIdle: Bool { emptyAt == nil }

  /// The delay to the player and back, in µs; nil while no mark came back.
  public var roundTrip: UInt64? { clock.roundTrip }

  /// By how much the player was found to be behind our reckoning since the beginning, in µs; ahead when negative.
  public var slip: Int64 { clock.slip }

  /// True while something of an item waits.
  public var isSounding: Bool {
    for i in 0..<count where segments[i].finish > cursor { return true }
    return false
  }

  /// True while something of a source waits.
  public func isWaiting(source: UInt64) -> Bool {
    for i in 0..<count where entries[segments[i].entry].source == source {
      if segments[i].finish > cursor { return true }
    }
    return false
  }

  // MARK: Sending

  /// Notes that `samples` are sent at `now`. Gives for how long the queue had been empty before, in µs; 0 for the first
  /// sound, and after `clear` or `rest`.
  public mutating func send(_ samples: Int, at now: Ticks) -> UInt64 {
    let samples = min(max(samples, 0), 1 << 20)
    let length = UInt64(samples) * 1_000_000 / UInt64(rate)
    end += Int64(samples)
    guard let emptyAt else {
      self.emptyAt = now.advanced(by: length)
      return 0
    }
    let dry = now.since(emptyAt)
    self.emptyAt = max(emptyAt, now).advanced(by: length)
    return dry
  }

  /// Says what is in the last `frame` samples that were sent.
  public mutating func attribute(_ part: PlayedPart, frame: Int) {
    // Bounds that no sound passes keep the products below in 64 bits.
    guard part.count > 0, part.start >= 0, part.start + part.count <= frame, frame <= 1 << 20, part.to >= part.from,
      part.from >= 0, part.to < 1 << 40, part.to - part.from < 1 << 24, let entry = open(part)
    else { return }
    let start = end - Int64(frame - part.start)
    if part.isLast { close(entry, part.to) }
    for i in 0..<count where segments[i].entry == entry {
      let last = segments[i]
      guard last.start + last.count == start, last.count < 1 << 30, last.to - last.from < 1 << 32, last.to == part.from,
        (part.to - part.from) * last.count == (last.to - last.from) * Int64(part.count)
      else { continue }
      segments[i].count += Int64(part.count)
      segments[i].to = part.to
      return
    }
    if count == segments.count { drop(0) }
    segments[count] = Segment(entry: entry, start: start, count: Int64(part.count), from: part.from, to: part.to)
    count += 1
  }

  /// An item is complete: nothing more of it comes, unless it is sent again.
  public mutating func close(source: UInt64, item: UInt64, total: Int64) {
    if let entry = find(source, item) { close(entry, total) }
  }

  /// The items of a source are not over: what was not heard of them comes again.
  public mutating func reopen(source: UInt64) {
    for i in 0..<entries.count where isOpen(i) && entries[i].source == source { entries[i].isClosed = false }
  }

  /// The next sound is a first one: the queue is allowed to run out.
  public mutating func rest() { emptyAt = nil }

  /// `samples` noted as sent did not leave after all; `behind` of those noted after them did, or will.
  public mutating func withdraw(_ samples: Int, behind: Int) {
    let upper = end - Int64(behind)
    let lower = max(upper - Int64(samples), cursor)
    guard lower < upper else { return }
    let gone = upper &- lower
    for i in 0..<count {
      let segment = segments[i]
      let (begin, finish) = (segment.start, segment.finish)
      var left = segment
      left.start = begin <= lower ? begin : max(begin &- gone, lower)
      left.count = (finish <= lower ? finish : max(finish &- gone, lower)) &- left.start
      if finish > lower, begin >= lower { left.from = segment.reached(max(begin, upper)) }
      if finish > lower, finish <= upper { left.to = segment.reached(max(lower, begin)) }
      segments[i] = left
    }
    end -= gone
    clock.withdraw(from: upper, gone)
    if let emptyAt {
      let length = UInt64(gone) * 1_000_000 / UInt64(rate)
      self.emptyAt = Ticks(microseconds: emptyAt.microseconds - min(emptyAt.microseconds, length))
    }
  }

  // MARK: Marks

  /// A mark stands behind what was sent so far; gives its number.
  public mutating func mark() -> UInt32 { clock.mark(at: end) }

  /// The player sent a mark back. False for a number that is not under way.
  @discardableResult
  public mutating func acknowledge(_ number: UInt32, at now: Ticks) -> Bool {
    guard let emptyAt else { return clock.forget(number) }
    guard let shift = clock.acknowledge(number, end: end, emptyAt: emptyAt, rate: rate, at: now) else { return false }
    if shift != 0 {
      self.emptyAt =
        shift > 0
        ? emptyAt.advanced(by: UInt64(shift))
        : Ticks(microseconds: emptyAt.microseconds - min(emptyAt.microseconds, UInt64(-shift)))
    }
    return true
  }

  // MARK: What was heard

  /// Time passes.
  public mutating func advance(to now: Ticks) {
    let waits = Int64(min(depth(at: now), 1 << 40)) * Int64(rate) / 1_000_000
    cursor = max(end - waits, 0)
    // A second of what was heard is kept: the reckoning may be corrected.
    let old = cursor - Int64(rate)
    var i = 0
    while i < count {
      if segments[i].finish <= old || segments[i].count == 0 { drop(i) } else { i += 1 }
    }
    for i in 0..<entries.count where isOpen(i) && entries[i].isClosed {
      if !isWaiting(i) { entries[i].state = Entry.State.over.rawValue }
    }
  }

  /// The player throws away what was not heard at `now`.
  public mutating func clear(at now: Ticks) {
    advance(to: now)
    for i in 0..<count {
      let segment = segments[i]
      let kept = min(max(cursor - segment.start, 0), segment.count)
      guard kept < segment.count else { continue }
      segments[i].to = segment.reached(cursor)
      segments[i].count = kept
    }
    end = cursor
    emptyAt = nil
    clock.flush()
  }

  /// Ends the items of `source`, or of all, where they are; with `whole`, as if all that was sent had been heard. Their
  /// reports come from `take`.
  @inline(never)
  public mutating func finish(source: UInt64? = nil, whole: Bool = false) {
    for i in 0..<entries.count where isOpen(i) && (source == nil || entries[i].source == source!) {
      entries[i].heard = heard(i, whole ? .max : cursor)
      entries[i].state = Entry.State.over.rawValue
      forget(i)
    }
  }

  /// The report on an item that is over: each comes once.
  public mutating func take() -> HeardItem? {
    for i in 0..<entries.count where entries[i].state == Entry.State.over.rawValue {
      let entry = entries[i]
      let samples = heard(i, cursor)
      forget(i)
      entries[i].state = Entry.State.free.rawValue
      return HeardItem(
        source: entry.source, item: entry.item, samples: samples,
        microseconds: UInt64(max(samples, 0)) * 1_000_000 / UInt64(max(entry.rate, 1)),
        isWhole: entry.total >= 0 && samples >= entry.total)
    }
    return nil
  }

  /// How far into which item the sound of a source was heard. Nil when nothing of it is under way.
  public func position(of source: UInt64) -> (item: UInt64, samples: Int64)? {
    var best: Int64 = -1
    var found: (item: UInt64, samples: Int64)?
    for i in 0..<count where entries[segments[i].entry].source == source {
      let segment = segments[i]
      let place = min(cursor, segment.finish)
      if place > best || found == nil {
        best = place
        found = (entries[segment.entry].item, segment.reached(cursor))
      }
    }
    return found
  }

  // MARK: Parts

  private func isOpen(_ entry: Int) -> Bool { entries[entry].state == Entry.State.open.rawValue }

  private func isWaiting(_ entry: Int) -> Bool {
    for i in 0..<count where segments[i].entry == entry && segments[i].finish > cursor {
      return true
    }
    return false
  }

  private func heard(_ entry: Int, _ cursor: Int64) -> Int64 {
    var most = entries[entry].heard
    for i in 0..<count where segments[i].entry == entry && cursor > segments[i].start {
      most = max(most, segments[i].reached(cursor))
    }
    return most
  }

  private mutating func close(_ entry: Int, _ total: Int64) {
    entries[entry].isClosed = true
    entries[entry].total = total
  }

  private func find(_ source: UInt64, _ item: UInt64) -> Int? {
    for i in 0..<entries.count where isOpen(i) && entries[i].source == source && entries[i].item == item { return i }
    return nil
  }

  /// The entry of a part; a new one when there is none.
  private mutating func open(_ part: PlayedPart) -> Int? {
    if let entry = find(part.source, part.item) { return entry }
    var place = -1
    for i in 0..<entries.count where entries[i].state == Entry.State.free.rawValue {
      place = i
      break
    }
    if place < 0 {
      // Too many: the report on the oldest sound is given up.
      lost += 1
      place = count > 0 ? segments[0].entry : 0
      forget(place)
    }
    entries[place] = Entry(
      state: Entry.State.open.rawValue, source: part.source, item: part.item, rate: part.rate)
    return place
  }

  private mutating func drop(_ index: Int) {
    let segment = segments[index]
    entries[segment.entry].heard = max(entries[segment.entry].heard, segment.reached(cursor))
    count -= 1
    for i in index..<count { segments[i] = segments[i &+ 1] }
  }

  private mutating func forget(_ entry: Int) {
    var i = 0
    while i < count {
      if segments[i].entry == entry {
        count -= 1
        for k in i..<count { segments[k] = segments[k &+ 1] }
      } else {
        i += 1
      }
    }
  }
}
