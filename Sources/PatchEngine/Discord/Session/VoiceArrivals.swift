internal import PatchBase

/// Received frames on their way to `poll`, still encrypted end to end. Some wait: for the user that an SSRC belongs to, or
/// for that user's key. Bounded: the oldest makes way.
struct VoiceArrivals: ~Copyable {
  /// The longest datagram.
  static let stride = 1500
  /// µs that a frame waits for its user or key.
  static let patience: UInt64 = 1_000_000

  enum Phase: UInt8 { case free, ready, needsUser, needsKey }

  struct Slot: Zeroable {
    var phase = Phase.free.rawValue
    var media = VoiceMedia(user: 0, ssrc: 0, sequence: 0, timestamp: 0)
    var stamp: UInt64 = 0
    var start = 0
    var length = 0
    var at = Ticks(microseconds: 0)
  }

  private var slots: Block<Slot>
  private var bytes: Block<UInt8>
  private var stamp: UInt64 = 0
  fileprivate var slotCount: Int { slots.count }
  private var readyCount = 0
  /// Frames that wait for whatever.
  private(set) var count = 0

  @inline(never)
  init(_ capacity: Int, _ memory: inout Memory) {
    slots = Block(capacity, &memory)
    bytes = Block(capacity * VoiceArrivals.stride, &memory)
  }

  /// A place for a datagram; when there was none the oldest frame was forgotten, and that place is given.
  mutating func place() -> (index: Int, crowded: Bool) {
    var oldest = 0
    for i in 0..<slots.count {
      if slots[i].phase == Phase.free.rawValue { return (i, false) }
      if slots[i].stamp < slots[oldest].stamp { oldest = i }
    }
    free(oldest)
    return (oldest, true)
  }

  /// Runs `body` on the datagram at a place, and gives what it gives.
  mutating func change<Result>(
    _ index: Int, _ length: Int, _ body: (inout MutableSpan<UInt8>) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    let start = index * VoiceArrivals.stride
    var all = bytes.mutableSpan
    var datagram = all.window(start..<start + length)
    return try body(&datagram)
  }

  /// The bytes at a place.
  @_lifetime(borrow self)
  borrowing func datagram(_ index: Int, _ length: Int) -> Span<UInt8> {
    let start = index * VoiceArrivals.stride
    return bytes.span.window(start..<start + length)
  }

  mutating func load(_ index: Int, _ datagram: Span<UInt8>) { bytes.store(datagram, at: index * VoiceArrivals.stride) }

  /// The datagram at a place is a frame, which stands in `range` of it.
  mutating func keep(_ index: Int, _ media: VoiceMedia, _ range: Range<Int>, _ phase: Phase, at now: Ticks) {
    stamp &+= 1
    slots[index] = Slot(
      phase: phase.rawValue, media: media, stamp: stamp, start: index * VoiceArrivals.stride + range.lowerBound,
      length: range.count, at: now)
    count += 1
    if phase == .ready { readyCount += 1 }
  }

  /// The oldest frame that waits for nothing.
  borrowing func next() -> Int? {
    guard readyCount > 0 else { return nil }
    var found: Int?
    for i in 0..<slots.count where slots[i].phase == Phase.ready.rawValue {
      if let best = found, slots[best].stamp < slots[i].stamp { continue }
      found = i
    }
    return found
  }

  borrowing func slot(_ index: Int) -> Slot { slots[index] }

  @_lifetime(borrow self)
  borrowing func frame(_ index: Int) -> Span<UInt8> {
    let slot = slots[index]
    return bytes.span.window(slot.start..<slot.start + slot.length)
  }

  mutating func free(_ index: Int) {
    if slots[index].phase == Phase.ready.rawValue { readyCount -= 1 }
    slots[index].phase = Phase.free.rawValue
    count -= 1
  }

  /// The frame has to wait for its key.
  mutating func waitForKey(_ index: Int) {
    readyCount -= 1
    slots[index].phase = Phase.needsKey.rawValue
  }

  /// The owner of a source is known.
  mutating func name(_ ssrc: UInt32, _ user: UInt64) {
    for i in 0..<slots.count where slots[i].phase == Phase.needsUser.rawValue && slots[i].media.ssrc == ssrc {
      slots[i].media.user = user
      slots[i].phase = Phase.ready.rawValue
      readyCount += 1
    }
  }

  /// New keys came.
  mutating func retry() {
    for i in 0..<slots.count where slots[i].phase == Phase.needsKey.rawValue {
      slots[i].phase = Phase.ready.rawValue
      readyCount += 1
    }
  }

  /// One frame that waited for too long is forgotten.
  mutating func expire(at now: Ticks) -> (slot: Slot, cause: VoiceLoss)? {
    guard count > readyCount else { return nil }
    for i in 0..<slots.count where isWaiting(i) && now.since(slots[i].at) >= VoiceArrivals.patience {
      let slot = slots[i]
      free(i)
      return (slot, slot.phase == Phase.needsUser.rawValue ? .unknownSource : .noKey)
    }
    return nil
  }

  /// When the first frame will have waited for too long.
  var nextExpiry: Ticks? {
    guard count > readyCount else { return nil }
    var first: Ticks?
    for i in 0..<slots.count where isWaiting(i) {
      let end = slots[i].at.advanced(by: VoiceArrivals.patience)
      first = min(first ?? end, end)
    }
    return first
  }

  private borrowing func isWaiting(_ index: Int) -> Bool {
    slots[index].phase == Phase.needsUser.rawValue || slots[index].phase == Phase.needsKey.rawValue
  }

  mutating func removeAll() {
    for i in 0..<slots.count { slots[i].phase = Phase.free.rawValue }
    count = 0
    readyCount = 0
  }
}

extension VoiceArrivals {
  /// A frame of that source waits for its user already.
  borrowing func knows(_ ssrc: UInt32) -> Bool {
    for i in 0..<slotCount where slot(i).phase == Phase.needsUser.rawValue && slot(i).media.ssrc == ssrc { return true }
    return false
  }
}
