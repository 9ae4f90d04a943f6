public import PatchBase

/// What `Room.poll` found. Lengths are bytes at the start of the caller's buffer.
public enum RoomOutput: Equatable, Sendable {
  /// Nothing is left: call `tick` at this moment. In the past: at once.
  case wait(until: Ticks)
  /// Send these bytes to the carrier of this leg, as one text message.
  case message(SlotID, length: Int)
  /// What a PCM leg hears: one frame of 20 ms in its format.
  case audio(SlotID, length: Int)
  /// Sound of a leg from its tap. `position` is where it begins: for `.wire` the samples of the tap before it, for
  /// `.processed` the Room's clock in samples. A jump tells of an overflow or of ticks left out.
  case tap(SlotID, length: Int, position: UInt64)
  /// What a Discord channel is sent: one Opus packet, for `VoiceSession.send`.
  case packet(SlotID, length: Int)
  /// Sound of one speaker of a Discord leg alone, as of a `.processed` tap.
  case speaker(SlotID, user: UInt64, length: Int, position: UInt64)
  /// Bytes of a recording: write them at `offset` of file `file`, which may be anew.
  case record(file: Int, length: Int, offset: UInt64)
  /// Something happened; for a mark the bytes are its name.
  case event(RoomEvent, length: Int)
}
