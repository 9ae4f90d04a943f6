import PatchAudio
import PatchBase
import PatchEngine

/// Sound that somebody wants played: to a whole room, or to one caller only.
struct SoundPlayer {
  /// Who alone hears it; nil: everybody.
  let listener: SlotID?
  /// 8 kHz μ-law.
  let sound: [UInt8]
  let call: String
  var offset = 0
}

extension RoomRunner {
  private static let mostPlayers = 4

  /// False when there is too much already.
  func play(_ sound: [UInt8], to listener: SlotID?, call: String) -> Bool {
    let settings = LegSettings(.pcm, format: .telephone, listens: false, queue: 2000)
    guard players.count < Self.mostPlayers, let leg = try? Leg(settings, roomRate: context.tuning.sampleRate) else {
      return false
    }
    var boxed = Box(leg)
    guard boxed != nil, let slot = try? room.add(&boxed) else { return false }
    players[slot.rawValue] = SoundPlayer(listener: listener, sound: sound, call: call)
    playerSlots[slot.rawValue] = slot
    balance()
    feedPlayers()
    return true
  }

  /// Writes as much as there is room for.
  func feedPlayers() {
    for (raw, player) in players {
      guard let slot = playerSlots[raw], player.offset < player.sound.count else { continue }
      let rest = Array(player.sound[player.offset...].prefix(16_000))
      let isLast = player.offset + rest.count == player.sound.count
      let taken = (try? room.write(slot, item: 1, rest.span, last: isLast)) ?? 0
      players[raw]?.offset += taken
    }
  }

  /// A player has said all it had.
  func playerEnded(_ slot: SlotID) {
    guard let player = players[slot.rawValue] else { return }
    stopPlayer(slot.rawValue)
    context.events.record(.callPlayed, call: player.call, ["room": RoomName.shown(name)])
  }

  /// The one listener is gone.
  func endPlayers(for listener: SlotID) {
    for (raw, player) in players where player.listener == listener { stopPlayer(raw) }
  }

  private func stopPlayer(_ raw: UInt64) {
    players[raw] = nil
    if let slot = playerSlots.removeValue(forKey: raw) { _ = try? room.remove(slot) }
  }
}

extension EventType {
  /// What was to be played has been heard.
  static let callPlayed: EventType = "call.played"
}
