public import PatchBase
internal import PatchAudio
internal import PatchWire

/// One party of a Room: its stages in and out, its tap and its events. Made on any thread, then owned by one Room at a
/// time.
public struct Leg: ~Copyable {
  public let kind: LegSettings.Kind
  /// How its sound travels, both ways.
  public let format: AudioFormat
  /// The rate of the Rooms that can take it.
  public let roomRate: Int32

  var stages: LegStages
  var chain: LegChain
  var ear: LegEar?
  /// What it is played besides what it hears of the others.
  var tone: ToneGenerator
  var quality: QualityWindow
  var lastCause = QualityCause.none
  var sid: Slab<UInt8>
  var tap: Tap
  var events: EventRing
  var level: Level
  var isEnded = false
  var messagesIn: UInt64 = 0
  var malformed: UInt64 = 0
  var untoldMalformed: UInt64 = 0
  var limited: UInt64 = 0

  /// Takes all the memory that the leg will ever use. For a carrier, `startMessage` is its `start` message as it came:
  /// it names the stream and its format. For the others it is empty.
  ///
  /// `argument` for settings out of range, `malformed` for a message that is no `start`, `unsupported` for its format.
  public init(_ settings: LegSettings, startMessage: Span<UInt8> = Span(), roomRate: Int32) throws(Fault) {
    guard settings.isValid, RoomSettings.isRoomRate(roomRate) else { throw .argument }
    let stream = try LegStream(settings, startMessage)
    let format = stream.format
    let tapBytes = max(Int(roomRate) * 2, Int(format.sampleRate) * format.encoding.bytesPerSample) * settings.tap / 1000
    let tap = try Tap(capacity: tapBytes, wire: format.encoding, frame: Int(roomRate) / 50)
    let events = try EventRing(capacity: 64)
    let chain = try LegChain(settings, roomRate: roomRate)
    let tone = try ToneGenerator(sampleRate: roomRate)
    let ear = try Leg.ear(settings, roomRate)
    let quality = try QualityWindow(codec: .g711Concealed, ceiling: Leg.ceiling(format.encoding))
    let stages =
      switch settings.kind {
      case .carrier: try LegStages(carrier: settings, format, roomRate: roomRate)
      case .pcm: try LegStages(pcm: settings, format, roomRate: roomRate)
      case .discord: try LegStages(discord: settings, roomRate: roomRate)
      }
    kind = settings.kind
    self.format = format
    level = Level(ceiling: Leg.ceiling(format.encoding))
    self.roomRate = roomRate
    self.sid = stream.takeSid()
    self.tap = tap
    self.events = events
    self.chain = chain
    self.tone = tone
    self.ear = ear
    self.quality = quality
    self.stages = stages
  }

  private static func ear(_ settings: LegSettings, _ rate: Int32) throws(Fault) -> LegEar? {
    guard let hears = settings.hears else { return nil }
    return try LegEar(hears, roomRate: rate)
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
  borrowing func latency(at now: Ticks) -> LegLatency {
    var all = LegLatency()
    let resamples = format.sampleRate != roomRate
    all.resampling = resamples ? 5_000 : 0
    all.chain = chain.delay
    if kind == .carrier {
      all.packet = 20_000
      all.tick = 10_000
      switch stages.carrierIn {
      case .some(let stage): all.buffer = stage.state.delay
      case .none: break
      }
      switch stages.carrierOut {
      case .some(let stage):
        all.network = stage.roundTrip / 2
        all.queue = stage.depth(at: now)
      case .none: break
      }
    }
    return all
  }

  /// Counts since the leg was made, and how it stands at `now`.
  borrowing func statistics(at now: Ticks) -> LegStatistics {
    var all = LegStatistics()
    all.messagesIn = messagesIn
    all.malformed = malformed
    all.limited = limited
    all.level = level
    all.eventsLost = events.overflow
    all.tapLost = tap.overflow
    stages.carrierIn?.report(into: &all)
    stages.carrierOut?.report(into: &all, at: now)
    stages.pcmIn?.report(into: &all)
    stages.pcmOut?.report(into: &all)
    stages.discordIn?.report(into: &all)
    stages.discordOut?.report(into: &all)
    return all
  }

  @inline(never) deinit {}
}
