internal import PatchBase

/// Samples of a PCM leg's sound, counted since the leg was made: what is in one frame. Empty for no sound of the host.
struct Stretch: Zeroable {
  var start: Int64 = 0
  var end: Int64 = 0
}
