/// What was sent to a carrier since the leg was made.
struct CarrierOutCounts {
  /// Messages handed to the host.
  var messages: UInt64 = 0
  /// Frames of sound, prefill included.
  var frames: UInt64 = 0
  /// Those that are another leg's received bytes, untouched.
  var passed: UInt64 = 0
  /// Those sent ahead of the live cursor.
  var ahead: UInt64 = 0
  /// Frames that the host did not poll in time.
  var unsent: UInt64 = 0
  /// Times that the far queue ran dry.
  var starved: UInt64 = 0
  var clears: UInt64 = 0
}
