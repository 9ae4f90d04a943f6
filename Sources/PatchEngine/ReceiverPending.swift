internal import PatchBase

/// Stands in until PatchCodec has it.
struct Resampler: ~Copyable {
  init(from: Int32, to: Int32, channels: Int) throws(Fault) { throw .unsupported }
  mutating func process(
    _ input: Span<Int16>, into output: inout MutableSpan<Int16>
  ) throws(Fault) -> (consumed: Int, produced: Int) { (0, 0) }
  mutating func reset() {}
}
