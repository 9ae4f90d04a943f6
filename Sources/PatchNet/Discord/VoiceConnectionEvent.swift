public import PatchEngine
public import PatchSeal

/// What a `VoiceConnection` tells besides sound.
public enum VoiceConnectionEvent: Sendable {
  /// Send op 4 (Update Voice State) on the main gateway; channel nil leaves.
  case signal(guild: UInt64, channel: UInt64?)
  /// Of the session.
  case session(VoiceEvent)
  /// Of the group's key work.
  case group(DaveEvent)
  /// The group's code, the same for every member: thirty digits. Show `PrivacyCode.notice` beside it.
  case privacyCode(String, epoch: UInt64, members: Int)
  /// Group work failed for want of room or memory; the session goes on as it is.
  case failed(code: Int32)
}
