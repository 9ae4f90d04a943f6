import PatchAudio
import PatchBase
import PatchCodec
import PatchEngine

/// A receiver in virtual time.
final class ReceiverRig {
  var receiver: Receiver
  var now = Ticks(microseconds: 5_000_000)

  init(_ settings: ReceiverSettings) throws { receiver = try Receiver(settings) }

  convenience init(
    _ coding: ReceiverCoding = .plain(.mulaw), _ transport: Transport = .stream, clock: Int32 = 8000,
    rate: Int32 = 8000, channels: Int = 1, start: Int = 40, max: Int = 500,
    adaptive: Bool = true
  ) throws {
    try self.init(
      ReceiverSettings(
        coding: coding, clockRate: clock, channels: channels, sampleRate: rate, transport: transport,
        startDelay: start, maxDelay: max, adaptive: adaptive))
  }

  @discardableResult
  func append(_ bytes: [UInt8], position: Int64? = nil) -> JitterInsert {
    receiver.append(bytes.span, position: position, at: now)
  }

  @discardableResult
  func insert(_ sequence: UInt16, _ timestamp: UInt32, _ bytes: [UInt8]) -> JitterInsert {
    receiver.insert(sequence: sequence, timestamp: timestamp, payload: bytes.span, at: now)
  }

  struct Pull {
    var frame: ReceiverFrame
    var pcm: [Int16]
    var bytes: [UInt8]
  }

  /// Pulls, then 20 ms pass.
  func pull() -> Pull {
    var pcm = [Int16](repeating: 12345, count: receiver.samplesPerPull)
    var span = pcm.mutableSpan
    let frame = try! receiver.pull(at: now, into: &span)
    now = now.advanced(by: 20_000)
    var bytes: [UInt8] = []
    for i in 0..<frame.byteCount { bytes.append(receiver.frameBytes[i]) }
    return Pull(frame: frame, pcm: pcm, bytes: bytes)
  }

  func pulls(_ count: Int) -> [Pull] { (0..<count).map { _ in pull() } }

  var lawsHold: Bool {
    let c = receiver.lifetime
    return c.received == c.taken + c.late + c.duplicate + c.rejected + c.discarded + UInt64(receiver.now.queued)
      && c.pulls == c.played + c.stretched + c.concealed + c.silence + c.starved && c.recovered <= c.concealed
  }

  static func decode(_ bytes: [UInt8], _ encoding: Encoding = .mulaw) -> [Int16] {
    var pcm = [Int16](repeating: 0, count: bytes.count / encoding.bytesPerSample)
    var span = pcm.mutableSpan
    PlainCodec.decode(bytes.span, encoding, into: &span)
    return pcm
  }

  static func encode(_ pcm: [Int16], _ encoding: Encoding = .mulaw) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: pcm.count * encoding.bytesPerSample)
    var span = bytes.mutableSpan
    PlainCodec.encode(pcm.span, encoding, into: &span)
    return bytes
  }

  /// μ-law bytes that differ from place to place.
  static func sound(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 33)
    }
  }
}
