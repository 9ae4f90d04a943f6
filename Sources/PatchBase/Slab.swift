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
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    let isZero = unsafe withUnsafeBytes(of: value) { (value) in unsafe allZero(value) }
    guard !overflow, let raw = unsafe block(bytes, isZero) else { return nil }
    unsafe base = raw.bindMemory(to: Element.self, capacity: count)
    if !isZero { unsafe base.initialize(repeating: value, count: count) }
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

// Once for all kinds of elements.

@inline(never) private func allZero(_ bytes: UnsafeRawBufferPointer) -> Bool {
  // The formatter would join `unsafe` and `byte`.
  // swift-format-ignore
  for unsafe byte in unsafe bytes where byte != 0 { return false }
  return true
}

/// malloc, not allocate: allocate traps when memory runs out, and a library may not. Zeros come from calloc, so that a
/// long queue costs memory only where it is used.
@inline(never) private func block(_ size: Int, _ zeroed: Bool) -> UnsafeMutableRawPointer? {
  unsafe zeroed ? calloc(max(size, 1), 1) : malloc(max(size, 1))
}
