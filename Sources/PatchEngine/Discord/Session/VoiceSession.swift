public import PatchBase
public import PatchSeal
internal import PatchWire

/// One bot in one voice channel: the voice gateway, the datagrams, and the sound sealed in them.
///
/// It owns no socket, thread or clock. Hand in what the main gateway says (`state`, `server`), what arrives on the
/// WebSocket and on the UDP socket, and the time; do what `poll` says until it says `wait`. Input never makes output by
/// itself. Memory is taken at `init`, never after.
///
/// The keys of end-to-end encryption come from a `DaveSession`, which may live on another thread: carry `dave` outputs to
/// it, and what it makes back with `dave…`. Sound goes in and out as Opus packets; a Room's Discord leg speaks them.
public struct VoiceSession: ~Copyable {
  /// The longest message of the gateway that is read, in bytes.
  public static let longestMessage = 131_072

  // What is small and much used stands first: the code that reaches it is shorter.
  var clock = Ticks(microseconds: 0)
  public internal(set) var state = VoiceSessionState.idle
  /// Ready was received and the session was not given up: a resume may do.
  var hasSession = false
  /// The Session Description was received: sound flows, also while the WebSocket is away.
  var hasKey = false
  /// Keys of this group were swapped in.
  var hasGroupKeys = false
  var isMuted = false
  /// Counts the groups.
  var group: UInt32 = 0
  var due = VoiceDue()
  var link = VoiceLink()

  /// When the state has lasted too long.
  var deadline: Ticks?
  /// When another server must have been named, because we were moved.
  var moveDeadline: Ticks?
  /// What to do when the back-off is over.
  var afterBackOff = VoiceReaction.rejoin
  /// The close code that dismissed us.
  var dismissal = 0

  public let settings: VoiceSessionSettings
  private var memory: Memory
  var join: VoiceJoin
  var path: VoicePath
  var transport: VoiceTransport
  var speakers: VoiceSpeakers
  var arrivals: VoiceArrivals
  var speech: VoiceSpeech
  var frames: DaveFrames
  /// For changes that need no group.
  var change: DaveUpdate
  var work: VoiceWorkRing
  var replies: VoiceWorkRing
  var events: EventRing
  var scratch: Block<UInt8>
  var counts = VoiceStatistics()
  var random: UInt64

  var daveVersion: UInt64 = 0
  /// When the key work was told last that frames do not open.
  var recoveryAt: Ticks?

  // Tries in a row.
  var resumeTries = 0
  var identifyTries = 0
  var rejoinTries = 0
  var unanswered = 0
  var refusals = 0
  var limits = 0
  var readySince: Ticks?
  var lostAt = Ticks(microseconds: 0)
  /// Another server was named at this moment, and its group has not begun.
  var serverAt: Ticks?

  // What is told in bundles.
  var untoldUnheard: UInt64 = 0
  var untoldUnsent: UInt64 = 0
  var lastUnheard = VoiceEvent(.unheard)
  var lastUnsent = VoiceEvent(.unsent)
  var nextReport: Ticks?

  /// `argument` for settings out of range.
  public init(_ settings: VoiceSessionSettings) throws(Fault) {
    guard settings.isValid else { throw .argument }
    try self.init(settings, DaveFrames())
  }

  // Apart: an initialiser throws before the first member is set, or after the last.
  private init(_ settings: VoiceSessionSettings, _ frames: consuming DaveFrames) throws(Fault) {
    memory = Memory()
    self.frames = frames
    self.settings = settings
    join = VoiceJoin(&memory)
    path = VoicePath(&memory)
    transport = VoiceTransport(&memory)
    speakers = VoiceSpeakers(settings.speakers, &memory)
    arrivals = VoiceArrivals(settings.arrivals, &memory)
    speech = VoiceSpeech(seed: VoiceSession.mixed(settings.seed), &memory)
    change = DaveUpdate(0, &memory)
    work = VoiceWorkRing(1024, bytes: 2 * VoiceSession.longestMessage, &memory)
    replies = VoiceWorkRing(64, bytes: VoiceSession.longestMessage, &memory)
    events = EventRing(128, text: 0, &memory)
    scratch = Block(2048, &memory)
    random = VoiceSession.mixed(settings.seed &+ 1)
    try memory.check()
  }

  /// Counts since `init`, and how it stands.
  public var statistics: VoiceStatistics {
    var all = counts
    all.state = state
    all.daveVersion = daveVersion
    all.sources = speakers.count
    all.waiting = arrivals.count
    all.isMuted = isMuted
    all.roundTrip = link.roundTrip
    all.eventsLost = events.overflow
    return all
  }

  /// What becomes of sound that is sent, as far as the group's keys go.
  public var sending: DaveSending { frames.sending }

  // MARK: Parts that all of it needs

  @inline(never)
  mutating func enter(_ next: VoiceSessionState, for time: UInt64? = nil) {
    deadline = time.map { clock.advanced(by: $0) }
    guard next != state else { return }
    state = next
    events.add(VoiceEvent(.state, value: UInt64(next.rawValue)))
  }

  @inline(never)
  mutating func hand(
    _ kind: VoiceDaveWork.Kind, transition: UInt16 = 0, id: UInt64 = 0, value: UInt64 = 0, extra: UInt64 = 0
  ) {
    let item = VoiceDaveWork(kind, session: group, transition: transition, id: id, value: value, extra: extra)
    if !work.add(item) { overrun() }
  }

  /// The host does not carry the key work: what was missed cannot be made up for, so all begins anew.
  mutating func overrun() {
    lose(.crowded)
    work.removeAll()
    react(.rejoin, code: 0)
  }

  /// A received packet was of no use.
  @inline(never)
  mutating func lose(_ cause: VoiceLoss, user: UInt64 = 0) {
    counts.lost.count(cause)
    untoldUnheard += 1
    lastUnheard = VoiceEvent(.unheard, user: user, extra: UInt64(cause.rawValue))
    report()
  }

  /// A frame of ours was not sent.
  @inline(never)
  mutating func withhold(_ cause: VoiceLoss) {
    counts.lost.count(cause)
    untoldUnsent += 1
    lastUnsent = VoiceEvent(.unsent, extra: UInt64(cause.rawValue))
    report()
  }

  /// The first of them is told at once, then once a second.
  mutating func report() {
    guard untoldUnheard > 0 || untoldUnsent > 0 else { return nextReport = nil }
    if let nextReport, clock < nextReport { return }
    if untoldUnheard > 0 {
      lastUnheard.value = untoldUnheard
      events.add(lastUnheard)
    }
    if untoldUnsent > 0 {
      lastUnsent.value = untoldUnsent
      events.add(lastUnsent)
    }
    untoldUnheard = 0
    untoldUnsent = 0
    nextReport = clock.advanced(by: 1_000_000)
  }

  /// SplitMix64: back-off spreads, and a seed gives the same run again.
  @inline(never)
  static func mixed(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  @inline(never) deinit {}
}
