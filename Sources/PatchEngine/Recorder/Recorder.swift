public import PatchBase

/// Records a Room on its clock: every file has a frame for every tick since it began, so that all stay aligned for as long
/// as the Room runs. Who says nothing, has not consented, or is paused is silence; ticks that were left out are too.
///
/// Nothing is recorded, and no byte comes out, before a leg's consent was noted. Sound of the host that was taken
/// back before it was heard is cut out, so a recording says what was said.
///
/// It is given to a Room (`Room.record`), and its bytes come from `Room.poll`, each piece with the place in its file.
public struct Recorder: ~Copyable {
  /// How it was made.
  public let settings: RecorderSettings

  struct Place: Zeroable {
    var leg: UInt64 = 0  // 0: free
    var file = -1
    var channel = 0
    var consents = false
  }

  private var memory: Memory
  private var files: Slots<RecordFile>
  private var places: Block<Place>  // by the leg's index in the Room
  private var used = 0
  private var cursor = 0
  private var next: UInt64 = 0  // the tick that comes next
  private var isOpen = false
  private var isInTick = false
  private var isClosed = false
  /// True while silence is recorded in place of what is said.
  public internal(set) var isPaused = false
  /// Frames recorded, silence included.
  public private(set) var frames: UInt64 = 0
  /// Legs that found no track.
  public private(set) var refused: UInt64 = 0

  /// [setup] Takes all memory. `argument` for settings out of range.
  public init(_ settings: RecorderSettings) throws(Fault) {
    memory = Memory()
    memory.require(settings.isValid)
    files = Slots(settings.files, &memory)
    self.settings = settings
    places = Block(256, &memory)
    for i in 0..<places.count { places[i] = Place() }
    for i in 0..<files.capacity { _ = files.insert(RecordFile(settings, index: i, &memory), at: i) }
    try memory.check()
  }

  /// How many files there are that have anything in them.
  public var fileCount: Int { settings.layout == .stereo ? (isOpen ? 1 : 0) : used }

  /// The file of a leg, and the channel in it. Nil when it has none.
  mutating func place(of leg: SlotID) -> (file: Int, channel: Int)? {
    guard Int(leg.index) < places.count else { return nil }
    let place = places[Int(leg.index)]
    return place.leg == leg.rawValue && place.file >= 0 ? (place.file, place.channel) : nil
  }

  /// Notes that a leg agrees to be recorded, or no longer does. `state` when there is no track left for it.
  mutating func consent(_ leg: SlotID, isHost: Bool, _ given: Bool) throws(Fault) {
    let index = Int(leg.index)
    if places[index].leg != leg.rawValue { places[index] = Place(leg: leg.rawValue) }
    if given, places[index].file < 0 {
      switch settings.layout {
      case .stereo:
        places[index].file = 0
        places[index].channel = isHost ? 1 : 0
      case .tracks:
        guard used < settings.tracks else {
          refused += 1
          throw .state
        }
        places[index].file = used
        used += 1
      }
    }
    places[index].consents = given
    if given { isOpen = true }
  }

  /// A leg left. Its track goes on as silence.
  mutating func leave(_ index: Int) { places[index] = Place() }

  // MARK: A tick

  /// Nothing is written before somebody consented.
  mutating func begin(_ tick: UInt64) {
    guard isOpen, !isClosed else { return }
    let missed = frames == 0 ? 0 : tick &- next
    for i in 0..<files.capacity where settings.layout == .stereo || i < used {
      // A track that begins later is as long as the others.
      files[i].begin(missed: files[i].isNew ? frames &+ missed : missed)
    }
    frames &+= missed &+ 1
    next = tick &+ 1
    isInTick = true
  }

  /// What a leg says in this tick.
  mutating func add(_ index: Int, _ leg: SlotID, _ said: Span<Int16>) {
    guard isInTick, !isPaused else { return }
    let place = places[index]
    guard place.leg == leg.rawValue, place.consents else { return }
    files[place.file].add(said, channel: place.channel)
  }

  mutating func end() {
    guard isInTick else { return }
    isInTick = false
    for i in 0..<files.capacity where settings.layout == .stereo || i < used { files[i].end() }
  }

  /// The last `samples` that a leg said were not heard.
  mutating func cut(_ leg: SlotID, _ samples: Int) {
    guard let place = place(of: leg), samples > 0 else { return }
    files[place.file].cut(samples, channel: place.channel)
  }

  /// No tick is recorded any more.
  mutating func close() { isClosed = true }

  // MARK: Out

  /// Nothing more is recorded: what is under way is written, for `take` until it gives nothing. False when there was no
  /// room for all of it: take, and finish again.
  mutating func finish() -> Bool {
    var isDone = true
    for i in 0..<files.capacity { if !files[i].finish() { isDone = false } }
    return isDone
  }

  /// The next bytes: of which file, and where in it they belong.
  mutating func take(
    into buffer: inout MutableSpan<UInt8>
  ) throws(Fault) -> (file: Int, length: Int, offset: UInt64)? {
    guard isOpen else { return nil }
    for step in 0..<files.capacity {
      let index = (cursor + step) % files.capacity
      guard let found = try files[index].take(into: &buffer) else { continue }
      cursor = index
      return (index, found.length, found.offset)
    }
    return nil
  }

  @inline(never) deinit {}
}
