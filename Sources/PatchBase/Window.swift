private import CLibc

/// One call, and not a loop that goes element by element where a module is compiled for size.
@usableFromInline
func moveBytes(to target: UnsafeMutableRawPointer, from source: UnsafeRawPointer, _ count: Int) {
  _ = unsafe memmove(target, source, count)
}

/// The same for values whose bytes are all equal: zeros, and all codes of one byte.
@usableFromInline
func setBytes(_ target: UnsafeMutableRawPointer, to byte: Int32, _ count: Int) {
  _ = unsafe memset(target, byte, count)
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

  /// Sets every element.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func fill(with value: Element) {
    guard count > 0 else { return }
    let first = unsafe Swift.withUnsafeBytes(of: value) { bytes in
      for i in 0..<bytes.count where unsafe bytes[i] != bytes[0] { return Int32(-1) }
      return unsafe Int32(bytes[0])
    }
    guard first >= 0 else {
      for i in 0..<count { self[i] = value }
      return
    }
    let length = count * MemoryLayout<Element>.stride
    unsafe withUnsafeMutableBufferPointer { unsafe setBytes($0.baseAddress!, to: first, length) }
  }
}

extension Span {
  /// The part of this span that `range` covers, indexed from zero. Cut it once, before the loop.
  @_lifetime(copy self)
  @inlinable
  public func window(_ range: Range<Int>) -> Span<Element> { extracting(range) }
}
