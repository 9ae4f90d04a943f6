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
  private let base: UnsafeMutablePointer<Element>
  private var generations: Slab<UInt32>  // odd while occupied
  /// How many places there are.
  public var capacity: Int { generations.count }
  /// How many are taken.
  public private(set) var count: Int

  /// Nil when memory runs out or the capacity is not positive.
  public init?(capacity: Int) {
    guard capacity > 0, let generations = Slab<UInt32>(count: capacity, filledWith: 0) else { return nil }
    let (size, overflow) = capacity.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    guard !overflow, let raw = unsafe malloc(max(size, 1)) else { return nil }
    unsafe base = raw.bindMemory(to: Element.self, capacity: capacity)
    self.generations = generations
    count = 0
  }

  @inline(never) deinit {
    for index in 0..<capacity where generations[index] & 1 == 1 {
      unsafe (base + index).deinitialize(count: 1)
    }
    unsafe free(base)
  }

  /// True while place `index` is taken.
  public borrowing func isOccupied(_ index: Int) -> Bool {
    index >= 0 && index < capacity && generations[index] & 1 == 1
  }

  /// The identity of the element at a taken place.
  public borrowing func id(at index: Int) -> SlotID? {
    guard isOccupied(index) else { return nil }
    return SlotID(index: UInt32(index), generation: generations[index])
  }

  /// The place of `id`, or nil when that element is gone.
  public borrowing func index(of id: SlotID) -> Int? {
    let index = Int(id.index)
    guard isOccupied(index), generations[index] == id.generation else { return nil }
    return index
  }

  /// The first free place, or nil.
  public var firstFree: Int? {
    for index in 0..<capacity where generations[index] & 1 == 0 { return index }
    return nil
  }

  /// Moves `element` into the free place `index`, which comes from `firstFree`.
  public mutating func insert(_ element: consuming Element, at index: Int) -> SlotID {
    precondition(index >= 0 && index < capacity && generations[index] & 1 == 0, "Slots place is taken")
    unsafe (base + index).initialize(to: element)
    generations[index] &+= 1  // wraps after 2^31 uses of one place
    count += 1
    return SlotID(index: UInt32(index), generation: generations[index])
  }

  /// Moves the element at a taken place out.
  public mutating func remove(at index: Int) -> Element {
    precondition(isOccupied(index), "Slots place is free")
    generations[index] &+= 1
    count -= 1
    return unsafe (base + index).move()
  }

  /// The element at a taken place, read or changed in place.
  public subscript(_ index: Int) -> Element {
    _read {
      precondition(isOccupied(index), "Slots place is free")
      yield unsafe base[index]
    }
    _modify {
      precondition(isOccupied(index), "Slots place is free")
      yield &(unsafe base[index])
    }
  }
}
