internal import PatchBase
internal import PatchCodec

/// Cuts a stream of samples, given in pieces of any size, into numbered frames of 20 ms at their place in the stream.
struct ReceiverFramer: ~Copyable {
  /// The number of the frame that is being filled.
  private(set) var sequence: Int64 = 0
  /// Bytes of it so far.
  private(set) var filled = 0
  let frameBytes: Int

  private var partial: Block<UInt8>
  private let samples: Int  // in a frame
  private let bytesPerSample: Int
  private var taken: Int64 = 0  // bytes since `origin`
  private var origin: Int64?  // position of the first byte

  init(samples: Int, bytesPerSample: Int, _ memory: inout Memory) {
    frameBytes = samples &* bytesPerSample
    partial = Block(frameBytes, &memory)
    self.samples = samples
    self.bytesPerSample = bytesPerSample
  }

  /// The bytes of the frame that is being filled.
  var bytes: Span<UInt8> { partial.span }
  var isFull: Bool { filled == frameBytes }

  /// Samples missing between what was taken and `position`, if that is a frame at least. The first position given
  /// sets the origin; one that lies a second back or an hour ahead sets it anew, and `restarted` is true.
  mutating func gap(before position: Int64, rate: Int64) -> (samples: Int64, restarted: Bool) {
    guard let origin else {
      self.origin = position - taken / Int64(bytesPerSample)
      return (0, false)
    }
    let gap = position - (origin + taken / Int64(bytesPerSample))
    if gap <= -rate || gap >= 3600 * rate {
      self.origin = origin + gap
      return (0, true)
    }
    return (gap >= Int64(samples) ? gap : 0, false)
  }

  /// Leaves out `gap` samples: a frame begun is filled up with silence, then whole frames are skipped. Returns true
  /// when there is such a frame, now full, to be taken before `skip`.
  mutating func pad(_ encoding: Encoding) -> Bool {
    guard filled > 0 else { return false }
    let start = filled
    var all = partial.mutableSpan
    var rest = all.window(start..<all.count)
    PlainCodec.fillSilence(&rest, encoding)
    filled = frameBytes
    return true
  }

  /// Skips the whole frames among `gap` missing samples, of which `padded` bytes were silence.
  mutating func skip(_ gap: Int64, padded: Int) {
    sequence += (gap - Int64(padded / bytesPerSample)) / Int64(samples)
    if let origin { self.origin = origin + gap }
  }

  /// Takes as much of `bytes` as the frame holds; returns how much.
  mutating func fill(_ bytes: Span<UInt8>) -> Int {
    let n = min(bytes.count, frameBytes - filled)
    let start = filled
    var all = partial.mutableSpan
    var rest = all.window(start..<start + n)
    rest.copy(from: bytes)
    filled += n
    taken += Int64(n)
    return n
  }

  /// A whole frame went by without being copied here.
  mutating func pass() {
    taken += Int64(frameBytes)
    sequence += 1
  }

  /// The frame was handed on: the next one begins.
  mutating func next() {
    filled = 0
    sequence += 1
  }

  mutating func reset() {
    sequence = 0
    filled = 0
    taken = 0
    origin = nil
  }
}
