internal import PatchAudio
internal import PatchBase
internal import PatchCodec

/// A host's sound on its way into the Room: queued in the leg's format, cut into frames of the Room's rate, and played
/// frame by frame at the live cursor. Whole frames are made ready ahead of the cursor, so that listeners who may be
/// served early can be.
///
/// What stops in the middle is faded out over 5 ms, and faded in where it goes on; a sound that begins or ends by
/// itself is not touched.
struct PcmIn: ~Copyable {
  // What is small and much used stands first: the code that reaches it is shorter.
  private let format: AudioFormat
  private var hasTail = false
  private var mode = Mode.playing
  private let delay: Int  // bytes that have to be there before sound begins
  private let roomRate: Int32
  /// What is in the present tick's frame.
  private(set) var stretch = Stretch()
  private var isWaiting: Bool  // for as much sound as `delay`
  private var fadesIn = false
  private var isSounding = false  // the last tick ended in the middle of sound
  private var last: Int16 = 0  // its last sample
  private var taken: Int64 = 0  // samples of the queue that were made ready
  /// Changes whenever frames made ready are no longer what comes next.
  private(set) var epoch: UInt32 = 0
  /// Frames of silence in the middle of an item.
  private(set) var starved: UInt64 = 0
  private var untold: UInt64 = 0
  private var queue: ByteRing
  private var items: PcmItems
  private var source: Block<UInt8>  // one frame in the leg's format
  private var decoded: Block<Int16>  // the same as samples, at the leg's rate
  private var made: Block<Int16>  // the same at the Room's rate
  private var tail: Block<Int16>  // the faded end of what was flushed
  private var ready: ReadyFrames
  private var past: PastFrames
  private var resampler: Resampler?

  private enum Mode { case playing, pausing, paused }

  @inline(never)
  init(_ format: AudioFormat, _ settings: LegSettings, roomRate: Int32, _ memory: inout Memory) {
    let millisecond = Int(format.sampleRate) / 1000 * format.encoding.bytesPerSample
    let capacity = millisecond * settings.queue
    let samples = Int(roomRate) / 50
    let isPlain = format.sampleRate == roomRate && format.encoding.bytesPerSample == 1
    self.format = format
    delay = min(millisecond * (settings.minDelay ?? 0), capacity)
    self.roomRate = roomRate
    isWaiting = delay > 0
    source = Block(format.bytesPerFrame, &memory)
    decoded = Block(format.samplesPerFrame, &memory)
    made = Block(samples, &memory)
    tail = Block(samples, &memory)
    queue = ByteRing(capacity, &memory)
    items = PcmItems(256, &memory)
    ready = ReadyFrames(samples: samples, wireBytes: isPlain ? format.bytesPerFrame : 0, &memory)
    past = PastFrames(samples: samples, &memory)
    resampler = memory.resampler(from: format.sampleRate, to: roomRate)
  }

  // MARK: The host's side

  /// Appends sound of an item, as much as there is room for, in whole samples; gives how many bytes. `last` ends the
  /// item when all of the bytes are taken.
  mutating func write(_ item: UInt64, _ bytes: Span<UInt8>, last: Bool) throws(Fault) -> Int {
    let width = format.encoding.bytesPerSample
    guard bytes.count % width == 0 else { throw .argument }
    guard items.open(item) else { return 0 }
    let length = min(bytes.count, queue.free / width * width)
    queue.write(bytes.window(0..<length))
    items.extend(by: Int64(length / width))
    if last, length == bytes.count { items.close() }
    return length
  }

  /// Forgets all sound that was not played; what is being heard ends in a fade. A pause is over with it.
  mutating func flush(_ events: inout EventRing) {
    if isSounding {
      PcmIn.fadeOut(ready, last, into: &tail)
      hasTail = true
    }
    isSounding = false
    fadesIn = false
    mode = .playing
    items.end(&events)
    queue.removeAll()
    ready.removeAll()
    taken = items.end
    isWaiting = delay > 0
    reset()
    epoch &+= 1
  }

  /// Holds the live cursor at once; with `fades`, what was being said ends in a fade.
  mutating func hold(fades: Bool) {
    guard mode != .paused else { return }
    if fades, isSounding {
      PcmIn.fadeOut(ready, last, into: &tail)
      hasTail = true
    }
    mode = .paused
    fadesIn = isSounding
    isSounding = false
    epoch &+= 1
  }

  /// Takes the live cursor back to this sample of an item, and a little before, if it is beyond: to say a syllable's end
  /// twice is better than not at all. Gives how many samples of the Room that were played lie after it.
  mutating func rewind(to place: (item: UInt64, samples: Int64)) -> Int {
    guard let position = items.position(of: place.item, place.samples),
      let found = ready.rewind(to: position, full: format.samplesPerFrame)
    else { return 0 }
    items.rewind(to: found.position)
    return found.unheard
  }

  /// Part `index` of what is in a stretch; nil behind the last.
  mutating func part(_ index: Int, of stretch: Stretch) -> PlayedPart? {
    items.part(index, of: stretch, rate: format.sampleRate, roomRate: roomRate)
  }

  /// Holds the live cursor, or lets it go on from where it was. Nothing is lost.
  mutating func pause(_ on: Bool) {
    switch mode {
    case .playing where on:
      mode = isSounding ? .pausing : .paused
      epoch &+= 1
    case .pausing where !on: mode = .playing
    case .paused where !on:
      mode = .playing
      epoch &+= 1
    case .playing, .pausing, .paused: break
    }
  }

  /// Bytes that wait, those made ready included.
  var queued: Int { queue.count + Int(taken - items.played) * format.encoding.bytesPerSample }
  /// Frames that could be sent ahead.
  var readyCount: Int { mode == .playing && !isWaiting ? ready.count : 0 }

  // MARK: The Room's side

  /// Makes the next frame. Its wire bytes, when it is an untouched frame of G.711, go to `wire`.
  mutating func speak(
    into pcm: inout MutableSpan<Int16>, wire: inout MutableSpan<UInt8>, _ events: inout EventRing
  ) -> Spoken {
    prepare()
    items.ended = nil
    stretch = Stretch()
    var spoken = play(into: &pcm, wire: &wire, &events)
    if hasTail {
      Fade.add(tail.span, to: &pcm, replacing: !spoken.isPresent)
      hasTail = false
      spoken = Spoken(isPresent: true)
    }
    past.push(pcm.span, isPresent: spoken.isPresent, stretch)
    return spoken
  }

  /// Copies `count` frames out, from the one `place` after the one played last.
  mutating func peek(_ place: Int, _ count: Int, into store: inout FrameStore) {
    for i in 0..<max(count, 0) {
      let at = place + i
      store.set(i, ready.frame(at), wire: ready.wire(at), ready.stretch(at))
    }
  }

  /// Copies out what was played in the `count` ticks before this one, oldest first; ticks without sound are left.
  mutating func recall(_ count: Int, into store: inout FrameStore) {
    for i in 0..<count where past.has(count - i) {
      store.set(i, past.frame(count - i), wire: Span(), past.stretch(count - i))
    }
  }

  private mutating func play(
    into pcm: inout MutableSpan<Int16>, wire: inout MutableSpan<UInt8>, _ events: inout EventRing
  ) -> Spoken {
    switch mode {
    case .paused: return Spoken()
    case .pausing:
      PcmIn.fadeOut(ready, last, into: &made)
      pcm.copy(from: made.span)
      mode = .paused
      isSounding = false
      fadesIn = true
      return Spoken(isPresent: true)
    case .playing: break
    }
    // Sound that is played again may be all that there is.
    if isWaiting, queued >= delay || items.isComplete || (items.isEmpty && queued > 0) { isWaiting = false }
    guard !isWaiting, ready.count > 0 || makePartial() else { return starve(into: &pcm, &events) }
    pcm.copy(from: ready.frame(0))
    stretch = ready.stretch(0)
    var spoken = Spoken(isPresent: true, isUntouched: ready.isWhole)
    if spoken.isUntouched { wire.copy(from: ready.wire(0)) }
    last = pcm[pcm.count - 1]
    isSounding = true
    if fadesIn {
      Fade.rise(&pcm)
      fadesIn = false
      spoken.isUntouched = false
    }
    items.play(to: ready.endPosition, &events)
    if !ready.isFull { noteStarved(&events) } else { tellStarved(&events) }
    if !ready.isFull || (items.isEmpty && ready.count == 1) {
      isSounding = false
      isWaiting = delay > 0
    }
    ready.removeFirst()
    return spoken
  }

  /// Nothing is there: the end of what was, and silence.
  private mutating func starve(
    into pcm: inout MutableSpan<Int16>, _ events: inout EventRing
  ) -> Spoken {
    items.play(to: items.played, &events)
    guard items.isBegun else {
      tellStarved(&events)
      isSounding = false
      return Spoken()
    }
    noteStarved(&events)
    isWaiting = delay > 0
    guard isSounding, last != 0 else {
      isSounding = false
      fadesIn = true
      return Spoken()
    }
    Fade.decay(from: last, over: &pcm)
    isSounding = false
    fadesIn = true
    return Spoken(isPresent: true)
  }

  /// The first frame of a gap is told at once, the rest when the gap ends.
  private mutating func noteStarved(_ events: inout EventRing) {
    guard !items.isEmpty else { return }
    starved += 1
    if untold == 0 { events.add(.starved, value: 1) }
    untold += 1
    fadesIn = true
  }

  private mutating func tellStarved(_ events: inout EventRing) {
    if untold > 1 { events.add(.starved, value: untold - 1) }
    untold = 0
  }

  // MARK: Making frames

  /// Makes whole frames ready, a few at each tick.
  private mutating func prepare() {
    var budget = 6
    while budget > 0, ready.count < ReadyFrames.ahead, queue.count >= format.bytesPerFrame {
      make(format.bytesPerFrame)
      budget -= 1
    }
  }

  /// Makes a frame of what there is, when there is less than one. False when there is nothing.
  private mutating func makePartial() -> Bool {
    guard queue.count > 0 else { return false }
    make(queue.count)
    return true
  }

  private mutating func make(_ length: Int) {
    let count = length / format.encoding.bytesPerSample
    let isFull = length == format.bytesPerFrame
    PcmIn.read(length, from: &queue, into: &source)
    PcmIn.decode(source, length, format.encoding, into: &decoded)
    taken += Int64(count)
    if !isFull {
      // The item's own end stays as it is; a sound that breaks off decays from its last sample.
      PcmIn.finish(&decoded, from: count, decays: !items.isClosed(at: taken))
    }
    if resampler != nil {
      PcmIn.resample(&resampler!, decoded, into: &made)
      ready.add(
        made, wire: source, startPosition: taken - Int64(count), endPosition: taken, isFull: isFull)
    } else {
      ready.add(
        decoded, wire: source, startPosition: taken - Int64(count), endPosition: taken, isFull: isFull)
    }
  }

  private mutating func reset() { if resampler != nil { try? resampler!.reset() } }

  // These take the parts that they use, so that their accesses stay apart.

  /// The next 5 ms, fading to silence, without moving on.
  private static func fadeOut(_ ready: borrowing ReadyFrames, _ last: Int16, into target: inout Block<Int16>) {
    var pcm = target.mutableSpan
    if ready.count > 0 {
      pcm.copy(from: ready.frame(0))
      Fade.fall(&pcm)
    } else {
      Fade.decay(from: last, over: &pcm)
    }
  }

  private static func read(_ length: Int, from queue: inout ByteRing, into source: inout Block<UInt8>) {
    var all = source.mutableSpan
    var target = all.window(0..<length)
    _ = queue.read(into: &target)
  }

  private static func decode(
    _ source: borrowing Block<UInt8>, _ length: Int, _ encoding: Encoding, into decoded: inout Block<Int16>
  ) {
    var pcm = decoded.mutableSpan
    PlainCodec.decode(source.span.window(0..<length), encoding, into: &pcm)
  }

  private static func finish(_ decoded: inout Block<Int16>, from count: Int, decays: Bool) {
    let frame = decoded.count
    var pcm = decoded.mutableSpan
    let last = count > 0 && decays ? pcm[count - 1] : 0
    var rest = pcm.window(count..<pcm.count)
    Fade.decay(from: last, over: &rest, of: frame)
  }

  private static func resample(
    _ resampler: inout Resampler, _ decoded: borrowing Block<Int16>, into made: inout Block<Int16>
  ) {
    var pcm = made.mutableSpan
    let produced = (try? resampler.process(decoded.span, into: &pcm).produced) ?? 0
    var rest = pcm.window(produced..<pcm.count)
    rest.fill(with: 0)
  }

  @inline(never) deinit {}
}

extension PcmIn {
  /// What the others need to know of it in this tick.
  borrowing func describe(in voice: inout Voice) {
    voice.ready = readyCount
    voice.epoch = epoch
    voice.stretch = stretch
    voice.ended = items.ended
  }

  mutating func report(into all: inout LegStatistics) {
    all.queued = queued
    all.underruns = starved
  }
}
