private import CLibc
internal import CSodium
public import PatchBase

/// Secret bytes in memory of their own, wiped when their owner goes.
@safe public struct Secret: ~Copyable {
  private let base: UnsafeMutablePointer<UInt8>
  /// How many bytes.
  public let count: Int

  /// `count` zeros. `Fault.noMemory` when memory runs out, `Fault.argument` for a negative count.
  public init(count: Int) throws(Fault) {
    guard count >= 0 else { throw .argument }
    guard let raw = unsafe calloc(max(count, 1), 1) else { throw .noMemory }
    unsafe base = raw.bindMemory(to: UInt8.self, capacity: max(count, 1))
    self.count = count
  }

  @inline(never) deinit { unsafe giveUp(base, count) }

  /// The bytes, to read.
  public var span: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { unsafe _overrideLifetime(Span(_unsafeStart: base, count: count), borrowing: self) }
  }

  /// The bytes, to write.
  public var mutableSpan: MutableSpan<UInt8> {
    @_lifetime(&self)
    mutating get { unsafe _overrideLifetime(MutableSpan(_unsafeStart: base, count: count), mutating: &self) }
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

/// Out of line, and not in the deinit: there is hardly a place that can fail without a secret alive.
@inline(never) private func giveUp(_ base: UnsafeMutablePointer<UInt8>, _ count: Int) {
  unsafe sodium_memzero(base, count)
  unsafe free(base)
}
