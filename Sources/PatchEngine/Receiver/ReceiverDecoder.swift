internal import PatchAudio
internal import PatchBase
internal import PatchCodec

/// Packets to PCM at the codec's rate, and what stands in for those that are missing.
struct ReceiverDecoder: ~Copyable {
  private var piece: Block<Int16>  // what is being made
  private var following: Block<Int16>  // the packet after it
  private let frame: Int  // samples of 20 ms, all channels
  private var silentFrames = 0  // in a row
  private var pausing = false  // the last packet said that nothing but background follows
  private let settings: ReceiverSettings
  private var codec: ReceiverCodec
  private var concealment: Concealment

  /// Frames in the longest packet: 120 ms of Opus.
  private static let longest = 6

  @inline(never)
  init(_ settings: ReceiverSettings, frame: Int, _ memory: inout Memory) {
    concealment = Concealment(sampleRate: settings.decodedRate, channels: settings.channels, &memory)
    codec = ReceiverCodec(settings, &memory)
    self.settings = settings
    self.frame = frame
    piece = Block(ReceiverDecoder.longest &* frame, &memory)
    following = Block(ReceiverDecoder.longest &* frame, &memory)
  }

  /// Frames that the queue which this decoder fills must hold: two that wait, the longest packet, and what stretching
  /// adds.
  static let queued = longest + 4

  /// The sound of a packet, and whether it is just that. One that the codec refuses is concealed.
  @inline(never)
  mutating func packet(_ bytes: Span<UInt8>, duration: Int, into queue: inout ReceiverQueue) -> Bool {
    let samples = decoded(duration)
    guard codec.decode(bytes, samples: samples, into: &piece) else {
      lost(duration: duration, into: &queue)
      return false
    }
    let joined = concealment.isOpen && !settings.coding.isOpus
    if joined { ReceiverDecoder.join(&concealment, &piece, samples) }
    note(samples)
    pausing = settings.coding.isOpus && bytes.count <= 2
    deliver(samples, joined ? .stretched : .played, into: &queue)
    return !joined
  }

  /// What was lost before a packet: true when its redundancy held it; otherwise invented, with a bridge to its sound.
  @inline(never)
  mutating func recover(_ bytes: Span<UInt8>, duration: Int, into queue: inout ReceiverQueue) -> Bool {
    let samples = decoded(duration)
    let repair = codec.recover(bytes, samples: samples, into: &piece)
    switch repair {
    case .recovered, .concealed:
      note(samples)
      pausing = false
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
      ReceiverDecoder.extrapolate(&concealment, &piece, samples)
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

  /// One frame of silence; the first after sound begin with the sound's end, faded out, or, when the sender said that
  /// it would pause, with its background.
  @inline(never)
  mutating func silence(_ kind: ReceiverFrame.Kind, into queue: inout ReceiverQueue) {
    if pausing, codec.conceal(samples: frame, into: &piece) { return queue.append(piece, frame, kind) }
    guard silentFrames < 5 else { return queue.appendSilence(frame, kind) }
    silentFrames += 1
    if kind == .starved {
      if !settings.coding.isOpus {
        ReceiverDecoder.extrapolate(&concealment, &piece, frame)
        return queue.append(piece, frame, kind)
      }
      if silentFrames < 5, codec.conceal(samples: frame, into: &piece) {
        note(frame)
        return queue.append(piece, frame, kind)
      }
    }
    ReceiverDecoder.fadeOut(&concealment, &piece, frame)
    queue.append(piece, frame, kind)
  }

  /// As if nothing had been played yet.
  mutating func reset() {
    codec.reset()
    concealment.reset()
    silentFrames = 0
    pausing = false
  }

  @inline(never)
  private mutating func decoded(_ duration: Int) -> Int {
    duration * Int(settings.decodedRate) / Int(settings.mediaRate) * settings.channels
  }

  @inline(never)
  private mutating func deliver(_ samples: Int, _ kind: ReceiverFrame.Kind, into queue: inout ReceiverQueue) {
    silentFrames = 0
    queue.append(piece, samples, kind)
  }

  private mutating func note(_ samples: Int) { ReceiverDecoder.note(&concealment, piece, samples) }

  // These take the parts that they use, so that their accesses stay apart.

  private static func note(_ concealment: inout Concealment, _ piece: borrowing Block<Int16>, _ samples: Int) {
    concealment.note(piece.span.window(0..<samples))
  }

  private static func fadeOut(_ concealment: inout Concealment, _ piece: inout Block<Int16>, _ samples: Int) {
    var all = piece.mutableSpan
    var pcm = all.window(0..<samples)
    concealment.fadeOut(into: &pcm)
  }

  private static func extrapolate(_ concealment: inout Concealment, _ piece: inout Block<Int16>, _ samples: Int) {
    var all = piece.mutableSpan
    var pcm = all.window(0..<samples)
    concealment.extrapolate(into: &pcm)
  }

  private static func join(_ concealment: inout Concealment, _ piece: inout Block<Int16>, _ samples: Int) {
    var all = piece.mutableSpan
    var pcm = all.window(0..<samples)
    concealment.join(&pcm)
  }

  private static func bridge(
    _ concealment: inout Concealment, _ known: Int, _ following: borrowing Block<Int16>,
    _ piece: inout Block<Int16>, _ samples: Int
  ) {
    var all = piece.mutableSpan
    var pcm = all.window(0..<samples)
    concealment.bridge(to: following.span.window(0..<known), into: &pcm)
  }

  @inline(never) deinit {}
}
