public import PatchAudio
public import PatchBase
internal import PatchCodec

/// The way in of one sender: packets or pieces of a stream become 20 ms of PCM at every pull, whatever the network did.
///
/// Give it packets with `insert`, or the sound of an ordered stream with `append`: one of the two throughout. Frames
/// that are `played` are byte for byte what was received; everything else is told by the frame's kind and counted, and
/// the laws of `JitterCounts` hold. Memory is taken at `init` only.
public struct Receiver: ~Copyable {
  // What is small and much used stands first: the code that reaches it is shorter.
  let frame: Int  // samples of 20 ms at the codec's rate, all channels
  let one: Int  // the same of one channel
  private let media: Int  // 20 ms on the media clock
  /// Samples of one pull, of all channels together.
  public let samplesPerPull: Int
  private var byteCount = 0
  private var recovered = false  // something in this pull
  var queue: ReceiverQueue  // at the codec's rate
  public let settings: ReceiverSettings

  private var memory = Memory()
  private var scratch: Block<UInt8>
  private var whole: Block<Int16>  // a frame on its way to the resampler
  private var resampled: ReceiverQueue  // at the rate of the PCM, if that is another
  private var resampler: Resampler?
  private var sequences = SequenceNumber()
  private var timestamps = MediaTimestamp()
  private var framer: ReceiverFramer
  private var frames = JitterCounts()  // what came out, and restarts found here
  private var asked = JitterCounts()
  private var decoder: ReceiverDecoder
  var stretch: TimeStretch
  var buffer: JitterBuffer

  /// Pieces that one frame is put together from at most: packets may be as short as 2.5 ms.
  private static let mostSteps = 16

  /// `argument` for rates, channels and delays out of range; `unsupported` for what the codec refuses.
  public init(_ settings: ReceiverSettings) throws(Fault) {
    var memory = Memory()
    self.init(settings, &memory)
    self.memory = memory
    try self.memory.check()
  }

  /// The same for a part of something bigger, in its owner's memory: the owner checks.
  @inline(never)
  init(_ settings: ReceiverSettings, _ memory: inout Memory) {
    memory.require(settings.isValid)
    self.settings = settings
    let isDirect = settings.decodedRate == settings.sampleRate
    one = Int(settings.decodedRate) / 50
    frame = one &* settings.channels
    media = settings.frameSamples
    samplesPerPull = Int(settings.sampleRate) / 50 &* settings.channels
    scratch = Block(settings.maxPayload, &memory)
    whole = Block(isDirect ? 0 : frame, &memory)
    queue = ReceiverQueue(ReceiverDecoder.queued &* frame, &memory)
    resampled = ReceiverQueue(isDirect ? 0 : 4 &* samplesPerPull, &memory)
    resampler = memory.resampler(from: settings.decodedRate, to: settings.sampleRate, channels: settings.channels)
    framer = ReceiverFramer(samples: media, bytesPerSample: max(settings.bytesPerSample, 1), &memory)
    decoder = ReceiverDecoder(settings, frame: frame, &memory)
    stretch = TimeStretch(
      sampleRate: settings.decodedRate, channels: settings.channels, milliseconds: 60, &memory)
    buffer = JitterBuffer(settings.jitter, &memory)
  }

  /// Back to how it was at `init`, counts too.
  public mutating func reset() {
    buffer.reset()
    decoder.reset()
    stretch.reset()
    queue.clear()
    try? resampler?.reset()
    resampled.clear()
    framer.reset()
    byteCount = 0
    sequences = SequenceNumber()
    timestamps = MediaTimestamp()
    frames = JitterCounts()
    asked = JitterCounts()
  }

  // MARK: In

  /// Lets the delay reach `milliseconds`, at most `maxDelay`, before sound is discarded; never lowers that limit.
  public mutating func raise(limit milliseconds: Int) { buffer.raise(limit: milliseconds) }

  /// A packet with the numbers of its RTP header. Its length on the media clock follows from its bytes: up to 60 ms of
  /// plain samples, up to 120 ms and 1500 bytes of Opus; others are rejected.
  @discardableResult
  public mutating func insert(
    sequence: UInt16, timestamp: UInt32, payload: Span<UInt8>, at now: Ticks
  ) -> JitterInsert {
    let duration = ReceiverCodec.duration(payload, settings)
    // What is no packet must not move the counts of numbers either.
    guard duration > 0 else {
      return buffer.insert(sequence: 0, timestamp: 0, payload: payload, duration: 0, at: now)
    }
    return buffer.insert(
      sequence: sequences.extend(sequence), timestamp: timestamps.extend(timestamp), payload: payload,
      duration: duration, at: now)
  }

  /// The next piece of an ordered stream of plain samples: any number of bytes, cut into frames of 20 ms here. What
  /// does not fill a frame waits for the next piece.
  ///
  /// `position`, if the stream tells it, is where the piece begins, in samples from any origin. A jump forward of a
  /// frame or more fills up the frame begun with silence and leaves whole frames lost; one back by a second, or ahead
  /// by an hour, restarts the count. `overflow` tells that sound was discarded; `rejected` that this receiver is for Opus.
  @discardableResult
  public mutating func append(_ payload: Span<UInt8>, position: Int64? = nil, at now: Ticks) -> JitterInsert {
    guard case .plain(let encoding) = settings.coding else {
      return buffer.insert(sequence: 0, timestamp: 0, payload: payload, duration: 0, at: now)
    }
    var overflowed = false
    if let position, position >= 0, position < 1 << 60 {
      let (gap, restarted) = framer.gap(before: position, rate: Int64(settings.clockRate))
      if restarted { frames.resyncs += 1 }
      if gap > 0 {
        let padded = framer.frameBytes - framer.filled
        let begun = framer.pad(encoding)
        if begun { overflowed = flushFramer(at: now) || overflowed }
        framer.skip(gap, padded: begun ? padded : 0)
      }
    }
    var rest = payload
    if framer.filled > 0 {
      let n = framer.fill(rest)
      rest = rest.window(n..<rest.count)
      if framer.isFull { overflowed = flushFramer(at: now) || overflowed }
    }
    while rest.count >= framer.frameBytes {
      let sequence = framer.sequence
      let outcome = buffer.insert(
        sequence: sequence, timestamp: sequence * Int64(media),
        payload: rest.window(0..<framer.frameBytes), at: now)
      overflowed = overflowed || outcome == .overflow
      framer.pass()
      rest = rest.window(framer.frameBytes..<rest.count)
    }
    if rest.count > 0 { _ = framer.fill(rest) }
    return overflowed ? .overflow : .queued
  }

  /// The stream is at its end: a frame begun is filled up with silence and queued.
  public mutating func flush(at now: Ticks) {
    guard case .plain(let encoding) = settings.coding, framer.pad(encoding) else { return }
    _ = flushFramer(at: now)
  }

  /// Queues the frame that the framer has filled. True when older sound was discarded.
  private mutating func flushFramer(at now: Ticks) -> Bool {
    let outcome = Receiver.queue(framer, &buffer, Int64(media), now)
    framer.next()
    return outcome == .overflow
  }

  // MARK: Out

  /// The next 20 ms: `samplesPerPull` samples at the start of `pcm`. Throws `noSpace`, with nothing done, when they do
  /// not fit. Call it once for every 20 ms that pass.
  public mutating func pull(at now: Ticks, into pcm: inout MutableSpan<Int16>) throws(Fault) -> ReceiverFrame {
    guard pcm.count >= samplesPerPull else { throw .noSpace(needed: samplesPerPull) }
    byteCount = 0
    frames.pulls += 1
    recovered = false
    buffer.tick(at: now)
    var kind: ReceiverFrame.Kind
    var untouched = false
    if resampler == nil {
      untouched = try fill()
      kind = queue.take(frame, into: &pcm)
    } else {
      // One frame in is one frame out, but for rates whose ratio is not that of whole samples.
      var steps = 0
      while resampled.count < samplesPerPull, steps < 3 {
        _ = try fill()
        resample()
        steps += 1
      }
      if resampled.count < samplesPerPull {
        resampled.appendSilence(samplesPerPull - resampled.count, .concealed)
      }
      kind = resampled.take(samplesPerPull, into: &pcm)
    }
    switch kind {
    case .played: frames.played += 1
    case .stretched: frames.stretched += 1
    case .concealed:
      frames.concealed += 1
      if recovered { frames.recovered += 1 }
    case .silence: frames.silence += 1
    case .starved: frames.starved += 1
    }
    untouched = untouched && kind == .played
    if !untouched { byteCount = 0 }
    return ReceiverFrame(kind, untouched: untouched, byteCount: byteCount)
  }

  /// Brings the queue to a frame at least, stretched if the delay wants it. True when it is exactly one packet.
  private mutating func fill() throws(Fault) -> Bool {
    let fresh = queue.count == 0
    var steps = 0
    var whole = false
    while queue.count < frame {
      steps += 1
      guard steps <= Receiver.mostSteps else {
        queue.appendSilence(frame - queue.count, .concealed)
        break
      }
      whole = try step()
    }
    let wanted = surplus
    if wanted >= quietSurplus || wanted <= -quietDeficit, queue.isReceived { try adapt(wanted) }
    return fresh && steps == 1 && whole && queue.count == frame
  }

  /// Samples of a channel by which the sound should become shorter.
  private var surplus: Int {
    mutating get {
      let pending = queue.count / settings.channels * media / one
      return buffer.surplus(pending: pending) * one / media
    }
  }

  /// One more packet, or what stands in for it, to the queue. True for a packet of one frame, as it came.
  mutating func step() throws(Fault) -> Bool {
    switch try Receiver.take(&buffer, &scratch) {
    case .packet(let length, let duration):
      let before = queue.count
      guard Receiver.play(&decoder, scratch, length, duration, &queue) else { return false }
      Receiver.hear(&stretch, queue, from: before)
      byteCount = length
      return duration == media
    case .recover(let length, let duration):
      if Receiver.recover(&decoder, scratch, length, duration, &queue) { recovered = true }
    case .lost(let duration): decoder.lost(duration: duration, into: &queue)
    case .pause: decoder.pause(into: &queue)
    case .buffering: decoder.silence(.silence, into: &queue)
    case .starved: decoder.silence(.starved, into: &queue)
    }
    return false
  }

  /// The received bytes of the frame pulled last, if it was `untouched`; otherwise empty.
  public var frameBytes: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { scratch.span.window(0..<byteCount) }
  }

  // MARK: Statistics

  /// Counts since `init` or `reset`.
  public var lifetime: JitterCounts {
    @inline(__always)
    get { Receiver.sum(buffer.lifetime, frames) }
  }

  /// What went in, and what came out.
  @inline(never)
  private static func sum(_ buffered: JitterCounts, _ frames: JitterCounts) -> JitterCounts {
    var counts = buffered
    counts.resyncs += frames.resyncs
    counts.pulls = frames.pulls
    counts.played = frames.played
    counts.concealed = frames.concealed
    counts.recovered = frames.recovered
    counts.silence = frames.silence
    counts.starved = frames.starved
    counts.stretched = frames.stretched
    return counts
  }

  /// Counts since the last call of this function.
  public mutating func interval() -> JitterCounts {
    let counts = lifetime
    defer { asked = counts }
    return counts.since(asked)
  }

  /// How it stands.
  public var now: JitterNow {
    @inline(__always)
    get { buffer.now }
  }

  // MARK: Parts that are used together, kept apart for their accesses

  private static func queue(
    _ framer: borrowing ReceiverFramer, _ buffer: inout JitterBuffer, _ media: Int64, _ now: Ticks
  ) -> JitterInsert {
    let sequence = framer.sequence
    return buffer.insert(
      sequence: sequence, timestamp: sequence * media, payload: framer.bytes, at: now)
  }

  private static func take(_ buffer: inout JitterBuffer, _ scratch: inout Block<UInt8>) throws(Fault) -> JitterPull {
    var bytes = scratch.mutableSpan
    return try buffer.take(into: &bytes)
  }

  private static func hear(_ stretch: inout TimeStretch, _ queue: borrowing ReceiverQueue, from start: Int) {
    stretch.hear(queue.span.window(start..<queue.count))
  }

  private static func move(
    _ queue: inout ReceiverQueue, _ samples: Int, _ target: inout Block<Int16>
  ) -> ReceiverFrame.Kind {
    var all = target.mutableSpan
    return queue.take(samples, into: &all)
  }

  private mutating func resample() {
    let kind = Receiver.move(&queue, frame, &whole)
    resampled.append(whole, frame, kind, through: &resampler!)
  }

  private static func play(
    _ decoder: inout ReceiverDecoder, _ scratch: borrowing Block<UInt8>, _ length: Int, _ duration: Int,
    _ queue: inout ReceiverQueue
  ) -> Bool {
    decoder.packet(scratch.span.window(0..<length), duration: duration, into: &queue)
  }

  private static func recover(
    _ decoder: inout ReceiverDecoder, _ scratch: borrowing Block<UInt8>, _ length: Int, _ duration: Int,
    _ queue: inout ReceiverQueue
  ) -> Bool {
    decoder.recover(scratch.span.window(0..<length), duration: duration, into: &queue)
  }

  @inline(never) deinit {}
}
