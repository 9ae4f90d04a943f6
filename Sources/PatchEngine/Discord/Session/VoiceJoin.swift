internal import PatchBase

/// Where we are to be, and what the main gateway said about it.
struct VoiceJoin: ~Copyable {
  static let textLimit = 512

  var guild: UInt64 = 0
  var channel: UInt64 = 0
  var isStage = false

  /// The session of the newest VOICE_STATE_UPDATE.
  var session: VoiceText
  /// `host:port` of the newest VOICE_SERVER_UPDATE, as it came.
  var endpoint: VoiceText
  var token: VoiceText

  /// Both were told since we asked.
  var hasState = false
  var hasServer = false
  /// Our own op 4 that leaves will be answered by a state without a channel: so many are to be passed over.
  var leaves = 0

  @inline(never)
  init(_ memory: inout Memory) {
    session = VoiceText(VoiceJoin.textLimit, &memory)
    endpoint = VoiceText(VoiceJoin.textLimit, &memory)
    token = VoiceText(VoiceJoin.textLimit, &memory)
  }

  /// We ask anew: what was told does not count.
  mutating func ask() {
    hasState = false
    hasServer = false
  }
}
