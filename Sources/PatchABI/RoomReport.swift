internal import CPhonepatch
internal import PatchAudio
internal import PatchBase
internal import PatchEngine

extension pp_room_output {
  /// Takes an output over; gives its kind.
  mutating func fill(_ output: RoomOutput) -> pp_status {
    switch output {
    case .wait(let until):
      wake_us = until.microseconds
      return PP_ROOM_WAIT
    case .message(let id, let length):
      leg = id.rawValue
      len = UInt64(length)
      return PP_ROOM_MESSAGE
    case .audio(let id, let length):
      leg = id.rawValue
      len = UInt64(length)
      return PP_ROOM_AUDIO
    case .tap(let id, let length, let place):
      leg = id.rawValue
      len = UInt64(length)
      position = place
      return PP_ROOM_TAP
    case .packet(let id, let length):
      leg = id.rawValue
      len = UInt64(length)
      return PP_ROOM_PACKET
    case .speaker(let id, let who, let length, let place):
      leg = id.rawValue
      user = who
      len = UInt64(length)
      position = place
      return PP_ROOM_SPEAKER
    case .record(let file, let length, let offset):
      len = UInt64(length)
      position = offset
      value = UInt64(file)
      return PP_ROOM_RECORD
    case .event(let told, let length):
      leg = told.leg?.rawValue ?? 0
      len = UInt64(length)
      event = UInt32(told.kind.rawValue)
      position = told.tick
      value = told.value
      extra = told.extra
      peer = told.peer?.rawValue ?? 0
      return PP_ROOM_EVENT
    }
  }
}

extension pp_quality {
  init(_ report: QualityReport?, _ latency: LegLatency) {
    self.init()
    if let report {
      cause = report.cause.rawValue
      rating = report.rating
      opinion = report.opinion
      loss_percent = report.loss
      burst_ratio = report.burst
      delay_ms = report.delay
      speech_dbov = report.speech
      echo_loss_db = report.echoLoss
      window_ms = UInt32(report.ticks * 20)
    }
    packet_us = latency.packet
    network_us = latency.network
    buffer_us = latency.buffer
    resampling_us = latency.resampling
    chain_us = latency.chain
    tick_us = latency.tick
    queue_us = latency.queue
  }
}

extension pp_leg_stats {
  init(_ all: LegStatistics) {
    self.init()
    prefill_ms = UInt32(all.prefill)
    lead_ms = UInt32(all.lead)
    messages_in = all.messagesIn
    malformed = all.malformed
    in_received = all.inbound.received
    in_played = all.inbound.played
    in_concealed = all.inbound.concealed
    in_silence = all.inbound.silence
    in_starved = all.inbound.starved
    in_discarded = all.inbound.discarded
    in_lost = all.inbound.lost
    in_resyncs = all.inbound.resyncs
    buffered_us = all.buffer.buffered
    delay_us = all.buffer.delay
    target_us = all.buffer.target
    queued_bytes = UInt64(all.queued)
    underruns = all.underruns
    messages_out = all.messagesOut
    frames_out = all.framesOut
    passed_through = all.passedThrough
    limited = all.limited
    sent_ahead = all.sentAhead
    unsent = all.unsent
    far_starved = all.farStarved
    far_queue_us = all.farQueue
    events_lost = all.eventsLost
    tap_lost = all.tapLost
    clipped = all.level.clipped
    rms_dbov = all.level.rmsDecibels
    peak_dbov = all.level.peakDecibels
    speakers = UInt64(all.speakers)
    crowded = all.crowded
    in_recovered = all.inbound.recovered
  }
}
