/// How one caller heard another.
public struct Heard: Equatable, Sendable, Codable {
  public var speaker: String
  /// The files of the speaker's turns that came through whole, in order.
  public var files: [String]
  /// Files that were expected and did not come through.
  public var missing: [String]
  /// From mouth to ear, in milliseconds: smallest, middle, largest.
  public var delay: [Double]
  /// Level of the speech as heard, dB below full scale (RMS).
  public var level: Double
  /// Samples of speech that were never heard.
  public var lost: Int
  /// Frames of delay that came in, frames that were left out.
  public var inserted: Int
  public var deleted: Int
  /// What is wrong between these two, in words.
  public var problems: [String] = []
}

/// What one caller heard in all.
public struct HearingReport: Equatable, Sendable, Codable {
  public var listener: String
  public var heard: [Heard]
  /// Frames that came, frames that nothing explains, and what these sound like.
  public var frames: Int
  public var unexplained: Int
  public var strangers: [String]
  /// Samples at the end of the scale.
  public var clipped: Int
  /// Stretches in which the carrier had nothing to play, and how long they were.
  public var gaps: Int
  public var gapMilliseconds: Double
  /// How late the phone network itself was with this caller's sound, at worst.
  public var lateMilliseconds: Double
  public var reported: Deviations
  public var violations: [Violation]
  public var faults: [String]
  /// What is wrong, in words, that of the pairs included; empty is well.
  public var problems: [String]
}
