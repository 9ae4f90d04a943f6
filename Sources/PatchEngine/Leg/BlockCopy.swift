internal import PatchBase

// Copies in and out in one step: a span of one stored block, while another one is changed, overlaps for the compiler.
extension Block {
  /// Copies `source` to the elements from `start` on.
  mutating func store(_ source: Span<Element>, at start: Int = 0) {
    var all = mutableSpan
    var target = all.window(start..<start + source.count)
    target.copy(from: source)
  }

  /// Copies the elements of `range` to the start of `target`.
  borrowing func load(_ range: Range<Int>, into target: inout MutableSpan<Element>) {
    target.copy(from: span.window(range))
  }

  /// Copies the elements of `range` to `target` from `start` on.
  borrowing func load(_ range: Range<Int>, into target: inout Block<Element>, at start: Int = 0) {
    target.store(span.window(range), at: start)
  }
}
