internal import PatchAudio
internal import PatchBase
internal import PatchCodec

/// What a voice channel hears: one Opus packet a tick while there is sound, five of silence behind it, then none.
struct DiscordOut: ~Copyable {
  private static let capacity = 16
  /// The longest packet; 384 kbit/s is less.
  private static let longest = 1000
  /// Frames that are still sent after the last one above the gate: the ends of words are soft.
  private static let hangover = 15

  private var encoder: OpusEncoder?  // always there
  private var queue: Queue
  private var packet: Block<UInt8>
  /// The energy of a frame that opens the gate: of one sample on average.
  private let threshold: Int64
  private var open = 0  // frames that the gate stays open
  private var owed = 0  // packets of silence
  private var untoldUnsent: UInt64 = 0
  private(set) var frames: UInt64 = 0
  private(set) var unsent: UInt64 = 0

  init(_ settings: LegSettings, roomRate: Int32, _ memory: inout Memory) {
    var opus = OpusEncoderSettings(sampleRate: roomRate, bitrate: Int32(settings.bitrate ?? DiscordOut.usual(roomRate)))
    opus.fec = true
    opus.expectedLoss = Int32(settings.expectedLoss)
    opus.maxPacket = DiscordOut.longest
    encoder = memory.encoder(opus)
    queue = Queue(DiscordOut.capacity, stride: DiscordOut.longest, &memory)
    packet = Block(DiscordOut.longest, &memory)
    threshold = settings.gate.map { Int64(1_073_741_824 * Decibels.power(Double($0))) } ?? 0
  }

  /// What the rate's bandwidth needs.
  private static func usual(_ roomRate: Int32) -> Int {
    switch roomRate {
    case 8000: 24_000
    case 16_000: 32_000
    case 24_000: 40_000
    default: 64_000
    }
  }

  /// One tick's frame.
  mutating func live(_ pcm: Span<Int16>, silent: Bool, _ events: inout EventRing) {
    if untoldUnsent > 0, !queue.isFull {
      events.add(.unsent, value: untoldUnsent)
      untoldUnsent = 0
    }
    if !silent, isLoud(pcm) {
      open = DiscordOut.hangover + 1
      owed = VoiceSilence.count
    }
    let length: Int
    if open > 0 {
      open -= 1
      length = DiscordOut.encode(&encoder, pcm, into: &packet)
    } else {
      guard owed > 0 else { return }
      owed -= 1
      length = VoiceSilence.write(&packet)
    }
    guard length > 0 else { return }
    // The oldest makes way when the host does not poll.
    if queue.isFull {
      queue.removeFirst()
      unsent += 1
      untoldUnsent += 1
    }
    DiscordOut.add(packet, length, to: &queue)
    frames += 1
  }

  @_optimize(speed)
  private borrowing func isLoud(_ pcm: Span<Int16>) -> Bool {
    var energy: Int64 = 0
    // At most 960 squares of 2^30 each.
    for i in 0..<pcm.count { energy &+= Int64(pcm[i]) &* Int64(pcm[i]) }
    return energy > threshold * Int64(pcm.count)
  }

  /// Copies the oldest packet out; nil when there is none.
  mutating func take(into buffer: inout MutableSpan<UInt8>) throws(Fault) -> Int? {
    queue.count > 0 ? try queue.take(into: &buffer) : nil
  }

  mutating func report(into all: inout LegStatistics) {
    all.messagesOut = frames - unsent
    all.framesOut = frames
    all.unsent = unsent
  }

  // These take the parts that they use, so that their accesses stay apart.

  private static func encode(_ encoder: inout OpusEncoder?, _ pcm: Span<Int16>, into packet: inout Block<UInt8>) -> Int
  {
    var room = packet.mutableSpan
    // A frame of 20 ms and enough room: nothing that could be refused.
    return (try? encoder!.encode(pcm, into: &room)) ?? 0
  }

  private static func add(_ packet: borrowing Block<UInt8>, _ length: Int, to queue: inout Queue) {
    queue.add(Queue.Entry(), packet.span.window(0..<length))
  }

  @inline(never) deinit {}
}
