internal import PatchAudio
internal import PatchBase
internal import PatchCodec
internal import PatchWire

/// What a caller hears, on its way to the carrier: one frame a tick, encoded, behind a little silence that stands in for
/// late ticks; marks and clears between; a ledger of what waits in the carrier's playback queue, and of what was heard.
struct CarrierOut: ~Copyable {
  /// µs in a frame.
  private static let frame: UInt64 = 20_000

  /// What waits to be sent.
  private enum Message: UInt32 {
    case media, mark, clear

    init(_ entry: Queue.Entry) { self = Message(rawValue: entry.kind) ?? .clear }
    var entry: Queue.Entry { Queue.Entry(kind: rawValue) }
  }

  // What is small and much used stands first: the code that reaches it is shorter.
  private let format: AudioFormat
  private let sendsSilence: Bool
  private var isEnded = false
  private var owesClear = false
  private var wasCleared = false
  private let samples: Int  // in a frame of the Room
  private var queuedFrames = 0
  private var untoldUnsent: UInt64 = 0
  /// Sound that was sent ahead of the live cursor.
  private(set) var ahead = Ahead()
  private var queue: Queue
  private(set) var counts = CarrierOutCounts()

  private let lead: UInt64  // µs
  private let echoDelay: UInt64?  // µs
  private var prefill: Prefill
  private var rhythm: MarkRhythm
  private var markName: Block<UInt8>
  private var marks: PendingMarks
  private var ledger: PlayoutLedger
  /// What was sent, for the echo canceller.
  private var farEnd: FarEnd?
  private var encoder: FrameEncoder

  @inline(never)
  init(_ format: AudioFormat, _ settings: LegSettings, roomRate: Int32, _ memory: inout Memory) {
    ledger = PlayoutLedger(rate: roomRate, &memory)
    self.format = format
    samples = Int(roomRate) / 50
    queue = Queue(64, stride: max(format.bytesPerFrame, PendingMarks.nameLimit), &memory)
    marks = PendingMarks(64, &memory)
    farEnd = settings.echoTail == nil ? nil : FarEnd(samples: samples, &memory)
    markName = Block(16, &memory)
    encoder = FrameEncoder(format, roomRate: roomRate, &memory)
    rhythm = MarkRhythm(milliseconds: settings.marks)
    echoDelay = settings.echoDelay.map { UInt64($0) * 1000 }
    sendsSilence = settings.sendsSilence
    lead = UInt64(settings.lead) * 1000
    prefill = Prefill(milliseconds: settings.prefill)
  }

  // MARK: Sound

  /// One tick's frame, live. `wire`, if there is any, is sent in its place, byte for byte. False when it was left out.
  mutating func live(
    _ pcm: Span<Int16>, wire: Span<UInt8>, silent: Bool, at now: Ticks, _ events: inout EventRing
  ) -> Bool {
    guard !isEnded else { return false }
    tellUnsent(&events)
    if silent, !sendsSilence {
      ledger.rest()
      encoder.rest()
      return false
    }
    if ledger.isIdle {
      begin(at: now, &events)
    } else if !queue.isFull {
      switch prefill.steer(slack: ledger.depth(at: now), silent: silent) {
      case .none: break
      case .insert:
        pushSilence(at: now, &events)
        events.add(.paced, value: 1)
      case .skip:
        events.add(.paced, value: 1, extra: 1)
        return false
      }
    }
    encode(pcm, wire: wire, silent: silent)
    if farEnd != nil { farEnd!.write(pcm) }
    push(at: now, &events)
    return true
  }

  /// Whose sound the frame is that was sent `back` frames ago, the last one being 1.
  mutating func attribute(_ part: PlayedPart, back: Int) { ledger.attribute(part, frame: samples * back) }

  private mutating func encode(_ pcm: Span<Int16>, wire: Span<UInt8>, silent: Bool) {
    guard wire.count > 0 else { return encoder.encode(pcm, silent: silent) }
    encoder.rest()
    encoder.copy(wire)
    counts.passed += 1
  }

  private mutating func begin(at now: Ticks, _ events: inout EventRing) {
    for _ in 0..<prefill.frames { pushSilence(at: now, &events) }
    if wasCleared, prefill.frames > 0 { events.add(.paced, value: UInt64(prefill.frames)) }
    wasCleared = false
    prefill.restart()
  }

  private mutating func pushSilence(at now: Ticks, _ events: inout EventRing) {
    encoder.silence()
    if farEnd != nil { farEnd!.write(Span()) }
    push(at: now, &events)
  }

  private mutating func push(at now: Ticks, _ events: inout EventRing) {
    let dry = ledger.send(samples, at: now)
    // While the host does not poll, `unsent` tells it all.
    if dry > 0, untoldUnsent == 0 {
      counts.starved += 1
      prefill.restart()
      events.add(.farStarved, value: dry)
    }
    makeRoom(&events, adding: 1)
    CarrierOut.add(encoder, to: &queue)
    queuedFrames += 1
    counts.frames += 1
    if rhythm.isDue(sounding: ledger.isSounding), !queue.isFull { pushMark() }
  }

  private mutating func pushMark() {
    let length = MarkRhythm.write(ledger.mark(), into: &markName)
    CarrierOut.add(markName, length, to: &queue)
  }

  // MARK: Sound ahead of the live cursor

  /// True when this leg is ever served ahead.
  var usesLead: Bool { lead > 0 }

  /// Sends up to `count` frames beyond the live cursor, as far as the lead goes; `position` is how far they were sent
  /// until now. G.711 of the leg's own law goes as it was written.
  mutating func sendAhead(
    _ store: borrowing FrameStore, _ count: Int, _ position: Ahead, at now: Ticks, _ events: inout EventRing
  ) {
    ahead = position
    for i in 0..<max(count, 0) {
      guard !ledger.isIdle, ledger.depth(at: now) + CarrierOut.frame <= lead else { return }
      let wire = store.wire(i)
      if position.gain == 1, position.encoding == format.encoding.rawValue, wire.count == format.bytesPerFrame {
        encoder.copy(wire)
        counts.passed += 1
      } else {
        encoder.encode(store.frame(i), gain: position.gain)
      }
      if farEnd != nil { farEnd!.write(store.frame(i), gain: position.gain) }
      push(at: now, &events)
      ahead.frames += 1
      counts.ahead += 1
    }
  }

  /// Takes back what was sent ahead. Gives how many frames before the live cursor have to be sent again.
  mutating func bringBack(at now: Ticks, _ events: inout EventRing) -> Int {
    let depth = ledger.depth(at: now)
    let beyond = UInt64(ahead.frames) * CarrierOut.frame
    let frames = Int((depth - min(depth, beyond) + CarrierOut.frame / 2) / CarrierOut.frame)
    ahead = Ahead()
    pushClear(at: now, &events)
    wasCleared = false
    encoder.reset()
    prefill.restart()
    let again = min(frames, PastFrames.kept - 1)
    events.add(.broughtBack, value: UInt64(again))
    return again
  }

  /// Frames that were taken back, once more; the first one rises from silence.
  mutating func sendAgain(
    _ store: borrowing FrameStore, _ count: Int, _ gain: Float, at now: Ticks, _ events: inout EventRing
  ) {
    for i in 0..<count {
      encoder.encode(store.frame(i), gain: gain, rises: i == 0)
      if farEnd != nil { farEnd!.write(store.frame(i), gain: gain) }
      push(at: now, &events)
    }
  }

  // MARK: What was heard

  /// A source holds its sound. What of it was not heard yet is taken back from the carrier, when `clears`; it ends in a
  /// fade of 5 ms. Gives how far it was heard, if it is to go on from there.
  mutating func hold(
    _ source: UInt64, clears: Bool, at now: Ticks, _ events: inout EventRing
  ) -> (item: UInt64, samples: Int64)? {
    ledger.advance(to: now)
    guard !isEnded, clears, ledger.isWaiting(source: source) else { return nil }
    ahead = Ahead()
    pushClear(at: now, &events)
    wasCleared = true
    encoder.reset()
    ledger.reopen(source: source)
    events.add(.broughtBack, value: 0)
    return ledger.position(of: source)
  }

  /// The sound of a source is over where it is, or, when it was not taken back, where what was sent ends.
  mutating func finish(_ source: UInt64, at now: Ticks, _ events: inout EventRing) {
    ledger.advance(to: now)
    ledger.finish(source: source, whole: ledger.isWaiting(source: source))
    tellHeard(&events)
  }

  mutating func close(_ source: UInt64, _ item: UInt64, _ total: Int64) {
    ledger.close(source: source, item: item, total: total)
  }

  /// Time passes.
  mutating func advance(to now: Ticks, _ events: inout EventRing) {
    ledger.advance(to: now)
    tellHeard(&events)
  }

  private mutating func tellHeard(_ events: inout EventRing) {
    while let heard = ledger.take() {
      events.add(.heard, value: heard.item, extra: heard.microseconds, peer: heard.source, text: Span())
    }
  }

  /// Shows the chain what the caller was played when it said what has been in the jitter buffer for `buffered` µs.
  mutating func show(_ chain: inout LegChain, buffered: UInt64, at now: Ticks) {
    let back = ledger.depth(at: now) + (echoDelay ?? (buffered + roundTrip))
    CarrierOut.show(farEnd, &chain, Int(min(back, 10_000_000)) * samples / 20_000)
  }

  private static func show(_ farEnd: borrowing FarEnd?, _ chain: inout LegChain, _ back: Int) {
    switch farEnd {
    case .some(let farEnd): chain.hear(farEnd, back: back)
    case .none: break
    }
  }

  /// How long after sound was sent it is played and back here, in µs: 0 while that is unknown.
  var roundTrip: UInt64 { ledger.roundTrip ?? 0 }

  // MARK: Marks and clears

  mutating func mark(_ name: Span<UInt8>, _ events: inout EventRing) throws(Fault) {
    guard name.count > 0, name.count <= PendingMarks.nameLimit else { throw .argument }
    guard !isEnded, marks.hasRoom else { throw .state }
    guard CarrierOut.canWrite(name) else { throw .argument }
    makeRoom(&events)
    queue.add(Message.mark.entry, name)
    marks.add(name)
  }

  /// The carrier throws away what it has queued.
  mutating func clear(at now: Ticks, _ events: inout EventRing) throws(Fault) {
    guard !isEnded else { throw .state }
    ahead = Ahead()
    pushClear(at: now, &events)
    wasCleared = true
  }

  private mutating func pushClear(at now: Ticks, _ events: inout EventRing) {
    makeRoom(&events)
    queue.add(Message.clear.entry)
    marks.flush()
    let before = ledger.end
    ledger.clear(at: now)
    if farEnd != nil { farEnd!.withdraw(Int(before - ledger.end) / samples) }
    counts.clears += 1
  }

  /// The carrier echoed a mark. True when it is one of ours.
  mutating func echo(_ name: Span<UInt8>, at now: Ticks, _ events: inout EventRing) -> Bool {
    if let number = MarkRhythm.read(name) {
      ledger.acknowledge(number, at: now)
      return true
    }
    guard let flushed = marks.echo(name) else { return false }
    events.add(.mark, value: flushed ? 1 : 0, text: name)
    return true
  }

  /// The stream is over: nothing is sent any more.
  mutating func end(at now: Ticks, _ events: inout EventRing) {
    isEnded = true
    ahead = Ahead()
    queue.removeAll()
    queuedFrames = 0
    owesClear = false
    ledger.advance(to: now)
    ledger.finish()
    ledger.rest()
    tellHeard(&events)
  }

  // MARK: Out

  /// Writes the next message of stream `sid`; nil when there is none.
  mutating func take(_ sid: Span<UInt8>, into buffer: inout MutableSpan<UInt8>) throws(Fault) -> Int? {
    if owesClear {
      let length = try CarrierWriter.clear(streamSid: sid, into: &buffer)
      owesClear = false
      counts.messages += 1
      return length
    }
    guard queue.count > 0 else { return nil }
    let first = Message(queue.first)
    let length: Int
    switch first {
    case .media:
      length = try CarrierWriter.media(streamSid: sid, payload: queue.firstContent, into: &buffer)
    case .mark: length = try CarrierWriter.mark(streamSid: sid, name: queue.firstContent, into: &buffer)
    case .clear: length = try CarrierWriter.clear(streamSid: sid, into: &buffer)
    }
    if first == .media { queuedFrames -= 1 }
    queue.removeFirst()
    counts.messages += 1
    return length
  }

  /// The oldest makes way when the host does not poll.
  private mutating func makeRoom(_ events: inout EventRing, adding: Int = 0) {
    guard queue.isFull else { return }
    switch Message(queue.first) {
    case .media:
      queuedFrames -= 1
      // The frame that makes room for itself is noted already.
      ledger.withdraw(samples, behind: (queuedFrames + adding) * samples)
      counts.unsent += 1
      untoldUnsent += 1
    case .mark:
      guard MarkRhythm.read(queue.firstContent) == nil else { break }
      events.add(.mark, value: 1, text: queue.firstContent)
      CarrierOut.forget(&marks, queue)
    case .clear: owesClear = true
    }
    queue.removeFirst()
  }

  private mutating func tellUnsent(_ events: inout EventRing) {
    // While the host does not poll, one event is enough.
    guard untoldUnsent > 0, !queue.isFull else { return }
    events.add(.unsent, value: untoldUnsent)
    untoldUnsent = 0
  }

  /// What waits at the far side, in µs, by our estimate.
  borrowing func depth(at now: Ticks) -> UInt64 { ledger.depth(at: now) }
  /// Frames of prefill in force.
  var prefillFrames: Int { prefill.frames }

  // These take the parts that they use, so that their accesses stay apart.

  private static func add(_ encoder: borrowing FrameEncoder, to queue: inout Queue) {
    queue.add(Message.media.entry, encoder.bytes)
  }

  private static func add(_ name: borrowing Block<UInt8>, _ length: Int, to queue: inout Queue) {
    queue.add(Message.mark.entry, name.span.window(0..<length))
  }

  /// What cannot be written would stand in the way of all that follows.
  private static func canWrite(_ name: Span<UInt8>) -> Bool {
    var none = MutableSpan<UInt8>()
    do { _ = try CarrierWriter.mark(streamSid: Span(), name: name, into: &none) } catch {
      return error == .noSpace(needed: 0)
    }
    return true
  }

  private static func forget(_ marks: inout PendingMarks, _ queue: borrowing Queue) {
    _ = marks.echo(queue.firstContent)
  }

  @inline(never) deinit {}
}

extension CarrierOut {
  mutating func report(into all: inout LegStatistics, at now: Ticks) {
    all.messagesOut = counts.messages
    all.framesOut = counts.frames
    all.passedThrough = counts.passed
    all.sentAhead = counts.ahead
    all.unsent = counts.unsent
    all.farStarved = counts.starved
    all.farQueue = depth(at: now)
    all.prefill = prefillFrames * 20
    all.lead = ahead.frames * 20
  }
}
