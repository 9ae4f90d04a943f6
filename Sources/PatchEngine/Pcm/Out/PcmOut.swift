internal import PatchBase
internal import PatchCodec

/// What a PCM leg hears, on its way to the host: one frame a tick in the leg's format. The host polls, or the oldest
/// frame makes way.
struct PcmOut: ~Copyable {
  private static let capacity = 16

  private let frameBytes: Int
  private var encoder: FrameEncoder
  private var ring: ByteRing
  /// What was sent, for the echo canceller, and how many samples later it is heard.
  private var farEnd: FarEnd?
  private let echoDelay: Int
  private var untoldUnsent: UInt64 = 0
  private(set) var frames: UInt64 = 0
  private(set) var passed: UInt64 = 0
  private(set) var unsent: UInt64 = 0

  @inline(never)
  init(_ format: AudioFormat, _ settings: LegSettings, roomRate: Int32, _ memory: inout Memory) {
    encoder = FrameEncoder(format, roomRate: roomRate, &memory)
    ring = ByteRing(PcmOut.capacity * format.bytesPerFrame, &memory)
    farEnd = settings.echoTail == nil ? nil : FarEnd(samples: Int(roomRate) / 50, &memory)
    echoDelay = (settings.echoDelay ?? 40) * Int(roomRate) / 1000
    frameBytes = format.bytesPerFrame
  }

  /// Shows the chain what the party was played when it said what is heard now.
  mutating func show(_ chain: inout LegChain) {
    switch farEnd {
    case .some(let farEnd): chain.hear(farEnd, back: echoDelay)
    case .none: break
    }
  }

  /// One tick's frame. `wire`, if there is any, is given in its place, byte for byte.
  mutating func live(
    _ pcm: Span<Int16>, wire: Span<UInt8>, silent: Bool, _ events: inout EventRing
  ) {
    if farEnd != nil { farEnd!.write(pcm) }
    if wire.count > 0 {
      encoder.rest()
      encoder.copy(wire)
      passed += 1
    } else {
      encoder.encode(pcm, silent: silent)
    }
    if ring.free < frameBytes {
      ring.drop(frameBytes)
      unsent += 1
      untoldUnsent += 1
    } else if untoldUnsent > 0 {
      events.add(.unsent, value: untoldUnsent)
      untoldUnsent = 0
    }
    PcmOut.write(encoder, to: &ring)
    frames += 1
  }

  /// Copies the oldest frame out; nil when there is none.
  mutating func take(into buffer: inout MutableSpan<UInt8>) throws(Fault) -> Int? {
    guard ring.count >= frameBytes else { return nil }
    guard buffer.count >= frameBytes else { throw .noSpace(needed: frameBytes) }
    var target = buffer.window(0..<frameBytes)
    return ring.read(into: &target)
  }

  private static func write(_ encoder: borrowing FrameEncoder, to ring: inout ByteRing) { ring.write(encoder.bytes) }

  @inline(never) deinit {}
}

extension PcmOut {
  mutating func report(into all: inout LegStatistics) {
    all.messagesOut = frames - unsent
    all.framesOut = frames
    all.passedThrough = passed
    all.unsent = unsent
  }
}
