/// Why a call failed: one of the codes of `phonepatch/base.h`, so nothing is translated at the boundary.
///
/// A struct and not an enum: a payload-free error enum pulls a hash seed, and with it a newer glibc, into the library.
public struct Fault: Error, Equatable, Sendable {
  // All of it in one word: whoever passes a fault on moves a register, and nothing is cut in two.
  private let word: Int64

  /// The negative status that the C caller receives.
  public var code: Int32 { Int32(Int8(truncatingIfNeeded: word)) }
  /// A module's own finer reason, by its own numbers; 0 where there is none. It takes no part in `==`.
  public var cause: UInt16 { code == Fault.tooSmall ? 0 : UInt16(truncatingIfNeeded: word >> 8) }
  /// For `noSpace`: how many elements the output needs. Otherwise 0.
  public var needed: Int { code == Fault.tooSmall ? Int(word >> 8) : 0 }

  private static let tooSmall: Int32 = -2

  public init(code: Int32, cause: UInt16 = 0) { word = Int64(cause) << 8 | Int64(code) & 0xFF }

  /// A value that the call cannot take: a null, a size, a rate, an index.
  public static let argument = Fault(code: -1)
  /// Memory ran out.
  public static let noMemory = Fault(code: -3)
  /// Bytes from outside that do not follow their format.
  public static let malformed = Fault(code: -4)
  /// A tag, signature or key does not fit.
  public static let auth = Fault(code: -5)
  /// The call does not fit the state of the object.
  public static let state = Fault(code: -6)
  /// Well-formed, but not something this build handles.
  public static let unsupported = Fault(code: -7)
  /// A library below failed in a way that its contract excludes.
  public static let `internal` = Fault(code: -8)

  /// The output is too small; `needed` elements would do. Nothing was consumed.
  public static func noSpace(needed: Int) -> Fault { Fault(needed: needed) }

  /// 55 bits are more than memory has bytes.
  private init(needed: Int) { word = Int64(needed) << 8 | Int64(Fault.tooSmall) & 0xFF }

  public static func == (left: Fault, right: Fault) -> Bool { left.code == right.code }
}
