internal import PatchBase

/// What we say: Opus packets with their place in time, and the silence that ends it.
///
/// Timestamps follow the clock: they go on by each packet's length, and across a pause by the time that passed, so that
/// no listener's delay grows.
struct VoiceSpeech: ~Copyable {
  /// Frames that may wait for `poll`.
  static let capacity = 16
  /// The longest packet: what fits a datagram of 1200 bytes, sealed twice.
  static let longest = 1140
  private static let frame: UInt64 = 20_000  // µs
  private static let samples: UInt32 = 960
  /// µs without a packet after which the host is taken to have stopped.
  private static let patience: UInt64 = 60_000
  /// µs by which packets may be late before their place in time is set anew.
  private static let slack: UInt64 = 200_000

  /// What waits; `value` is the timestamp.
  private(set) var queue: Queue

  private(set) var sequence: UInt16
  private var timestamp: UInt32  // of the next packet, if it follows at once
  private var at: Ticks?  // when that one is due
  private(set) var isSpeaking = false
  private var silences = 0
  /// What the gateway was told, and what is to be told: the flags of op 5.
  private var told: UInt64?
  private(set) var owed: UInt64?

  @inline(never)
  init(seed: UInt64, _ memory: inout Memory) {
    queue = Queue(VoiceSpeech.capacity, stride: VoiceSpeech.longest, &memory)
    sequence = UInt16(truncatingIfNeeded: seed)
    timestamp = UInt32(truncatingIfNeeded: seed >> 16)
  }

  /// A packet of `samples` at 48 kHz. True when the oldest that waited made way.
  mutating func add(_ opus: Span<UInt8>, samples: Int, at now: Ticks) -> Bool {
    let isSilence = VoiceSilence.matches(opus)
    // Silence alone begins nothing.
    if isSilence, !isSpeaking { return false }
    if isSilence { silences += 1 } else { silences = 0 }
    if !isSpeaking {
      isSpeaking = true
      silences = 0
      resume(at: now)
      owed = 1
    } else if let due = at, now.since(due) > VoiceSpeech.slack {
      resume(at: now)
    }
    let crowded = push(opus, samples: UInt32(samples), at: now)
    if silences >= VoiceSilence.count { stop() }
    return crowded
  }

  /// The first packet after a pause: as much later as time passed, in whole frames.
  private mutating func resume(at now: Ticks) {
    guard let due = at else { return }
    let frames = (now.since(due) + VoiceSpeech.frame / 2) / VoiceSpeech.frame
    timestamp &+= UInt32(truncatingIfNeeded: frames) &* VoiceSpeech.samples
    at = due.advanced(by: frames * VoiceSpeech.frame)
  }

  private mutating func push(_ opus: Span<UInt8>, samples: UInt32, at now: Ticks) -> Bool {
    let crowded = queue.isFull
    if crowded { queue.removeFirst() }
    queue.add(Queue.Entry(value: UInt64(timestamp)), opus)
    timestamp &+= samples
    at = (at ?? now).advanced(by: UInt64(samples) * 1000 / 48)
    return crowded
  }

  private mutating func stop() {
    isSpeaking = false
    owed = 0
  }

  /// A short silence, so that the server knows our source and the way is open.
  mutating func greet(at now: Ticks) {
    guard !isSpeaking else {
      owed = 1
      return
    }
    isSpeaking = true
    silences = 0
    resume(at: now)
    owed = 1
    hush(at: now)
  }

  /// When the next silence is due, if the host says nothing until then.
  var wake: Ticks? {
    mutating get {
      guard isSpeaking, let due = at else { return nil }
      // While we end it ourselves, one each 20 ms; before that the host is given a little time.
      return silences > 0 ? due : due.advanced(by: VoiceSpeech.patience - VoiceSpeech.frame)
    }
  }

  /// Time passes: silence where the host stopped.
  mutating func tick(at now: Ticks) {
    while let wake, now >= wake { hush(at: now) }
  }

  @inline(never)
  private mutating func hush(at now: Ticks) {
    var packet = InlineArray<3, UInt8>(repeating: 0xFE)
    packet[0] = 0xF8
    packet[1] = 0xFF
    if silences == 0 { resume(at: now) }
    silences += 1
    _ = push(packet.span, samples: VoiceSpeech.samples, at: now)
    if silences >= VoiceSilence.count { stop() }
  }

  // MARK: Out

  mutating func removeFirst() { queue.removeFirst() }

  /// A packet left.
  mutating func advance() { sequence &+= 1 }

  /// The flags to tell the gateway now. The end of speech is told behind the silence.
  var dueFlags: UInt64? {
    mutating get {
      guard let owed, owed != told, owed != 0 || queue.count == 0 else { return nil }
      return owed
    }
  }

  mutating func tell(_ flags: UInt64) {
    told = flags
    if owed == flags { owed = nil }
  }

  /// The gateway forgot: after a resume, others take us for silent.
  mutating func tellAgain() {
    told = nil
    owed = isSpeaking ? 1 : 0
  }

  /// What waits is not sent any more; what follows is of a new session.
  mutating func reset() {
    queue.removeAll()
    isSpeaking = false
    silences = 0
    told = nil
    owed = nil
  }
}
