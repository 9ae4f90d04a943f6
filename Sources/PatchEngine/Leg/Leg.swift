public import PatchBase
internal import PatchAudio
internal import PatchCodec
internal import PatchWire

/// One party of a Room: its stages in and out, its tap and its events. Made on any thread, then owned by one Room at a
/// time.
public struct Leg: ~Copyable {
  public let kind: LegSettings.Kind
  /// How its sound travels, both ways.
  public let format: AudioFormat
  /// The rate of the Rooms that can take it.
  public let roomRate: Int32

  // What is small and much used stands first: the code that reaches it is shorter.
  var isEnded = false
  var lastCause = QualityCause.none
  var messagesIn: UInt64 = 0
  var malformed: UInt64 = 0
  var untoldMalformed: UInt64 = 0
  var limited: UInt64 = 0
  var stages: LegStages
  private var memory: Memory
  var chain: LegChain
  /// What it is played besides what it hears of the others.
  var tone: ToneGenerator
  var quality: QualityWindow
  var sid: Block<UInt8>
  var tap: Tap
  var events: EventRing
  var level: Level

  /// Takes all the memory that the leg will ever use. For a carrier, `startMessage` is its `start` message as it came:
  /// it names the stream and its format. For the others it is empty.
  ///
  /// `argument` for settings out of range, `malformed` for a message that is no `start`, `unsupported` for its format.
  public init(_ settings: LegSettings, startMessage: Span<UInt8> = Span(), roomRate: Int32) throws(Fault) {
    memory = Memory()
    memory.require(settings.isValid && RoomSettings.isRoomRate(roomRate))
    if !settings.isSupported { memory.note(.unsupported) }
    let stream = LegStream(settings, startMessage, &memory)
    tone = ToneGenerator(valid: roomRate)
    kind = settings.kind
    format = stream.format
    self.roomRate = roomRate
    sid = stream.takeSid()
    let ceiling = Leg.ceiling(format.encoding)
    level = Level(ceiling: ceiling)
    quality = QualityWindow(codec: .g711Concealed, ceiling: ceiling, &memory)
    let bytes = max(Int(roomRate) * 2, Int(format.sampleRate) * format.encoding.bytesPerSample) &* settings.tap / 1000
    tap = Tap(capacity: bytes, wire: format.encoding, frame: Int(roomRate) / 50, &memory)
    events = EventRing(64, &memory)
    chain = LegChain(settings, roomRate: roomRate, &memory)
    stages = LegStages(settings, format, roomRate: roomRate, &memory)
    try memory.check()
  }

  /// The greatest sample that the encoding can say.
  private static func ceiling(_ encoding: Encoding) -> Int16 {
    switch encoding {
    case .mulaw: 32_124
    case .alaw: 32_256
    case .l16, .l16Network: 32_767
    }
  }

  /// True when the leg is sent what it hears.
  var listens: Bool {
    switch kind {
    case .carrier: stages.carrierOut != nil && !isEnded
    case .pcm: stages.pcmOut != nil
    case .discord: stages.discordOut != nil
    }
  }

  /// How long sound is under way, as it stands at `now`.
  mutating func latency(at now: Ticks) -> LegLatency {
    var all = LegLatency()
    let rate = format.sampleRate
    all.resampling = rate == roomRate ? 0 : Resampler.delay(between: rate, and: roomRate)
    all.chain = chain.delay
    if kind == .carrier {
      all.packet = 20_000
      all.tick = 10_000
      if stages.carrierIn != nil { all.buffer = stages.carrierIn!.value.delay }
      if stages.carrierOut != nil {
        all.network = stages.carrierOut!.value.roundTrip / 2
        all.queue = stages.carrierOut!.value.depth(at: now)
      }
    }
    return all
  }

  /// Counts since the leg was made, and how it stands at `now`.
  mutating func statistics(at now: Ticks) -> LegStatistics {
    var all = LegStatistics()
    all.messagesIn = messagesIn
    all.malformed = malformed
    all.limited = limited
    all.level = level
    all.eventsLost = events.overflow
    all.tapLost = tap.overflow
    stages.report(into: &all, at: now)
    return all
  }

  @inline(never) deinit {}
}
