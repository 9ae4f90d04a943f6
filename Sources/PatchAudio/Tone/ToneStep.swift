/// A piece of a tone's cadence: one or two frequencies, or silence, for a time.
public struct ToneStep: BitwiseCopyable, Equatable, Sendable {
  /// In Hz; 0 for none.
  public var low: UInt16
  public var high: UInt16
  /// In ms; 0 for ever.
  public var duration: UInt16

  public init(_ low: UInt16, _ high: UInt16 = 0, for duration: UInt16) {
    self.low = low
    self.high = high
    self.duration = duration
  }
}
