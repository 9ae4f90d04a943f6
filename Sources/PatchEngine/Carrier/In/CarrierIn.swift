internal import PatchAudio
internal import PatchBase

/// A caller's sound on its way into the Room: media messages, through the jitter buffer, to one frame a tick.
struct CarrierIn: ~Copyable {
  /// The most sound that is ever held, in ms: messages may be long.
  private static let longest = 10_000

  private let format: AudioFormat
  private var receiver: Receiver
  private var untold: UInt64 = 0  // frames of silence in a gap that goes on
  private(set) var isEnded = false

  init(_ format: AudioFormat, _ settings: LegSettings, roomRate: Int32, _ memory: inout Memory) {
    let delay = settings.minDelay ?? 40
    receiver = Receiver(
      ReceiverSettings(
        coding: .plain(format.encoding), clockRate: format.sampleRate, sampleRate: roomRate, transport: .stream,
        minDelay: delay, startDelay: delay, maxDelay: CarrierIn.longest, limit: settings.maxDelay ?? max(500, delay),
        packetFrames: 1), &memory)
    self.format = format
  }

  /// One media message: any number of bytes. `timestamp` is the carrier's, in milliseconds.
  mutating func media(_ payload: Span<UInt8>, timestamp: UInt64?, at now: Ticks) {
    // A carrier that sends seconds at once needs as much delay: a message never crowds out the one before it.
    let length = payload.count / format.encoding.bytesPerSample * 1000 / Int(format.sampleRate)
    if length > 20 { receiver.raise(limit: 2 * length + receiver.settings.startDelay) }
    receiver.append(payload, position: position(timestamp), at: now)
  }

  /// No more sound comes; what is here is still played.
  mutating func end(at now: Ticks) {
    receiver.flush(at: now)
    isEnded = true
  }

  /// The next frame, at the Room's rate. When it is untouched G.711, its bytes go to `wire`.
  mutating func speak(
    at now: Ticks, into pcm: inout MutableSpan<Int16>, wire: inout MutableSpan<UInt8>, _ events: inout EventRing
  ) -> Spoken {
    let frame: ReceiverFrame
    // The only fault is a frame that is too small, and the Room's frames are the receiver's.
    do { frame = try receiver.pull(at: now, into: &pcm) } catch { return Spoken() }
    tell(frame.kind, &events)
    switch frame.kind {
    case .played, .stretched, .concealed: break
    case .silence, .starved:
      // The end of what broke off.
      return Spoken(isPresent: hasSound(pcm.span), frame: frame.kind == .starved && !isEnded ? .missing : .silence)
    }
    var spoken = Spoken(isPresent: true, frame: frame.kind == .concealed ? .missing : .played)
    if frame.untouched, format.encoding.bytesPerSample == 1, frame.byteCount == wire.count {
      wire.copy(from: receiver.frameBytes)
      spoken.isUntouched = true
    }
    return spoken
  }

  /// How long sound is in the jitter buffer, in µs.
  var delay: UInt64 { mutating get { receiver.now.delay } }

  /// Tells what the receiver did to the sound since the last tick.
  private mutating func tell(_ kind: ReceiverFrame.Kind, _ events: inout EventRing) {
    let news = receiver.interval()
    if news.discarded > 0 { events.add(.discarded, value: news.discarded) }
    if news.stretched > 0 { events.add(.stretched, value: news.stretched) }
    if news.concealed > 0 { events.add(.lost, value: news.concealed) }
    // The first frame of a gap is told at once, the rest when the gap ends. After the end nothing is missing.
    if kind == .starved, !isEnded {
      if untold == 0 { events.add(.starved, value: 1) }
      untold += 1
    } else if untold > 0 {
      if untold > 1 { events.add(.starved, value: untold - 1) }
      untold = 0
    }
  }

  private borrowing func position(_ timestamp: UInt64?) -> Int64? {
    // 34 years: a broken clock, and no overflow below.
    guard let milliseconds = timestamp, milliseconds < 1 << 40 else { return nil }
    return Int64(milliseconds) * Int64(format.sampleRate) / 1000
  }

  private borrowing func hasSound(_ pcm: Span<Int16>) -> Bool {
    var any: Int16 = 0
    for i in 0..<pcm.count { any |= pcm[i] }
    return any != 0
  }
}

extension CarrierIn {
  mutating func report(into all: inout LegStatistics) {
    all.inbound = receiver.lifetime
    all.buffer = receiver.now
  }
}
