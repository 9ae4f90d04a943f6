internal import PatchAudio
internal import PatchBase

/// A voice channel's sound on its way into the Room: each speaker decoded alone, then all of them mixed. As many are heard
/// at a time as there are decoders; one that was silent for longest makes way for a new one.
struct DiscordIn: ~Copyable {
  /// A decoder that had nothing to do for so long, µs, may be given to somebody else.
  private static let patience: UInt64 = 1_000_000

  private var speakers: Slots<DiscordSpeaker>
  private var sums: Block<Int32>
  private var frame: Block<Int16>
  private var limiter = Limiter()
  private var crowded: UInt64 = 0
  private var untoldCrowded: UInt64 = 0
  private var cursor = 0
  private let hasTaps: Bool
  /// Counts of speakers whose decoder is somebody else's now.
  private var past = JitterCounts()

  @inline(never)
  init(_ settings: LegSettings, roomRate: Int32, _ memory: inout Memory) {
    let samples = Int(roomRate) / 50
    speakers = Slots(settings.speakers, &memory)
    sums = Block(samples, &memory)
    frame = Block(samples, &memory)
    hasTaps = settings.speakerTaps
    for index in 0..<speakers.capacity {
      _ = speakers.insert(DiscordSpeaker(settings, roomRate: roomRate, &memory), at: index)
    }
  }

  /// One Opus packet of a speaker.
  mutating func packet(_ media: VoiceMedia, _ opus: Span<UInt8>, at now: Ticks) {
    guard let index = place(media, at: now) else {
      crowded += 1
      untoldCrowded += 1
      return
    }
    speakers[index].packet(media, opus, at: now)
  }

  private mutating func place(_ media: VoiceMedia, at now: Ticks) -> Int? {
    var oldest: Int?
    for index in 0..<speakers.capacity {
      if speakers[index].isOf(media) { return index }
      if !speakers[index].isTaken {
        // The places are taken in order: nobody sits behind a free one.
        speakers[index].take(media, at: now)
        return index
      }
      if let best = oldest, speakers[best].heard <= speakers[index].heard { continue }
      oldest = index
    }
    guard let oldest, now.since(speakers[oldest].heard) >= DiscordIn.patience else { return nil }
    past = DiscordIn.sum(past, speakers[oldest].counts)
    speakers[oldest].take(media, at: now)
    return oldest
  }

  /// The sum of all speakers in this tick.
  mutating func speak(
    at now: Ticks, clock: UInt64, into pcm: inout MutableSpan<Int16>, _ events: inout EventRing
  ) -> Spoken {
    if untoldCrowded > 0 {
      events.add(.crowded, value: untoldCrowded)
      untoldCrowded = 0
    }
    DiscordIn.clear(&sums)
    var present = 0
    for index in 0..<speakers.capacity where speakers[index].isTaken {
      if DiscordIn.speak(&speakers[index], &frame, now, clock, &events) { present += 1 }
      // The end of what broke off is sound too.
      DiscordIn.add(frame, to: &sums)
    }
    guard present > 0 || DiscordIn.hasSound(sums) else {
      limiter.processSilence()
      return Spoken()
    }
    DiscordIn.limit(&limiter, sums, into: &pcm)
    return Spoken(isPresent: true)
  }

  // MARK: Taps

  /// False when the leg was made without them.
  mutating func setTaps(_ on: Bool) -> Bool {
    guard hasTaps else { return false }
    for index in 0..<speakers.capacity { speakers[index].tap?.set(on ? .processed : .off) }
    return true
  }

  /// Sound of one speaker alone; nil when none waits.
  mutating func takeTap(
    into buffer: inout MutableSpan<UInt8>
  ) throws(Fault) -> (user: UInt64, length: Int, position: UInt64)? {
    guard hasTaps else { return nil }
    for step in 0..<speakers.capacity {
      let index = (cursor + step) % speakers.capacity
      guard let heard = try speakers[index].tap?.take(into: &buffer) else { continue }
      cursor = index
      return (speakers[index].user, heard.length, heard.position)
    }
    return nil
  }

  mutating func report(into all: inout LegStatistics) {
    all.inbound = past
    for index in 0..<speakers.capacity where speakers[index].isTaken {
      all.inbound = DiscordIn.sum(all.inbound, speakers[index].counts)
      let state = speakers[index].state
      all.buffer.queued += state.queued
      all.buffer.buffered = max(all.buffer.buffered, state.buffered)
      all.buffer.delay = max(all.buffer.delay, state.delay)
      all.buffer.target = max(all.buffer.target, state.target)
      all.speakers += 1
    }
    all.crowded = crowded
  }

  // MARK: Parts that are used together, kept apart for their accesses

  /// Counts subtract with wrapping: a − (0 − b) is a + b.
  private static func sum(_ a: JitterCounts, _ b: JitterCounts) -> JitterCounts {
    a.since(JitterCounts().since(b))
  }

  private static func speak(
    _ speaker: inout DiscordSpeaker, _ frame: inout Block<Int16>, _ now: Ticks, _ clock: UInt64,
    _ events: inout EventRing
  ) -> Bool {
    var pcm = frame.mutableSpan
    return speaker.speak(at: now, clock: clock, into: &pcm, &events)
  }

  private static func limit(
    _ limiter: inout Limiter, _ sums: borrowing Block<Int32>, into pcm: inout MutableSpan<Int16>
  ) {
    limiter.process(sums.span, into: &pcm)
  }

  private static func clear(_ sums: inout Block<Int32>) {
    var all = sums.mutableSpan
    all.fill(with: 0)
  }

  /// At most 64 speakers of 16 bits: far from what 32 bits hold.
  @_optimize(speed)
  private static func add(_ frame: borrowing Block<Int16>, to sums: inout Block<Int32>) {
    let source = frame.span
    var target = sums.mutableSpan
    let n = min(source.count, target.count)
    for i in 0..<n { target[i] &+= Int32(source[i]) }
  }

  @_optimize(speed)
  private static func hasSound(_ sums: borrowing Block<Int32>) -> Bool {
    let all = sums.span
    var any: Int32 = 0
    for i in 0..<all.count { any |= all[i] }
    return any != 0
  }

  @inline(never) deinit {}
}
