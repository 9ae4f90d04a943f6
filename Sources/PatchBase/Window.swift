extension MutableSpan where Element: BitwiseCopyable {
  /// The part of this span that `range` covers, indexed from zero. Cut it once, before the loop.
  @_lifetime(&self)
  public mutating func window(_ range: Range<Int>) -> MutableSpan<Element> { _mutatingExtracting(range) }

  /// Copies the elements of `source` to the start of this span, as many as fit both. Returns how many.
  @_lifetime(self: copy self)
  @discardableResult
  public mutating func copy(from source: Span<Element>) -> Int {
    let n = Swift.min(count, source.count)
    for i in 0..<n { self[i] = source[i] }
    return n
  }

  /// Sets every element.
  @_lifetime(self: copy self)
  public mutating func fill(with value: Element) {
    for i in 0..<count { self[i] = value }
  }
}

extension Span {
  /// The part of this span that `range` covers, indexed from zero. Cut it once, before the loop.
  @_lifetime(copy self)
  public func window(_ range: Range<Int>) -> Span<Element> { extracting(range) }
}
