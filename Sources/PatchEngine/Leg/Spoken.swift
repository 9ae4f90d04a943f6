internal import PatchAudio

/// What a leg's inbound stage gave in one tick.
struct Spoken {
  /// There is a frame of sound.
  var isPresent = false
  /// The frame is one received frame of G.711 at the Room's rate, and its bytes were kept.
  var isUntouched = false
  /// How good the frame is.
  var frame = QualityWindow.Frame.silence
}
