import Logging
import PatchAudio
import PatchBase
import PatchEngine

extension RoomRunner {
  /// Passes on what the room tells. Everything that changed the sound is a warning: whoever compares what was said with
  /// what was heard finds the reasons here.
  func report(_ event: RoomEvent, _ length: Int, _ departures: inout [Departure]) {
    let value = EventValue.integer(Int64(clamping: event.value))
    switch event.kind {
    case .dtmf:
      let digit = UInt8(exactly: event.value).map { String(UnicodeScalar($0)) } ?? ""
      let line = event.leg.flatMap { lines[$0.rawValue] }
      if let line, line.isWaiting {
        // It may be of a PIN: not for the log, and nobody else's.
        context.keys.press(line.request.callID, digit)
        return record(.legDTMF, event, ["digit": "•"])
      }
      if let line { tellGuests(digit: digit, leg: line.request.legID) }
      record(.legDTMF, event, ["digit": .string(digit)])
      if let slot = event.leg { pressed(slot, digit) }
    case .mark:
      record(.legMark, event, ["name": .string(text(length)), "flushed": .flag(event.value == 1)])
    case .stopped:
      guard let line = event.leg.flatMap({ lines[$0.rawValue] }) else { return }
      departures.append(Departure(line: line, code: 1000, reason: "stopped"))
    case .heard:
      if let leg = event.leg { heard(by: leg, player: event.peer, item: event.value, microseconds: event.extra) }
    case .itemEnded:
      if let leg = event.leg {
        itemEnded(leg, event.value)
        playerEnded(leg)
        said(by: leg)
      }
    case .itemStarted: break
    case .quality: break  // told when the Room is asked
    case .starved: record(.legStarved, event, ["frames": value], .warning)
    case .discarded: record(.legDiscarded, event, ["frames": value], .warning)
    case .lost: record(.legLost, event, ["frames": value], .warning)
    case .stretched: record(.legStretched, event, ["frames": value], .debug)
    case .farStarved: record(.legFarStarved, event, ["microseconds": value], .warning)
    case .paced: record(.legPaced, event, ["frames": value, "left_out": .flag(event.extra == 1)], .debug)
    case .broughtBack: record(.legBroughtBack, event, ["frames": value], .debug)
    case .unsent: record(.legUnsent, event, ["frames": value], .warning)
    case .malformed: record(.legMalformed, event, ["messages": value], .warning)
    case .overflow: record(.legOverflow, event, ["events": value], .warning)
    case .speakerStarted: if let leg = event.leg { speaking[leg.rawValue, default: []].insert(event.value) }
    case .speakerStopped: if let leg = event.leg { speaking[leg.rawValue]?.remove(event.value) }
    case .crowded: break
    // Of listeners, which these legs have none of.
    case .speechStarted, .speechEnded, .digitHeard, .beep, .beepEnded, .fax, .information, .answer: break
    case .skipped: record(.roomSkipped, event, ["ticks": value], .warning)
    }
  }

  private func record(
    _ type: EventType, _ event: RoomEvent, _ data: [String: EventValue], _ level: Logger.Level = .info
  ) {
    if let guest = event.leg.flatMap({ guests[$0.rawValue] })?.request {
      var data = data
      data["room"] = RoomName.shown(name)
      events.record(type, owner: guest.owner, leg: guest.legID, data, level: level)
      return
    }
    let request = event.leg.flatMap { lines[$0.rawValue] }?.request
    var data = data
    data["tick"] = .integer(Int64(clamping: event.tick))
    data["room"] = RoomName.shown(name)
    events.record(type, call: request?.callID, leg: request?.legID, data, level: level)
  }
}

extension RoomTuning {
  /// For a caller's leg.
  var legSettings: LegSettings {
    LegSettings(
      .carrier, minDelay: minDelayMilliseconds, maxDelay: maxDelayMilliseconds, prefill: prefillMilliseconds,
      lead: leadMilliseconds)
  }
}

extension LegStatistics {
  /// What the end of a leg tells.
  var summary: [String: EventValue] {
    [
      "messages_in": .integer(Int64(clamping: messagesIn)),
      "messages_out": .integer(Int64(clamping: messagesOut)),
      "frames_out": .integer(Int64(clamping: framesOut)),
      "passed_through": .integer(Int64(clamping: passedThrough)),
      "limited": .integer(Int64(clamping: limited)),
      "unsent": .integer(Int64(clamping: unsent)),
      "far_starved": .integer(Int64(clamping: farStarved)),
      "inbound_played": .integer(Int64(clamping: inbound.played)),
      "inbound_starved": .integer(Int64(clamping: inbound.starved)),
      "inbound_discarded": .integer(Int64(clamping: inbound.discarded)),
      "inbound_lost": .integer(Int64(clamping: inbound.lost)),
      "malformed": .integer(Int64(clamping: malformed)),
    ]
  }
}
