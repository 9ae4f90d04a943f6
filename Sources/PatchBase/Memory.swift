private import CLibc

/// The memory of one big owner: taken block by block while it is made, and given back at once with it.
///
/// Nothing here throws. What cannot be had is noted, and `check` tells at the end, so that an owner is made in a straight
/// line and fails in one place. A `Block` is of no use after its `Memory`: both are members of the same owner.
@safe public struct Memory: ~Copyable {
  // Each block begins with the address of the one before it.
  private var newest: UnsafeMutableRawPointer?
  private var fault: Fault?
  /// Before the elements of a block, for what follows to be aligned as malloc's.
  private static let head = 16

  public init() {}

  @inline(never)
  deinit {
    var next = unsafe newest
    while let block = unsafe next {
      unsafe next = block.load(as: UnsafeMutableRawPointer?.self)
      unsafe free(block)
    }
  }

  /// Notes that something else could not be had. The first fault counts.
  @inline(never)
  public mutating func note(_ fault: Fault) { if self.fault == nil { self.fault = fault } }

  /// Notes `argument` unless what is asked for is allowed.
  @inline(never)
  public mutating func require(_ isAllowed: Bool) { if !isAllowed { note(.argument) } }

  /// True when something went wrong. From then on blocks are empty, so that numbers that were refused do no harm.
  public var isShort: Bool { fault != nil }

  /// Throws what went wrong first.
  public borrowing func check() throws(Fault) { if let fault { throw fault } }

  /// Room for `count` elements of `stride` bytes, all zero, and how many there are: none when it cannot be had, which is
  /// noted.
  @inline(never)
  mutating func take(_ count: Int, _ stride: Int) -> (start: UnsafeMutableRawPointer, count: UInt32) {
    // The bound keeps the size far from overflow: no element is as large.
    guard !isShort, count >= 0, count <= UInt32.max, let block = unsafe calloc(count * stride + Memory.head, 1) else {
      note(.noMemory)
      return unsafe (UnsafeMutableRawPointer(bitPattern: Memory.head)!, 0)  // aligned, and never followed
    }
    unsafe block.storeBytes(of: newest, as: UnsafeMutableRawPointer?.self)
    unsafe newest = block
    return unsafe (block + Memory.head, UInt32(truncatingIfNeeded: count))
  }
}

// One owner, no sharing: moving it to another thread moves everything.
extension Memory: @unchecked Sendable {}

/// Plain values for which all bytes zero is a valid one.
public protocol Zeroable: BitwiseCopyable {}
extension UInt8: Zeroable {}
extension UInt16: Zeroable {}
extension UInt32: Zeroable {}
extension UInt64: Zeroable {}
extension Int16: Zeroable {}
extension Int32: Zeroable {}
extension Int64: Zeroable {}
extension Int: Zeroable {}
extension Float: Zeroable {}
extension Double: Zeroable {}
extension Bool: Zeroable {}
extension SIMD4<Float>: Zeroable {}
