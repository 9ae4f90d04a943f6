private import CLibc

/// One value in a block of its own, so that a big owner moves as one pointer.
@safe @frozen public struct Box<Value: ~Copyable>: ~Copyable {
  @usableFromInline let base: UnsafeMutablePointer<Value>

  /// Moves `value` into memory of its own. Nil, with the value destroyed, when memory runs out.
  public init?(_ value: consuming Value) {
    guard let raw = unsafe malloc(max(MemoryLayout<Value>.size, 1)) else { return nil }
    unsafe base = raw.bindMemory(to: Value.self, capacity: 1)
    unsafe base.initialize(to: value)
  }

  /// Takes memory first, and makes the value right there. `noMemory`, with nothing made, when it runs out.
  public init(making: () throws(Fault) -> Value) throws(Fault) {
    guard let raw = unsafe malloc(max(MemoryLayout<Value>.size, 1)) else { throw .noMemory }
    let base = unsafe raw.bindMemory(to: Value.self, capacity: 1)
    do { unsafe base.initialize(to: try making()) } catch {
      unsafe free(raw)
      throw error
    }
    unsafe self.base = base
  }

  /// Takes over a block that `release` gave out. Each released block is adopted once.
  @unsafe public init(adopting released: UnsafeMutableRawPointer) {
    unsafe base = released.assumingMemoryBound(to: Value.self)
  }

  deinit {
    unsafe base.deinitialize(count: 1)
    unsafe free(base)
  }

  /// The value, read or changed in place.
  public var value: Value {
    _read { yield unsafe base.pointee }
    _modify { yield &(unsafe base.pointee) }
  }

  /// Gives the block up: a handle for C, to come back through `init(adopting:)`.
  @unsafe public consuming func release() -> UnsafeMutableRawPointer {
    let raw = unsafe UnsafeMutableRawPointer(base)
    discard self
    return unsafe raw
  }
}
