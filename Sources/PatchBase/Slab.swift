private import CLibc

/// A fixed block of plain elements: allocated once, owned by one value, freed with it.
@safe @frozen public struct Slab<Element: BitwiseCopyable>: ~Copyable {
  @usableFromInline let base: UnsafeMutablePointer<Element>
  /// How many elements the block holds.
  public let count: Int

  /// Allocates `count` elements and fills them. Nil when memory runs out or the size is negative or overflows.
  public init?(count: Int, filledWith value: Element) {
    guard count >= 0 else { return nil }
    let (size, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    // malloc, not allocate: allocate traps when memory runs out, and a library may not. Zeros come from calloc, so that a
    // long queue costs memory only where it is used.
    let isZero = Slab.isZero(value)
    guard !overflow, let raw = unsafe isZero ? calloc(max(size, 1), 1) : malloc(max(size, 1)) else { return nil }
    unsafe base = raw.bindMemory(to: Element.self, capacity: count)
    if !isZero { unsafe base.initialize(repeating: value, count: count) }
    self.count = count
  }

  private static func isZero(_ value: Element) -> Bool {
    unsafe withUnsafeBytes(of: value) { (bytes) in
      for unsafe byte in unsafe bytes where byte != 0 { return false }
      return true
    }
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
