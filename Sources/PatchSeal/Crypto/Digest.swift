public import PatchBase

/// The 32 bytes of a hash that is no secret: of a tree, a transcript, a reference.
public struct Digest: Zeroable, Sendable {
  public static let byteCount = 32
  /// The bytes, first first.
  public var bytes: InlineArray<32, UInt8>

  /// Zeros.
  public init() { bytes = InlineArray(repeating: 0) }

  /// A copy of 32 bytes; `Fault.malformed` for any other count.
  public init(_ source: Span<UInt8>) throws(Fault) {
    guard source.count == Digest.byteCount else { throw .malformed }
    self.init()
    var target = bytes.mutableSpan
    target.copy(from: source)
  }

  /// The bytes, to read.
  public var span: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { bytes.span }
  }

  /// The bytes, to write.
  public var mutableSpan: MutableSpan<UInt8> {
    @_lifetime(&self)
    mutating get { bytes.mutableSpan }
  }
}

extension Digest: Equatable {
  public static func == (left: Digest, right: Digest) -> Bool { ConstantTime.equal(left.span, right.span) }
}
