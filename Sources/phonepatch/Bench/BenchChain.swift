import PatchBase
import PatchCodec

/// One direction of one call: a frame in one format to the same 20 ms, or whatever a frame is, in another. The telephone's side is
/// at 8 kHz.
struct BenchChain: ~Copyable {
  private let pair: BenchPair
  private var decoder: OpusDecoder?
  private var encoder: OpusEncoder?
  private var resampler: Resampler?
  private var narrow: [Int16]
  private var wide: [Int16]
  private var out: [UInt8]

  init(_ pair: BenchPair, _ settings: BenchSettings, frameMilliseconds: Int) throws {
    self.pair = pair
    let samples = 8 * frameMilliseconds
    narrow = [Int16](repeating: 0, count: samples)
    wide = [Int16](repeating: 0, count: Int(settings.opusRate) / 1000 * frameMilliseconds)
    out = [UInt8](repeating: 0, count: max(4000, samples * 2))
    decoder = nil
    encoder = nil
    resampler = nil
    if pair.from == .opus { decoder = try OpusDecoder(sampleRate: settings.opusRate) }
    if pair.to == .opus { encoder = try OpusEncoder(settings.encoder) }
    if settings.opusRate != 8000, pair.from == .opus || pair.to == .opus {
      let (from, to) = pair.from == .opus ? (settings.opusRate, 8000) : (8000, settings.opusRate)
      resampler = try Resampler(from: from, to: to, quality: settings.quality)
    }
  }

  /// How many bytes came out. They are at the start of `bytes`.
  mutating func run(_ frame: [UInt8]) throws(Fault) -> Int {
    try decode(frame)
    return try encode()
  }

  var bytes: [UInt8] { out }

  private mutating func decode(_ frame: [UInt8]) throws(Fault) {
    guard let encoding = pair.from.encoding else {
      guard resampler != nil else { return try Self.decode(&decoder!, frame, &narrow) }
      try Self.decode(&decoder!, frame, &wide)
      return try Self.resample(&resampler!, wide, &narrow)
    }
    var span = narrow.mutableSpan
    PlainCodec.decode(frame.span, encoding, into: &span)
  }

  private mutating func encode() throws(Fault) -> Int {
    guard let encoding = pair.to.encoding else {
      guard resampler != nil else { return try Self.encode(&encoder!, narrow, &out) }
      try Self.resample(&resampler!, narrow, &wide)
      return try Self.encode(&encoder!, wide, &out)
    }
    Self.encode(narrow, encoding, &out)
    return narrow.count * encoding.bytesPerSample
  }

  // Spans of stored arrays live as long as a call that borrows them.

  private static func decode(_ decoder: inout OpusDecoder, _ frame: [UInt8], _ pcm: inout [Int16]) throws(Fault) {
    var span = pcm.mutableSpan
    _ = try decoder.decode(frame.span, into: &span)
  }

  private static func encode(_ encoder: inout OpusEncoder, _ pcm: [Int16], _ out: inout [UInt8]) throws(Fault) -> Int {
    var span = out.mutableSpan
    return try encoder.encode(pcm.span, into: &span)
  }

  private static func encode(_ pcm: [Int16], _ encoding: Encoding, _ out: inout [UInt8]) {
    var span = out.mutableSpan
    PlainCodec.encode(pcm.span, encoding, into: &span)
  }

  private static func resample(_ resampler: inout Resampler, _ from: [Int16], _ to: inout [Int16]) throws(Fault) {
    var span = to.mutableSpan
    _ = try resampler.process(from.span, into: &span)
  }
}
