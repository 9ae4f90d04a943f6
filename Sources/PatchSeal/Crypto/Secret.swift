private import CLibc
internal import CSodium
public import PatchBase

/// Secret bytes in memory of their own, wiped when their owner goes.
@safe public struct Secret: ~Copyable {
  private let base: UnsafeMutablePointer<UInt8>?  // nil of none
  /// How many bytes.
  public let count: Int

  /// `count` zeros. `Fault.noMemory` when memory runs out, `Fault.argument` for a negative count.
  public init(count: Int) throws(Fault) {
    var memory = Memory()
    if count < 0 { memory.note(.argument) }
    self.init(max(count, 0), &memory)
    try memory.check()
  }

  /// `count` zeros; none when memory runs out, which `memory` is told.
  @inline(never)
  init(_ count: Int, _ memory: inout Memory) {
    let raw = unsafe calloc(max(count, 1), 1)
    if unsafe raw == nil { memory.note(.noMemory) }
    unsafe base = raw?.bindMemory(to: UInt8.self, capacity: max(count, 1))
    self.count = unsafe raw == nil ? 0 : count
  }

  // Out of line: there is hardly a place that can fail without a secret alive.
  @inline(never) deinit {
    unsafe sodium_memzero(base, count)
    unsafe free(base)
  }

  /// The bytes, to read.
  public var span: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get {
      unsafe _overrideLifetime(Span(_unsafeElements: UnsafeBufferPointer(start: base, count: count)), borrowing: self)
    }
  }

  /// The bytes, to write.
  public var mutableSpan: MutableSpan<UInt8> {
    @_lifetime(&self)
    mutating get {
      unsafe _overrideLifetime(
        MutableSpan(_unsafeElements: UnsafeMutableBufferPointer(start: base, count: count)), mutating: &self)
    }
  }

  /// A copy of `bytes`.
  public static func copying(_ bytes: Span<UInt8>) throws(Fault) -> Secret {
    var made = try Secret(count: bytes.count)
    var target = made.mutableSpan
    target.copy(from: bytes)
    return made
  }

  /// `count` bytes of `source`.
  public static func random(_ count: Int, from source: inout KeySource) throws(Fault) -> Secret {
    var made = try Secret(count: count)
    var target = made.mutableSpan
    try source.fill(&target)
    return made
  }

  /// The same bytes in a secret of their own.
  public borrowing func copy() throws(Fault) -> Secret { try Secret.copying(span) }

  /// Makes every byte zero.
  public mutating func wipe() { unsafe sodium_memzero(base, count) }
}

// One owner, no sharing: moving it to another thread moves everything.
extension Secret: @unchecked Sendable {}

// A secret with room for several of 32 bytes, so that a whole epoch's have one owner.
extension Secret {
  /// The 32 bytes in a slot.
  @_lifetime(borrow self)
  @inline(never)
  borrowing func slot(_ slot: Int) -> Span<UInt8> { span.window(32 * slot..<32 * (slot + 1)) }

  /// Copies bytes to where a slot begins.
  @inline(never)
  mutating func put(_ bytes: Span<UInt8>, _ slot: Int) {
    var all = mutableSpan
    var target = all.window(32 * slot..<32 * slot + bytes.count)
    target.copy(from: bytes)
  }

  /// Moves a secret into a slot: nothing is left where it was.
  @inline(never)
  mutating func take(_ block: inout Digest, _ slot: Int) {
    put(block.span, slot)
    var bytes = block.mutableSpan
    ConstantTime.wipe(&bytes)
  }

  /// Copies a slot to another.
  @inline(never)
  mutating func copy(_ slot: Int, to target: Int) {
    for i in 0..<32 {
      var all = mutableSpan
      all[32 * target + i] = all[32 * slot + i]
    }
  }

  /// Fills `count` bytes of a slot with MLS's ExpandWithLabel of another, or of itself.
  @inline(never)
  mutating func derive(
    _ slot: Int, _ label: StaticString, _ context: Span<UInt8>, _ count: Int = 32, into target: Int
  ) {
    var block = Digest()
    var all = block.mutableSpan
    var bytes = all.window(0..<count)
    HKDF.expand(self.slot(slot), label: label.bytes, context: context, into: &bytes)
    take(&block, target)
  }

  /// The same with no context, all of the slot.
  @inline(never)
  mutating func derive(_ slot: Int, _ label: StaticString, into target: Int) {
    derive(slot, label, Span(), into: target)
  }

  /// Makes some of the slots zero.
  @inline(never)
  mutating func wipe(_ slots: Range<Int>) {
    var all = mutableSpan
    var target = all.window(32 * slots.lowerBound..<32 * slots.upperBound)
    ConstantTime.wipe(&target)
  }
}
