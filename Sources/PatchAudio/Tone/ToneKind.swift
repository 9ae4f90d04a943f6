/// What a network says by tones (ITU-T E.180).
public enum ToneKind: UInt32, Sendable {
  /// Dial now.
  case dial = 1
  /// The other party's telephone rings.
  case ringback = 2
  /// The other party speaks.
  case busy = 3
  /// The network has no way there; also called congestion.
  case reorder = 4
  /// The special information tone before an announcement.
  case information = 5
}
