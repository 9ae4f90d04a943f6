private import CLibc

/// One call, and not a loop that goes element by element where a module is compiled for size.
@usableFromInline
func moveBytes(to target: UnsafeMutableRawPointer, from source: UnsafeRawPointer, _ count: Int) {
  _ = unsafe memmove(target, source, count)
}

@usableFromInline
func clearBytes(_ target: UnsafeMutableRawPointer, _ count: Int) { _ = unsafe memset(target, 0, count) }

/// `count` values, `stride` bytes apart, each as `value`; one call where its bytes are all equal: zeros, and codes of one
/// byte.
@usableFromInline
func fillBytes(_ target: UnsafeMutableRawPointer, _ count: Int, _ stride: Int, with value: UnsafeRawBufferPointer) {
  for i in 0..<value.count where unsafe value[i] != value[0] {
    for k in 0..<count { _ = unsafe memcpy(target + k * stride, value.baseAddress!, value.count) }
    return
  }
  _ = unsafe memset(target, Int32(value[0]), count * stride)
}

extension MutableSpan where Element: BitwiseCopyable {
  /// The part of this span that `range` covers, indexed from zero. Cut it once, before the loop.
  @_lifetime(&self)
  @inlinable
  public mutating func window(_ range: Range<Int>) -> MutableSpan<Element> { _mutatingExtracting(range) }

  /// Copies the elements of `source` to the start of this span, as many as fit both. Returns how many.
  @_lifetime(self: copy self)
  @inlinable
  @discardableResult
  public mutating func copy(from source: Span<Element>) -> Int {
    let n = Swift.min(count, source.count)
    guard n > 0 else { return 0 }
    unsafe source.withUnsafeBufferPointer { from in
      unsafe withUnsafeMutableBufferPointer { to in
        unsafe moveBytes(to: to.baseAddress!, from: from.baseAddress!, n * MemoryLayout<Element>.stride)
      }
    }
    return n
  }

  /// Moves `count` elements, which may overlap, from `start` on to the front.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func shift(from start: Int, count moved: Int) {
    guard start > 0, moved > 0 else { return }
    precondition(moved <= count && start <= count - moved, "out of the span")
    unsafe withUnsafeMutableBufferPointer { all in
      let front = all.baseAddress!
      unsafe moveBytes(to: front, from: front + start, moved * MemoryLayout<Element>.stride)
    }
  }

  /// Sets every element.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func fill(with value: Element) {
    guard count > 0 else { return }
    let stride = MemoryLayout<Element>.stride
    unsafe withUnsafeMutableBytes { target in
      unsafe Swift.withUnsafeBytes(of: value) {
        unsafe fillBytes(target.baseAddress!, target.count / stride, stride, with: $0)
      }
    }
  }
}

extension Span {
  /// The part of this span that `range` covers, indexed from zero. Cut it once, before the loop.
  @_lifetime(copy self)
  @inlinable
  public func window(_ range: Range<Int>) -> Span<Element> { extracting(range) }
}
