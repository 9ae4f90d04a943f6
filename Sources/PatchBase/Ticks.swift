/// A moment of the host's clock in microseconds, from any epoch. The engine never reads a clock: time is passed in.
public struct Ticks: Comparable, BitwiseCopyable, Sendable {
  public var microseconds: UInt64

  public init(microseconds: UInt64) { self.microseconds = microseconds }

  public static func < (left: Ticks, right: Ticks) -> Bool { left.microseconds < right.microseconds }

  /// Later by `span` µs; stays at the end of time rather than wrapping.
  public func advanced(by span: UInt64) -> Ticks {
    let (sum, overflow) = microseconds.addingReportingOverflow(span)
    return Ticks(microseconds: overflow ? .max : sum)
  }

  /// Microseconds from `earlier` to here; 0 when time went back.
  public func since(_ earlier: Ticks) -> UInt64 {
    microseconds > earlier.microseconds ? microseconds - earlier.microseconds : 0
  }

  /// The later of this clock and `moment`: a clock that goes back counts as no time passed.
  public mutating func follow(_ moment: Ticks) {
    if moment > self { self = moment }
  }
}
