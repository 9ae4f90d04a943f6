/// What became of the frames of one `DaveFrames`.
public struct DaveCounts: Sendable {
  /// Frames sealed.
  public internal(set) var sealed: UInt64 = 0
  /// Frames sent in the clear, where that is allowed.
  public internal(set) var plain: UInt64 = 0
  /// Frames not sent, for want of a key or because we are muted.
  public internal(set) var held: UInt64 = 0
  /// Members that found no place: `users` of the settings is too small.
  public internal(set) var crowded: UInt64 = 0
  private var verdicts = InlineArray<11, UInt64>(repeating: 0)

  public init() {}

  /// Received frames with that verdict.
  public subscript(_ verdict: DaveVerdict) -> UInt64 { verdicts.span[Int(verdict.rawValue)] }

  mutating func add(_ verdict: DaveVerdict) { verdicts[Int(verdict.rawValue)] &+= 1 }
}
