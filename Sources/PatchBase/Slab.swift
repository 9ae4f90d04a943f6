private import CLibc

/// A fixed block of plain elements: allocated once, owned by one value, freed with it.
@safe @frozen public struct Slab<Element: BitwiseCopyable>: ~Copyable {
  @usableFromInline let base: UnsafeMutablePointer<Element>
  // Unsigned and half as wide: no check for a negative count at every use.
  @usableFromInline let size: UInt32

  /// How many elements the block holds.
  @inlinable public var count: Int { Int(size) }

  /// Allocates `count` elements and fills them. Nil when memory runs out or the count is negative or over 2^32 - 1.
  public init?(count: Int, filledWith value: Element) {
    guard let size = UInt32(exactly: count) else { return nil }
    let stride = MemoryLayout<Element>.stride
    guard let raw = unsafe withUnsafeBytes(of: value, { (value) in unsafe block(count, stride, filledWith: value) })
    else { return nil }
    unsafe base = raw.assumingMemoryBound(to: Element.self)
    self.size = size
  }

  deinit { unsafe free(base) }

  /// The elements, to read.
  public var span: Span<Element> {
    @_lifetime(borrow self)
    @inlinable
    borrowing get { unsafe _overrideLifetime(Span(_unsafeStart: base, count: count), borrowing: self) }
  }

  /// The elements, to write.
  public var mutableSpan: MutableSpan<Element> {
    @_lifetime(&self)
    @inlinable
    mutating get { unsafe _overrideLifetime(MutableSpan(_unsafeStart: base, count: count), mutating: &self) }
  }

  /// One element, bounds checked.
  public subscript(_ index: Int) -> Element {
    @inlinable
    borrowing get {
      precondition(index >= 0 && index < count, "Slab index out of range")
      return unsafe base[index]
    }
    @inlinable
    set {
      precondition(index >= 0 && index < count, "Slab index out of range")
      unsafe base[index] = newValue
    }
  }
}

// One owner, no sharing: moving it to another thread moves everything.
extension Slab: @unchecked Sendable where Element: Sendable {}

/// Once for all kinds of elements. malloc, not allocate: allocate traps when memory runs out, and a library may not. Zeros
/// come from calloc, so that a long queue costs memory only where it is used.
@inline(never) private func block(
  _ count: Int, _ stride: Int, filledWith value: UnsafeRawBufferPointer
) -> UnsafeMutableRawPointer? {
  let (size, overflow) = count.multipliedReportingOverflow(by: stride)
  guard !overflow else { return nil }
  // The formatter would join `unsafe` and `byte`.
  // swift-format-ignore
  guard unsafe value.contains(where: { $0 != 0 }) else { return unsafe calloc(max(size, 1), 1) }
  guard let raw = unsafe malloc(max(size, 1)) else { return nil }
  for i in 0..<count { unsafe memcpy(raw + i * stride, value.baseAddress!, value.count) }
  return unsafe raw
}
