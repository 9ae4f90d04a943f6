private import CLibc

/// Where an element of `Slots` sits, and which of the elements that sat there it is.
public struct SlotID: Equatable, Sendable {
  public let index: UInt32
  public let generation: UInt32

  public init(index: UInt32, generation: UInt32) {
    self.index = index
    self.generation = generation
  }

  /// Both halves in one number, for hosts. Never 0.
  public var rawValue: UInt64 { UInt64(generation) << 32 | UInt64(index) }

  public init(rawValue: UInt64) {
    index = UInt32(truncatingIfNeeded: rawValue)
    generation = UInt32(truncatingIfNeeded: rawValue >> 32)
  }
}

/// A fixed number of places for owned values. An identity is an index plus a generation, so a stale one finds nothing.
@safe public struct Slots<Element: ~Copyable>: ~Copyable {
  // The elements, and behind them their generations, which are odd while a place is taken.
  private let base: UnsafeMutablePointer<Element>?
  private let generations: UnsafeMutablePointer<UInt32>
  /// How many places there are.
  public let capacity: Int
  /// How many are taken.
  public private(set) var count = 0

  /// Nil when memory runs out or the capacity is not positive.
  public init?(capacity: Int) {
    var memory = Memory()
    self.init(capacity, &memory)
    if memory.isShort { return nil }
  }

  /// No places at all when they cannot be had, which `memory` notes. It is not in that memory.
  public init(_ capacity: Int, _ memory: inout Memory) {
    let stride = MemoryLayout<Element>.stride
    let block = unsafe memory.isShort ? nil : places(capacity, stride)
    self.capacity = unsafe block == nil ? 0 : capacity
    unsafe base = block?.assumingMemoryBound(to: Element.self)
    unsafe generations = (block ?? UnsafeMutableRawPointer(bitPattern: 16)!)
      .advanced(by: (self.capacity * stride + 3) & ~3).assumingMemoryBound(to: UInt32.self)
    if self.capacity == 0 { memory.note(.noMemory) }
  }

  @inline(never) deinit {
    for index in 0..<capacity where isOccupied(index) { unsafe (base! + index).deinitialize(count: 1) }
    unsafe free(base)
  }

  /// True while place `index` is taken.
  public borrowing func isOccupied(_ index: Int) -> Bool {
    index >= 0 && index < capacity && (unsafe generations[index]) & 1 == 1
  }

  /// The identity of the element at a taken place.
  public borrowing func id(at index: Int) -> SlotID? {
    guard isOccupied(index) else { return nil }
    return SlotID(index: UInt32(truncatingIfNeeded: index), generation: unsafe generations[index])
  }

  /// The place of `id`, or nil when that element is gone.
  public borrowing func index(of id: SlotID) -> Int? {
    let index = Int(id.index)
    guard isOccupied(index), unsafe generations[index] == id.generation else { return nil }
    return index
  }

  /// The first free place, or nil.
  public var firstFree: Int? {
    for index in 0..<capacity where !isOccupied(index) { return index }
    return nil
  }

  /// Moves `element` into the free place `index`, which comes from `firstFree`.
  public mutating func insert(_ element: consuming Element, at index: Int) -> SlotID {
    precondition(index >= 0 && index < capacity && !isOccupied(index), "Slots place is taken")
    unsafe (base! + index).initialize(to: element)
    unsafe generations[index] &+= 1  // wraps after 2^31 uses of one place
    count += 1
    return SlotID(index: UInt32(truncatingIfNeeded: index), generation: unsafe generations[index])
  }

  /// Moves the element at a taken place out.
  public mutating func remove(at index: Int) -> Element {
    precondition(isOccupied(index), "Slots place is free")
    unsafe generations[index] &+= 1
    count -= 1
    return unsafe (base! + index).move()
  }

  /// The element at a taken place, read or changed in place.
  public subscript(_ index: Int) -> Element {
    _read {
      precondition(isOccupied(index), "Slots place is free")
      yield unsafe base![index]
    }
    _modify {
      precondition(isOccupied(index), "Slots place is free")
      yield &(unsafe base![index])
    }
  }
}

/// Once for all kinds of elements. calloc refuses what overflows.
@inline(never) private func places(_ count: Int, _ stride: Int) -> UnsafeMutableRawPointer? {
  guard count > 0, count < UInt32.max else { return nil }
  return unsafe calloc(count + 1, stride + 4)
}
