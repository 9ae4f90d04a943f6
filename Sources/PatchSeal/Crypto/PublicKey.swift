public import PatchBase

/// A point of P-256, uncompressed: 65 bytes, the first of them 4. Whether it lies on the curve is checked where it is used.
public struct PublicKey: BitwiseCopyable, Sendable {
  public static let byteCount = 65
  /// The bytes, as they are sent.
  public var bytes: InlineArray<65, UInt8>

  init() { bytes = InlineArray(repeating: 0) }

  /// A copy of 65 bytes that begin with 4; `Fault.malformed` for others.
  public init(_ source: Span<UInt8>) throws(Fault) {
    guard source.count == PublicKey.byteCount, source[0] == 4 else { throw .malformed }
    self.init()
    var target = bytes.mutableSpan
    target.copy(from: source)
  }

  /// The bytes, to read.
  public var span: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { bytes.span }
  }

  var mutableSpan: MutableSpan<UInt8> {
    @_lifetime(&self)
    mutating get { bytes.mutableSpan }
  }
}

extension PublicKey: Equatable {
  public static func == (left: PublicKey, right: PublicKey) -> Bool { ConstantTime.equal(left.span, right.span) }
}
