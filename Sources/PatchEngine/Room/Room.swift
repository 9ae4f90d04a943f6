public import PatchAudio
public import PatchBase
internal import PatchWire

/// Where legs of every kind meet: each hears the others, every 20 ms.
///
/// The Room owns no socket, thread or clock. Give it what arrives (`message`, `write`), call `tick` when `poll` says so,
/// and `poll` until it says `wait`. Input never makes output by itself; two inputs in a row are fine. Memory is taken at
/// `init` and when a `Leg` is made, never after.
public struct Room: ~Copyable {
  // What is much used stands first: the code that reaches it is shorter.
  var legs: Slots<Box<Leg>>
  var recorder: Box<Recorder>?
  var records: Bool { Features.listening && recorder != nil }
  var isRecordingEnding = false
  var cursor = 0
  var clock = TickClock()
  public let settings: RoomSettings
  /// Samples in 20 ms of the Room's sound.
  public let samplesPerTick: Int
  /// Ticks left out because time jumped.
  public internal(set) var skipped: UInt64 = 0

  private var memory: Memory
  var floor: Floor
  var scratch: Block<UInt8>
  var events: EventRing

  /// Takes the Room's memory. `argument` for settings out of range.
  public init(_ settings: RoomSettings = RoomSettings()) throws(Fault) {
    memory = Memory()
    memory.require(settings.isValid)
    legs = Slots(settings.capacity, &memory)
    self.settings = settings
    samplesPerTick = Int(settings.sampleRate) / 50
    floor = Floor(capacity: settings.capacity, samples: samplesPerTick, &memory)
    events = EventRing(64, &memory)
    scratch = Block(settings.maxMessage, &memory)
    try memory.check()
  }

  // MARK: Legs

  /// How many legs are here.
  public var count: Int { legs.count }

  /// Takes the leg in. On failure it stays where it is: `argument` when there is none or it was made for another rate,
  /// `state` when the Room is full.
  public mutating func add(_ leg: inout Box<Leg>?) throws(Fault) -> SlotID {
    guard let rate = leg?.value.roomRate, rate == settings.sampleRate else { throw .argument }
    guard let index = legs.firstFree, let taken = leg.take() else { throw .state }
    floor.enter(index)
    let id = legs.insert(taken, at: index)
    legs[index].value.events.tick = clock.number
    return id
  }

  /// Hands the leg back, with what it had to tell and to send still in it. `argument` when there is none.
  public mutating func remove(_ id: SlotID) throws(Fault) -> Box<Leg> {
    let index = try place(id)
    if legs[index].value.kind == .pcm { silence(index, id) }
    floor.leave(index)
    if records { recorder!.value.leave(index) }
    return legs.remove(at: index)
  }

  /// How loud `to` hears `from`: 0…8, 1 at first. A change is a ramp over one frame.
  public mutating func setGain(from: SlotID, to: SlotID, _ gain: Float) throws(Fault) {
    let source = try place(from)
    let listener = try place(to)
    guard gain >= 0, gain <= 8, source != listener else { throw .argument }
    floor.mixer.setGain(from: source, to: listener, gain)
  }

  /// What of the leg's inbound sound is yielded by `poll`.
  public mutating func setTap(_ id: SlotID, _ mode: TapMode) throws(Fault) {
    let index = try place(id)
    legs[index].value.tap.set(mode)
  }

  /// Plays the leg a tone of the network, besides what it hears of the others, until `stopTone`; `country` as
  /// `ToneGenerator` has it. `state` when the leg is sent nothing.
  public mutating func playTone(
    _ id: SlotID, _ kind: ToneKind, country: UInt32 = 0, level: Int = -19
  ) throws(Fault) {
    let index = try listener(id)
    try legs[index].value.tone.play(kind, country: country, level: level)
  }

  /// Sends the leg digits as tones, by the times of ITU-T Q.24; as `ToneGenerator.dial`.
  public mutating func dial(
    _ id: SlotID, _ digits: Span<UInt8>, on: Int = 80, off: Int = 80, level: Int = -13
  ) throws(Fault) {
    let index = try listener(id)
    try legs[index].value.tone.dial(digits, on: on, off: off, level: level)
  }

  /// Ends what `playTone` and `dial` began.
  public mutating func stopTone(_ id: SlotID) throws(Fault) { legs[try listener(id)].value.tone.stop() }

  private mutating func listener(_ id: SlotID) throws(Fault) -> Int {
    let index = try place(id)
    guard legs[index].value.listens else { throw .state }
    return index
  }

  // Questions are answered in place, and not from a copy of the leg.

  /// Counts since the leg was made, and how it stands.
  public mutating func statistics(_ id: SlotID) throws(Fault) -> LegStatistics {
    legs[try place(id)].value.statistics(at: clock.now)
  }

  /// How a caller's line was in the last whole five seconds; nil before their end, and for other legs.
  public mutating func quality(_ id: SlotID) throws(Fault) -> QualityReport? {
    legs[try place(id)].value.quality.last
  }

  /// Where the time goes between the leg and the Room.
  public mutating func latency(_ id: SlotID) throws(Fault) -> LegLatency {
    legs[try place(id)].value.latency(at: clock.now)
  }

  // MARK: Carrier legs

  /// One text message from a leg's carrier. What is refused is counted, told as `malformed`, and changes nothing:
  /// `malformed` for what is no message of this leg's stream, `state` for what does not fit its state (a second `start`,
  /// anything after `stop`).
  public mutating func message(_ id: SlotID, _ bytes: Span<UInt8>, at now: Ticks) throws(Fault) {
    let index = try place(id)
    clock.follow(now)
    try Room.receive(&legs[index].value, bytes, &scratch, clock)
  }

  /// A marker behind the sound sent so far; its echo is a `mark` event. `argument` for a name that is not 1…128 bytes of
  /// UTF-8; `state` when the leg is sent nothing, or 64 marks are pending.
  public mutating func mark(_ id: SlotID, name: Span<UInt8>) throws(Fault) {
    let index = try place(id)
    try legs[index].value.mark(name)
  }

  /// The carrier throws away what it has queued.
  public mutating func clear(_ id: SlotID) throws(Fault) {
    let index = try place(id)
    try legs[index].value.clear(at: clock.now)
  }

  // MARK: PCM legs

  /// Appends sound of an item in the leg's format, in whole samples; gives how many bytes were taken, fewer when the
  /// queue is full. Another item ends the one before; `last` ends this one when all bytes were taken.
  public mutating func write(
    _ id: SlotID, item: UInt64, _ bytes: Span<UInt8>, last: Bool = false
  ) throws(Fault) -> Int {
    let index = try place(id)
    return try legs[index].value.write(item, bytes, last: last)
  }

  /// Stops a PCM leg at once, for good: what it did not say yet is forgotten, what a carrier has queued of it is taken
  /// back. A `heard` event tells for each of its items and each caller how much of it was heard. After a pause this
  /// confirms it: the reports are as of the pause. Nil for `now` is the latest moment that was told, which may be a tick ago.
  public mutating func flush(_ id: SlotID, at now: Ticks? = nil) throws(Fault) {
    let index = try place(id)
    if let now { clock.follow(now) }
    guard legs[index].value.kind == .pcm else { throw .state }
    silence(index, id)
    try legs[index].value.flush()
  }

  /// Stops a PCM leg at once, or lets it go on where it was heard last. Nothing is lost: what a carrier had queued is
  /// taken back and said again, up to 40 ms of it twice. `flush` makes it final.
  public mutating func pause(_ id: SlotID, _ on: Bool, at now: Ticks? = nil) throws(Fault) {
    let index = try place(id)
    if let now { clock.follow(now) }
    guard on else { return try legs[index].value.resume() }
    guard legs[index].value.kind == .pcm else { throw .state }
    hold(index, id)
  }

  // MARK: Discord legs

  /// One Opus packet of a speaker in the leg's channel: `VoiceSession`'s `media`.
  public mutating func packet(_ id: SlotID, _ media: VoiceMedia, _ opus: Span<UInt8>, at now: Ticks) throws(Fault) {
    let index = try place(id)
    clock.follow(now)
    try legs[index].value.packet(media, opus, at: clock.now)
  }

  /// Whether `poll` yields each speaker of the leg alone, silence where it is silent. `state` for a leg that was made
  /// without `speakerTaps`.
  public mutating func setSpeakerTaps(_ id: SlotID, _ on: Bool) throws(Fault) {
    let index = try place(id)
    try legs[index].value.setSpeakerTaps(on)
  }

  private mutating func place(_ id: SlotID) throws(Fault) -> Int {
    guard let index = legs.index(of: id) else { throw .argument }
    return index
  }

  private static func receive(
    _ leg: inout Leg, _ bytes: Span<UInt8>, _ scratch: inout Block<UInt8>, _ clock: TickClock
  ) throws(Fault) {
    guard leg.kind == .carrier else { throw .state }
    guard bytes.count <= scratch.count else { throw leg.refuse(.malformed) }
    let message: CarrierMessage
    do { message = try read(bytes, &scratch) } catch { throw leg.refuse(error) }
    try leg.receive(message, scratch.span, at: clock.now)
  }

  private static func read(_ bytes: Span<UInt8>, _ scratch: inout Block<UInt8>) throws(Fault) -> CarrierMessage {
    var memory = scratch.mutableSpan
    return try CarrierReader.read(bytes, scratch: &memory)
  }

  @inline(never) deinit {}
}
