public import PatchBase

/// Packets in as the network brings them, one decision every 20 ms out. It stores bytes and decides; decoding and
/// stretching are the caller's.
///
/// Time is counted in ticks of 20 ms, so that the sender's clock against ours shows as a level that rises or falls. The
/// delay aimed for follows what `JitterDelays` learned; `surplus` says by how much the sound should be made shorter or
/// longer to get there. An empty buffer never skips ahead: what is still on its way is played when it comes, so the
/// delay grows by each frame that was waited for, and what a later packet proves lost is not waited for twice. Beyond
/// the greatest delay sound is discarded, and one invented frame leads across. Packets handed out are always whole.
///
/// Sequence numbers and timestamps are extended (`SequenceNumber`, `MediaTimestamp`). Memory is taken at `init` only.
public struct JitterBuffer: ~Copyable {
  // What is used most comes first: its addresses are short.
  private let frame: Int
  private let least: Int  // the delay aimed for is never less; of media clock, as all below
  private var greatest: Int

  private var begun = false
  private var committed = false  // a turn has passed since it began: nothing older is let in
  private var playing = false
  private var next: Int64 = 0  // whose turn it is
  private var end: Int64 = 0  // after the newest
  private var expected: Int64 = 0  // timestamp of `next`
  private var packetMedia: Int  // of the last packet accepted: a missing one is taken to be as long
  private var waited = 0  // media invented or silent since the last packet, while empty
  private var bridge = false
  private var suspect: Int64?
  private var clock = Ticks(microseconds: 0)
  private var waitingSince = Ticks(microseconds: 0)
  private var lastDelay: UInt64 = 0
  private var ticks: Int64 = 0  // passed, times a frame: the media time of the next
  private var learned = false  // since `aim` was set
  private var jumped = false  // timestamps of another origin follow
  private var aim = Aim()
  private var store: JitterStore
  public let settings: JitterSettings
  /// Counts since `init` or `reset`. `pulls` and what it is made of count calls of `pull`.
  public private(set) var lifetime = JitterCounts()
  private var asked = JitterCounts()
  private var delays = JitterDelays()
  private var memory = Memory()

  /// Further behind than this, or further ahead than the next, is another stream until a second packet confirms it
  /// (RFC 3550, appendix A.1).
  private static let misorder: Int64 = 100
  private static let dropout: Int64 = 3000
  /// After this many frames of nothing a talk is over: the next is buffered anew.
  private static let pauseLimit = 50
  /// Numbers whose sums, differences and media cannot overflow: where they are made, operators wrap. Nor do counts.
  private static let sequences: Range<Int64> = 0..<1 << 40
  private static let times: Range<Int64> = 0..<1 << 60

  /// Offsets of the play-out, by which a timestamp is played later than its number.
  private struct Aim {
    var earliest: Int64 = 0  // where the packet that came fastest is played without delay
    var goal: Int64?
  }

  public init(_ settings: JitterSettings) throws(Fault) {
    var memory = Memory()
    self.init(settings, &memory)
    self.memory = memory
    try self.memory.check()
  }

  /// The same for a part of something bigger, in its owner's memory: the owner checks.
  @inline(never)
  public init(_ settings: JitterSettings, _ memory: inout Memory) {
    memory.require(settings.isValid)
    // Packets may be shorter than a frame; then the slots, and not the delay, are the bound.
    var capacity = 16
    while capacity < settings.maxDelay / 20 + 16 { capacity *= 2 }
    store = JitterStore(capacity: capacity, maxPayload: settings.maxPayload, &memory)
    self.settings = settings
    frame = settings.frameSamples
    least = settings.least &* settings.frameSamples / 20
    greatest = (settings.limit ?? settings.maxDelay) &* settings.frameSamples / 20
    packetMedia = settings.frameSamples
  }

  /// Back to how it was at `init`, counts too.
  public mutating func reset() {
    forgetQueue()
    begun = false
    lifetime = JitterCounts()
    asked = JitterCounts()
    clock = Ticks(microseconds: 0)
    lastDelay = 0
    suspect = nil
    packetMedia = frame
    ticks = 0
    delays.reset()
    learned = false
    jumped = false
    aim = Aim()
    greatest = (settings.limit ?? settings.maxDelay) * frame / 20
  }

  // MARK: In

  /// Lets the delay reach `milliseconds`, at most `maxDelay`, before sound is discarded; never lowers that limit.
  public mutating func raise(limit milliseconds: Int) {
    let limit = min(max(milliseconds, 0), settings.maxDelay)
    greatest = max(greatest, limit * settings.frameSamples / 20)
  }

  /// A packet. `duration` is its length on the media clock, one frame if not given; the payload is copied. Numbers:
  /// `sequence` below 2^40, `timestamp` below 2^60, neither negative.
  public mutating func insert(
    sequence: Int64, timestamp: Int64, payload: Span<UInt8>, duration: Int? = nil, at now: Ticks
  ) -> JitterInsert {
    clock.follow(now)
    lifetime.received &+= 1
    let duration = duration ?? frame
    guard payload.count > 0, payload.count <= settings.maxPayload, duration > 0, duration <= 50 &* frame,
      JitterBuffer.sequences.contains(sequence), JitterBuffer.times.contains(timestamp)
    else {
      lifetime.rejected &+= 1
      return .rejected
    }
    if !begun { begin(at: sequence) }
    if let refused = refuse(sequence) {
      if refused == .late { note(timestamp, sequence) }
      return refused
    }
    if store.count == 0, !playing {
      // A talk begins: what came before says nothing about when its clock began.
      waitingSince = clock
      jumped = true
    }
    note(timestamp, sequence)
    let slot = JitterStore.Slot(
      sequence: sequence, timestamp: timestamp, arrival: clock, due: ticks, length: payload.count, duration: duration,
      queued: true)
    store.insert(slot, payload)
    end = max(end, sequence &+ 1)
    packetMedia = duration
    return level > greatest ? trim() : .queued
  }

  /// True when a packet was neither seen nor given up.
  private mutating func isMissing(_ sequence: Int64) -> Bool {
    sequence >= next && store[sequence].sequence != sequence
  }

  /// Learns from a packet that the next tick can play. When the one before is missing, this one can save it, that much
  /// later: by its redundancy, or as the other end of a bridge.
  private mutating func note(_ timestamp: Int64, _ sequence: Int64) {
    let lateness = ticks &- timestamp
    if jumped || abs(lateness &- aim.earliest) > Int64(500 &* frame) { delays.move(to: lateness) }
    jumped = false
    delays.note(lateness, isWhole: true, isOvertaken: sequence &+ 1 < end)
    if isMissing(sequence &- 1) { delays.note(lateness &+ Int64(packetMedia), isWhole: false) }
    if aim.goal == nil { aim.earliest = delays.earliest ?? lateness }
    learned = true
  }

  /// Why the packet is not let in, or nil. May open the way for it by giving up on older ones.
  private mutating func refuse(_ sequence: Int64) -> JitterInsert? {
    let ahead = sequence &- next
    if settings.transport == .datagram, ahead < -JitterBuffer.misorder || ahead >= JitterBuffer.dropout {
      guard suspect == sequence else {
        suspect = sequence &+ 1
        lifetime.rejected &+= 1
        return .rejected
      }
      restart(at: sequence)
      return nil
    }
    suspect = nil
    if store[sequence].sequence == sequence {
      lifetime.duplicate &+= 1
      return .duplicate
    }
    if ahead < 0 {
      guard !committed, end &- sequence <= Int64(store.capacity) else {
        lifetime.late &+= 1
        return .late
      }
      next = sequence
      return nil
    }
    if ahead >= Int64(store.capacity) { giveUp(before: sequence &- Int64(store.capacity) &+ 1) }
    return nil
  }

  private mutating func begin(at sequence: Int64) {
    begun = true
    committed = false
    playing = false
    next = sequence
    end = sequence
    waited = 0
    bridge = false
  }

  /// Another stream: what waits is discarded.
  private mutating func restart(at sequence: Int64) {
    lifetime.discarded &+= UInt64(truncatingIfNeeded: store.count)
    lifetime.resyncs &+= 1
    suspect = nil
    jumped = true
    forgetQueue()
    begin(at: sequence)
  }

  private mutating func forgetQueue() {
    store.clear()  // with the numbers seen: those of another stream say nothing about this one
    playing = false
    bridge = false
    waited = 0
  }

  /// Gives up on the oldest until the delay is the one aimed for and the first packet left is here.
  private mutating func trim() -> JitterInsert {
    let discarded = lifetime.discarded
    while end &- next > 1, level > target { pass() }
    while !store.has(next) { pass() }
    bridge = playing
    return lifetime.discarded > discarded ? .overflow : .queued
  }

  private mutating func giveUp(before sequence: Int64) {
    while next < sequence, store.count > 0 { pass() }
    if next < sequence {
      lifetime.lost &+= UInt64(truncatingIfNeeded: sequence &- next)
      expected &+= (sequence &- next) &* Int64(packetMedia)
      next = sequence
      committed = true
    }
    end = max(end, next)
    bridge = playing
  }

  /// The turn of `next` passes with nothing played.
  @inline(never)
  private mutating func pass() {
    committed = true
    if store.has(next) {
      lifetime.discarded &+= 1
      expected = store[next].timestamp &+ Int64(store[next].duration)
      store.remove(next)
    } else {
      lifetime.lost &+= 1
      expected &+= Int64(packetMedia)
    }
    next &+= 1
  }

  /// Media from `next` to the newest packet; one that is missing counts as long as the last one accepted.
  private var level: Int { store.count == 0 ? 0 : store.media &+ (Int(end &- next) &- store.count) &* packetMedia }

  // MARK: Aim

  /// The delay aimed for: how much is held when a frame is taken.
  @inline(never)
  private var target: Int {
    guard let goal = aim.goal, playing || delays.isGrown else {
      return max(min(settings.target &* frame / 20, greatest), least)
    }
    return max(Int(goal &- aim.earliest) &+ frame, least)
  }

  /// By how much, on the media clock, the sound should become shorter, or longer if negative, for the delay to be the
  /// one aimed for. `pending` is sound handed out that has not been played yet.
  public func surplus(pending: Int) -> Int {
    guard playing, waited == 0, let goal = aim.goal else { return 0 }
    let surplus = Int(clamping: ticks &- Int64(frame) &- (expected &- Int64(pending)) &- goal)
    // What is not here cannot be left out.
    return min(surplus, max(level + pending - least, 0))
  }

  /// True when the next packet is here.
  public var hasNext: Bool {
    mutating get { playing && !bridge && store.has(next) && store[next].timestamp == expected }
  }

  private mutating func learn() {
    learned = false
    guard let earliest = delays.earliest, let latest = delays.latest(but: settings.share) else { return }
    let low = earliest &+ Int64(least &- frame)
    aim.earliest = earliest
    guard settings.adaptive else {
      aim.goal = low
      return
    }
    // Beyond 100 ms a delay is worse than a short gap now and then, so it follows only by a part: but for lateness that
    // is the rule, as of a sender that sends long pieces.
    let whole = earliest &+ Int64(5 &* frame)
    let wanted = latest > whole ? max(whole &+ (latest &- whole) &* 3 / 8, delays.latest(but: 4) ?? latest) : latest
    aim.goal = min(max(wanted, low), earliest &+ Int64(max(greatest, least) &- frame))
  }

  // MARK: Out

  /// 20 ms pass: once before the `take`s that give a frame.
  public mutating func tick(at now: Ticks) {
    clock.follow(now)
    delays.tick()
    if learned { learn() }
    ticks &+= Int64(frame)
    lifetime.pulls &+= 1
  }

  /// The decision for the next frame, as `tick` and one `take`.
  public mutating func pull(at now: Ticks, into payload: inout MutableSpan<UInt8>) throws(Fault) -> JitterPull {
    guard payload.count >= settings.maxPayload else { throw .noSpace(needed: settings.maxPayload) }
    tick(at: now)
    return try take(into: &payload)
  }

  /// What comes next. `payload` needs room for `settings.maxPayload` bytes, or the call throws `noSpace` and nothing has
  /// happened.
  public mutating func take(into payload: inout MutableSpan<UInt8>) throws(Fault) -> JitterPull {
    guard payload.count >= settings.maxPayload else { throw .noSpace(needed: settings.maxPayload) }
    if !playing {
      let delay = UInt64(target) * 20_000 / UInt64(frame)
      guard store.count > 0, level >= target || clock.since(waitingSince) >= delay else {
        lifetime.silence &+= 1
        return .buffering
      }
      start()
    }
    if store.count == 0 { return empty() }
    while !store.has(next), waited >= packetMedia {
      // Its time was spent waiting.
      waited -= packetMedia
      pass()
    }
    if store.has(next) { return bridge ? bridged(into: &payload) : packet(into: &payload) }
    waited = 0
    bridge = false
    pass()
    lifetime.concealed &+= 1
    guard store.has(next) else { return .lost(duration: packetMedia) }
    return .recover(length: store.copy(next, into: &payload), duration: packetMedia)
  }

  private mutating func start() {
    while !store.has(next) { pass() }
    expected = store[next].timestamp
    playing = true
    committed = true
    bridge = false
    waited = 0
  }

  private mutating func empty() -> JitterPull {
    switch settings.transport {
    case .stream:
      waited += frame
      lifetime.starved &+= 1
      return .starved
    case .datagram:
      waited += frame
      guard waited <= settings.concealLimit * frame else {
        if waited > JitterBuffer.pauseLimit * frame {
          playing = false
          waited = 0
        }
        lifetime.silence &+= 1
        return .buffering
      }
      lifetime.concealed &+= 1
      return .lost(duration: frame)
    }
  }

  private mutating func bridged(into payload: inout MutableSpan<UInt8>) -> JitterPull {
    bridge = false
    lifetime.concealed &+= 1
    return .recover(length: store.copy(next, into: &payload), duration: frame)
  }

  private mutating func packet(into payload: inout MutableSpan<UInt8>) -> JitterPull {
    let slot = store[next]
    let gap = slot.timestamp &- expected &- Int64(waited)
    if gap >= Int64(frame), gap <= Int64(greatest) {
      expected &+= Int64(frame)
      lifetime.silence &+= 1
      return .pause
    }
    if slot.timestamp < expected || gap > Int64(greatest) {
      lifetime.resyncs &+= 1
      delays.move(to: slot.due &- slot.timestamp)
      learn()
    }
    let length = store.copy(next, into: &payload)
    store.remove(next)
    next &+= 1
    expected = slot.timestamp &+ Int64(slot.duration)
    waited = 0
    lastDelay = clock.since(slot.arrival)
    lifetime.taken &+= 1
    lifetime.played &+= 1
    return .packet(length: length, duration: slot.duration)
  }

  // MARK: Statistics

  /// Counts since the last call of this function.
  public mutating func interval() -> JitterCounts {
    let counts = lifetime.since(asked)
    asked = lifetime
    return counts
  }

  /// How it stands.
  public var now: JitterNow {
    var now = JitterNow()
    now.queued = store.count
    now.buffered = UInt64(level) * 20_000 / UInt64(frame)
    now.delay = lastDelay
    now.target = UInt64(target) * 20_000 / UInt64(frame)
    now.playing = playing
    return now
  }
}
