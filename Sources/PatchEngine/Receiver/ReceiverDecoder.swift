internal import PatchAudio
internal import PatchBase
internal import PatchCodec

/// Packets to PCM at the wanted rate, and what stands in for those that are missing.
struct ReceiverDecoder: ~Copyable {
  private let settings: ReceiverSettings
  private var codec: ReceiverCodec
  private var resampler: Resampler?
  private var concealment: Concealment  // at the codec's rate, as all but the queue
  private var piece: Slab<Int16>  // what is being made
  private var following: Slab<Int16>  // the packet after it
  private let frame: Int  // samples of 20 ms, all channels
  private var silentFrames = 0  // in a row; after a few the resampler holds nothing but silence

  /// Frames in the longest packet: 120 ms of Opus.
  private static let longest = 6

  init(_ settings: ReceiverSettings) throws(Fault) {
    let frame = Int(settings.decodedRate) / 50 * settings.channels
    guard let piece = Slab<Int16>(count: ReceiverDecoder.longest * frame, filledWith: 0),
      let following = Slab<Int16>(count: ReceiverDecoder.longest * frame, filledWith: 0)
    else { throw .noMemory }
    let codec = try ReceiverCodec(settings)
    let concealment = try Concealment(samples: frame, channels: settings.channels)
    let resampler = try ReceiverDecoder.resampler(settings)
    self.codec = codec
    self.concealment = concealment
    self.resampler = resampler
    self.settings = settings
    self.frame = frame
    self.piece = piece
    self.following = following
  }

  private static func resampler(_ settings: ReceiverSettings) throws(Fault) -> Resampler? {
    guard settings.decodedRate != settings.sampleRate else { return nil }
    return try Resampler(from: settings.decodedRate, to: settings.sampleRate, channels: settings.channels)
  }

  /// What the queue that this decoder fills must hold: a frame that waits, and the longest packet.
  static func queueCapacity(_ settings: ReceiverSettings) -> Int {
    (longest + 2) * (Int(settings.sampleRate) / 50) * settings.channels
  }

  /// True when what comes out is what was decoded.
  var isDirect: Bool {
    switch resampler {
    case .none: true
    case .some: false
    }
  }

  /// The sound of a packet. One that the codec refuses is concealed: false.
  @inline(never)
  mutating func packet(_ bytes: Span<UInt8>, duration: Int, into queue: inout ReceiverQueue) -> Bool {
    let samples = decoded(duration)
    guard codec.decode(bytes, samples: samples, into: &piece) else {
      lost(duration: duration, into: &queue)
      return false
    }
    note(samples)
    deliver(samples, .played, into: &queue)
    return true
  }

  /// What was lost before a packet: true when its redundancy held it; otherwise invented, with a bridge to its sound.
  @inline(never)
  mutating func recover(_ bytes: Span<UInt8>, duration: Int, into queue: inout ReceiverQueue) -> Bool {
    let samples = decoded(duration)
    let repair = codec.recover(bytes, samples: samples, into: &piece)
    switch repair {
    case .recovered, .concealed: note(samples)
    case .none:
      let known = min(samples, frame, bytes.count / max(settings.bytesPerSample, 1) * settings.channels)
      let heard = codec.decode(bytes, samples: known, into: &following)
      ReceiverDecoder.bridge(&concealment, heard ? known : 0, following, &piece, samples)
    }
    deliver(samples, .concealed, into: &queue)
    return repair == .recovered
  }

  /// What was lost, with nothing known of what follows.
  @inline(never)
  mutating func lost(duration: Int, into queue: inout ReceiverQueue) {
    let samples = decoded(duration)
    if codec.conceal(samples: samples, into: &piece) {
      note(samples)
    } else {
      ReceiverDecoder.fadeOut(&concealment, &piece, samples)
    }
    deliver(samples, .concealed, into: &queue)
  }

  /// One frame of a pause: silence, or the background that an Opus decoder goes on with.
  @inline(never)
  mutating func pause(into queue: inout ReceiverQueue) {
    guard codec.conceal(samples: frame, into: &piece) else { return silence(.silence, into: &queue) }
    note(frame)
    deliver(frame, .silence, into: &queue)
  }

  /// One frame of silence; the first after sound begins with the sound's end, faded out.
  @inline(never)
  mutating func silence(_ kind: ReceiverFrame.Kind, into queue: inout ReceiverQueue) {
    guard silentFrames < 4 else { return queue.appendSilence(Int(settings.sampleRate) / 50 * settings.channels, kind) }
    silentFrames += 1
    ReceiverDecoder.fadeOut(&concealment, &piece, frame)
    queue.append(piece, frame, kind, through: &resampler)
  }

  /// As if nothing had been played yet.
  mutating func reset() {
    codec.reset()
    try? resampler?.reset()
    concealment.reset()
    silentFrames = 0
  }

  private borrowing func decoded(_ duration: Int) -> Int {
    duration * Int(settings.decodedRate) / Int(settings.mediaRate) * settings.channels
  }

  @inline(never)
  private mutating func deliver(_ samples: Int, _ kind: ReceiverFrame.Kind, into queue: inout ReceiverQueue) {
    silentFrames = 0
    queue.append(piece, samples, kind, through: &resampler)
  }

  private mutating func note(_ samples: Int) { ReceiverDecoder.note(&concealment, piece, samples) }

  // These take the parts that they use, so that their accesses stay apart.

  private static func note(_ concealment: inout Concealment, _ piece: borrowing Slab<Int16>, _ samples: Int) {
    concealment.note(piece.span.window(0..<samples))
  }

  private static func fadeOut(_ concealment: inout Concealment, _ piece: inout Slab<Int16>, _ samples: Int) {
    var all = piece.mutableSpan
    var pcm = all.window(0..<samples)
    concealment.fadeOut(into: &pcm)
  }

  private static func bridge(
    _ concealment: inout Concealment, _ known: Int, _ following: borrowing Slab<Int16>,
    _ piece: inout Slab<Int16>, _ samples: Int
  ) {
    var all = piece.mutableSpan
    var pcm = all.window(0..<samples)
    concealment.bridge(to: following.span.window(0..<known), into: &pcm)
  }
}
