import NIOCore
import PatchAudio
import PatchBase
import PatchEngine

/// What people do to callers.
extension RoomRunner {
  /// False when the caller is not here.
  func perform(_ order: RoomOrder, on legID: String) -> Bool {
    guard let slot = slotOf[legID], lines[slot.rawValue] != nil else { return false }
    switch order {
    case .mute(let on):
      lines[slot.rawValue]?.isMuted = on
      balance()
    case .hold(let on): hold(slot, on)
    case .wait(let on):
      lines[slot.rawValue]?.isWaiting = on
      if on { try? room.playTone(slot, .ringback) } else { try? room.stopTone(slot) }
      balance()
      if !on { welcome(slot) }
    case .farewell(let prompt, let reason): farewell(slot, prompt, reason: reason)
    case .volume(let value):
      lines[slot.rawValue]?.volume = min(max(value, 0), 4)
      balance()
    case .keys(let keys):
      let digits = Array(keys.utf8)
      try? room.dial(slot, digits.span)
    case .play(let sound, let isWhisper):
      let call = lines[slot.rawValue]?.request.callID ?? ""
      return play(sound, to: isWhisper ? slot : nil, call: call)
    case .leave: return false  // the host does that
    }
    return true
  }

  /// Brings every gain in line with who is muted and who is on hold.
  func balance() {
    // Players are heard by one leg alone.
    var player: [UInt64: (of: UInt64, says: Bool)] = [:]
    for (target, slot) in music { player[slot.rawValue] = (target, false) }
    for (target, play) in plays { player[play.player.rawValue] = (target, true) }
    let slots = Array(slotOf.values) + Array(music.values) + plays.values.map(\.player)
    for from in slots {
      for to in slots where to != from {
        let source = lines[from.rawValue]
        let listener = lines[to.rawValue]
        var gain = listener?.volume ?? 1
        let isTold = plays[to.rawValue] != nil
        if let mine = player[from.rawValue] {
          gain = mine.of != to.rawValue ? 0 : mine.says || !isTold ? 1 : 0.1
        } else if player[to.rawValue] != nil || isMuted(from) || source?.isHeld == true
          || listener?.isHeld == true || source?.isWaiting == true || listener?.isWaiting == true
        {
          gain = 0
        } else if isTold {
          // What is said has to be understood.
          gain *= 0.2
        }
        try? room.setGain(from: from, to: to, gain)
      }
      for (raw, player) in players {
        guard let source = playerSlots[raw] else { continue }
        let isAlone = lines[from.rawValue].map { $0.isHeld || $0.isWaiting } ?? false
        let hears = player.listener.map { $0 == from } ?? !isAlone
        try? room.setGain(from: source, to: from, hears && music[from.rawValue] != from ? 1 : 0)
      }
    }
  }

  private func isMuted(_ slot: SlotID) -> Bool {
    if let line = lines[slot.rawValue] { return line.isMuted }
    if let guest = guests[slot.rawValue] { return guest.isMuted || guest.isMutedByOperator }
    return mutedBridges.contains(slot.rawValue)
  }

  /// Mutes any leg. False when it is not here.
  func mute(_ legID: String, _ on: Bool) -> Bool {
    guard let slot = slotOf[legID] else { return false }
    if lines[slot.rawValue] != nil { return perform(.mute(on), on: legID) }
    if guests[slot.rawValue] != nil {
      guests[slot.rawValue]?.isMutedByOperator = on
      guests[slot.rawValue]?.tell("{\"type\":\"muted\",\"on\":\(on),\"by\":\"operator\"}")
    } else if on {
      mutedBridges.insert(slot.rawValue)
    } else {
      mutedBridges.remove(slot.rawValue)
    }
    balance()
    return true
  }

  private func hold(_ slot: SlotID, _ on: Bool) {
    guard lines[slot.rawValue]?.isHeld != on else { return }
    lines[slot.rawValue]?.isHeld = on
    if on {
      let settings = LegSettings(
        .pcm, format: AudioFormat(.l16, sampleRate: Int32(HoldMusic.rate)), listens: false, queue: 10_000)
      if let leg = try? Leg(settings, roomRate: context.tuning.sampleRate) {
        var boxed = Box(leg)
        if boxed != nil, let player = try? room.add(&boxed) { music[slot.rawValue] = player }
      }
      playMusic()
    } else {
      endMusic(slot)
    }
    balance()
  }

  func endMusic(_ slot: SlotID) {
    guard let player = music.removeValue(forKey: slot.rawValue) else { return }
    _ = try? room.remove(player)
  }

  /// Writes the next round before the last one is over.
  func playMusic() {
    let sound = HoldMusic.sound
    for player in music.values {
      guard let queued = try? room.statistics(player).queued, queued < HoldMusic.rate else { continue }
      _ = try? room.write(player, item: 1, sound.span)
    }
  }

  /// Who speaks just now: every tenth of a second.
  func listen() {
    for slot in slotOf.values where (meters[slot.rawValue]?.decibels ?? -127) > Self.audible {
      hearsSomebody(slot.rawValue)
    }
  }
}
