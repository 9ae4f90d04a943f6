/// One caller's turn to speak: a file, and where it stands in the caller's track.
public struct Turn: Equatable, Sendable {
  public var caller: Int
  public var file: String
  /// First and last byte of the track.
  public var range: Range<Int>
}
