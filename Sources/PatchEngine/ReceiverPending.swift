internal import PatchBase

/// Stands in until PatchCodec has these two.
struct OpusDecoder: ~Copyable {
  init(sampleRate: Int32, channels: Int) throws(Fault) { throw .unsupported }
  mutating func decode(_ packet: Span<UInt8>, into pcm: inout MutableSpan<Int16>) throws(Fault) -> Int { 0 }
  mutating func conceal(samples: Int, into pcm: inout MutableSpan<Int16>) throws(Fault) {}
  mutating func recover(from next: Span<UInt8>, samples: Int, into pcm: inout MutableSpan<Int16>) throws(Fault) {}
  mutating func reset() {}
}

struct Resampler: ~Copyable {
  init(from: Int32, to: Int32, channels: Int) throws(Fault) { throw .unsupported }
  mutating func process(
    _ input: Span<Int16>, into output: inout MutableSpan<Int16>
  ) throws(Fault) -> (consumed: Int, produced: Int) { (0, 0) }
  mutating func reset() {}
}
