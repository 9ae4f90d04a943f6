/// What may be done to a caller in a room.
enum RoomOrder: Sendable {
  /// Nobody hears the caller.
  case mute(Bool)
  /// The caller neither hears nor is heard, and music plays.
  case hold(Bool)
  /// The caller hears it ring, and is alone; false lets them in.
  case wait(Bool)
  /// How loud the caller hears the others, 0…4.
  case volume(Float)
  /// Keys, as tones on the caller's line.
  case keys(String)
  /// μ-law at 8 kHz, for the caller's ear alone or for the whole room.
  case play([UInt8], isWhisper: Bool)
  /// The caller is told something, then the call is ended.
  case farewell(PromptName, reason: String)
  case leave(reason: String)
}
