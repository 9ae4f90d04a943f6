internal import PatchAudio
internal import PatchBase

/// One voice of a channel on its way into the Room: packets, through a jitter buffer and a decoder of its own.
struct DiscordSpeaker: ~Copyable {
  /// µs without a packet of sound after which it is taken to be silent.
  private static let pause: UInt64 = 200_000

  private(set) var user: UInt64 = 0
  private(set) var ssrc: UInt32 = 0
  private(set) var isTaken = false
  private(set) var isSpeaking = false
  /// When its newest packet came.
  private(set) var heard = Ticks(microseconds: 0)
  private var voiced = Ticks(microseconds: 0)

  private var receiver: Receiver
  /// Its sound alone, if the leg has such taps.
  var tap: Tap?

  init(_ settings: LegSettings, roomRate: Int32, _ memory: inout Memory) {
    let delay = settings.minDelay ?? 40
    receiver = Receiver(
      ReceiverSettings(
        coding: .opus, sampleRate: roomRate, transport: .datagram, minDelay: min(delay, 20), startDelay: delay,
        maxDelay: settings.maxDelay ?? max(500, delay)), &memory)
    tap =
      settings.speakerTaps
      ? Tap(capacity: Int(roomRate) * 2 * settings.tap / 1000, wire: .l16, frame: Int(roomRate) / 50, &memory) : nil
  }

  borrowing func isOf(_ media: VoiceMedia) -> Bool { isTaken && ssrc == media.ssrc && user == media.user }

  /// It belongs to somebody else from here on.
  mutating func take(_ media: VoiceMedia, at now: Ticks) {
    receiver.reset()
    user = media.user
    ssrc = media.ssrc
    isTaken = true
    isSpeaking = false
    heard = now
    tap?.renew()
  }

  mutating func packet(_ media: VoiceMedia, _ opus: Span<UInt8>, at now: Ticks) {
    heard = now
    if !VoiceSilence.matches(opus) { voiced = now }
    receiver.insert(sequence: media.sequence, timestamp: media.timestamp, payload: opus, at: now)
  }

  /// The next frame. False, with `pcm` silent or the end of what broke off, when there is none.
  mutating func speak(
    at now: Ticks, clock: UInt64, into pcm: inout MutableSpan<Int16>, _ events: inout EventRing
  ) -> Bool {
    let frame: ReceiverFrame
    // The only fault is a frame that is too small, and the Room's frames are the receiver's.
    do { frame = try receiver.pull(at: now, into: &pcm) } catch { return false }
    let present = frame.kind != .silence && frame.kind != .starved
    tell(present, at: now, &events)
    if tap != nil { tap!.processed(pcm.span, at: clock) }
    return present
  }

  private mutating func tell(_ present: Bool, at now: Ticks, _ events: inout EventRing) {
    let news = receiver.interval()
    if news.discarded > 0 { events.add(.discarded, value: news.discarded, extra: user) }
    if news.concealed > 0 { events.add(.lost, value: news.concealed, extra: user) }
    let speaking = present && now.since(voiced) < DiscordSpeaker.pause
    guard speaking != isSpeaking else { return }
    isSpeaking = speaking
    events.add(speaking ? .speakerStarted : .speakerStopped, value: user)
  }

  var counts: JitterCounts { mutating get { receiver.lifetime } }
  var state: JitterNow { mutating get { receiver.now } }

  @inline(never) deinit {}
}
