internal import PatchBase
struct Resampler: ~Copyable {
  init(from: Int32, to: Int32) throws(Fault) {}
  mutating func process(_ i: Span<Int16>, into o: inout MutableSpan<Int16>) throws(Fault) -> (consumed: Int, produced: Int) { (0,0) }
  mutating func reset() {}
}
