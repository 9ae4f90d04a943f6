internal import CPhonepatch
internal import PatchBase
internal import PatchEngine

extension pp_voice_output {
  /// Takes an output over; gives its kind.
  mutating func fill(_ output: VoiceOutput) -> pp_status {
    switch output {
    case .wait(let until):
      wake_us = until.microseconds
      return PP_VOICE_WAIT
    case .signal(let place, let room):
      guild = place
      channel = room ?? 0
      return PP_VOICE_SIGNAL
    case .connect(let number, let length): return fill(number, length, PP_VOICE_CONNECT)
    case .disconnect(let number, let reason):
      code = UInt32(reason)
      return fill(number, 0, PP_VOICE_DISCONNECT)
    case .text(let number, let length): return fill(number, length, PP_VOICE_TEXT)
    case .binary(let number, let length): return fill(number, length, PP_VOICE_BINARY)
    case .path(let port, let length):
      code = UInt32(port)
      return fill(0, length, PP_VOICE_PATH)
    case .datagram(let length): return fill(0, length, PP_VOICE_DATAGRAM)
    case .media(let media, let length):
      user = media.user
      ssrc = media.ssrc
      timestamp = media.timestamp
      sequence = UInt32(media.sequence)
      return fill(0, length, PP_VOICE_MEDIA)
    case .dave(let work, let length):
      what = work.kind.rawValue
      group = work.session
      transition = UInt32(work.transition)
      if work.kind == .open { channel = work.id } else { user = work.id }
      value = work.value
      extra = work.extra
      return fill(0, length, PP_VOICE_DAVE)
    case .event(let event):
      what = event.kind.rawValue
      user = event.user
      value = event.value
      extra = event.extra
      return PP_VOICE_EVENT
    }
  }

  private mutating func fill(_ number: UInt32, _ length: Int, _ kind: pp_status) -> pp_status {
    connection = number
    len = UInt64(length)
    return kind
  }
}

extension pp_voice_stats {
  init(_ all: VoiceStatistics) {
    self.init()
    state = all.state.rawValue
    dave_version = UInt32(clamping: all.daveVersion)
    sources = UInt32(all.sources)
    waiting = UInt32(all.waiting)
    muted = all.isMuted ? 1 : 0
    round_trip_us = all.roundTrip
    connects = all.connects
    resumes = all.resumes
    rejoins = all.rejoins
    messages = all.messages
    malformed = all.malformed
    heartbeats = all.heartbeats
    heartbeats_missed = all.heartbeatsMissed
    datagrams = all.datagrams
    others = all.others
    heard = all.heard
    padded = all.padded
    sent = all.sent
    lost_transport = all.lost.transport
    lost_malformed = all.lost.malformed
    lost_unknown_source = all.lost.unknownSource
    lost_no_key = all.lost.noKey
    lost_plaintext = all.lost.plaintext
    lost_bad_frame = all.lost.badFrame
    lost_replayed = all.lost.replayed
    lost_unauthenticated = all.lost.unauthenticated
    lost_crowded = all.lost.crowded
    lost_not_ready = all.lost.notReady
    lost_no_own_key = all.lost.noOwnKey
    lost_muted = all.lost.muted
    events_lost = all.eventsLost
  }
}
