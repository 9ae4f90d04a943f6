/// What a tap yields of a leg's inbound sound.
public enum TapMode: UInt32, Sendable {
  case off = 0
  /// The bytes as they arrived, before the jitter buffer, in the leg's own format.
  case wire = 1
  /// What the Room hears of the leg: signed 16-bit, least significant byte first, at the Room's rate, one frame a tick.
  case processed = 2
}
