/// A fixed number of plain elements in the `Memory` of their owner, zero at first. It frees nothing itself, so that an
/// owner of many costs no more to undo than its `Memory`.
@safe @frozen public struct Block<Element: Zeroable>: ~Copyable {
  @usableFromInline let base: UnsafeMutablePointer<Element>
  @usableFromInline let size: UInt32

  /// How many elements there are: none when memory ran out.
  @inlinable public var count: Int { Int(size) }

  /// Takes `count` elements, at most 2^32 - 1, from `memory`, which must live as long as this.
  public init(_ count: Int, _ memory: inout Memory) {
    let room = unsafe memory.take(count, MemoryLayout<Element>.stride)
    unsafe base = room.start.assumingMemoryBound(to: Element.self)
    size = unsafe room.count
  }

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

  /// All zero, as at first.
  @inlinable public mutating func clear() { unsafe clearBytes(base, count * MemoryLayout<Element>.stride) }

  /// One element, bounds checked.
  public subscript(_ index: Int) -> Element {
    @inlinable
    borrowing get {
      precondition(index >= 0 && index < count, "Block index out of range")
      return unsafe base[index]
    }
    @inlinable
    set {
      precondition(index >= 0 && index < count, "Block index out of range")
      unsafe base[index] = newValue
    }
  }
}

// One owner, no sharing: moving it to another thread moves everything.
extension Block: @unchecked Sendable where Element: Sendable {}
