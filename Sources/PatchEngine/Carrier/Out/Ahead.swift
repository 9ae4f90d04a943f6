internal import PatchBase

/// How far a listener was served ahead of the live cursor, and with whose sound.
struct Ahead {
  /// Frames sent that the live cursor has not reached.
  var frames = 0
  var source: SlotID?
  /// The source's epoch: another one means that what was sent is not what comes.
  var epoch: UInt32 = 0
  /// How the source's bytes are coded.
  var encoding: UInt32 = 0
  /// How loud it was sent.
  var gain: Float = 1
}
