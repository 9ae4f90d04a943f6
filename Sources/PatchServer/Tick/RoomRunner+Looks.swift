import PatchBase
import PatchEngine

/// What can be seen of a room from outside.
extension RoomRunner {
  func snapshot() -> RoomSnapshot {
    RoomSnapshot(
      name: name, opened: opened, sampleRate: Int(context.tuning.sampleRate), legs: callers(), guests: visitors(),
      bridges: channels(), recording: (context.recordings == nil ? .off : context.recording, recordingState))
  }

  private var recordingState: String {
    guard context.recordings != nil, context.recording != .off else { return "off" }
    guard recording == nil else { return "on" }
    let answers = lines.values.filter(\.isWelcome).map { context.consents.answer($0.request.callID).consent }
    return answers.contains(nil) ? "asking" : answers.contains(false) ? "refused" : "off"
  }

  private func callers() -> [LegSnapshot] {
    lines.values.compactMap { line -> LegSnapshot? in
      guard let statistics = try? room.statistics(line.slot) else { return nil }
      return LegSnapshot(
        legID: line.request.legID, callID: line.request.callID, callSid: line.request.callSid,
        streamSid: line.request.streamSid, statistics: statistics, outboundDropped: line.dropped,
        isMuted: line.isMuted, isHeld: line.isHeld, joined: line.joined, volume: line.volume, level: level(line.slot),
        quality: (try? room.quality(line.slot)) ?? nil, latency: latency(line.slot))
    }.sorted { $0.legID < $1.legID }
  }

  private func visitors() -> [GuestSnapshot] {
    guests.values.compactMap { guest -> GuestSnapshot? in
      guard let statistics = try? room.statistics(guest.slot) else { return nil }
      return GuestSnapshot(
        legID: guest.request.legID, kind: guest.request.kind.rawValue, name: guest.request.wish.shownName,
        owner: guest.request.owner, joined: guest.joined, isMuted: guest.isMuted || guest.isMutedByOperator,
        level: level(guest.slot), statistics: statistics, latency: latency(guest.slot), refused: guest.refused,
        dropped: guest.dropped)
    }.sorted { $0.legID < $1.legID }
  }

  private func channels() -> [BridgeSnapshot] {
    bridges.compactMap { raw, bridge -> BridgeSnapshot? in
      guard let slot = slotOf[bridge.legID], let statistics = try? room.statistics(slot) else { return nil }
      let status = bridge.status
      let now = status.now
      let talking = speaking[raw] ?? []
      let people = (now.group?.members ?? talking.sorted()).filter { $0 != status.user }.prefix(100)
      return BridgeSnapshot(
        legID: bridge.legID, joined: bridge.joined, isMuted: mutedBridges.contains(raw), level: level(slot),
        statistics: statistics, latency: latency(slot), guild: now.guild,
        guildName: now.guild.flatMap(status.names.name), channel: now.channel,
        channelName: now.channel.flatMap(status.names.name), state: now.word, epoch: now.group?.epoch,
        privacyCode: now.group?.privacyCode,
        speakers: people.map { .init(id: $0, name: status.names.name($0), speaks: talking.contains($0)) })
    }.sorted { $0.legID < $1.legID }
  }

  private func level(_ slot: SlotID) -> Double { meters[slot.rawValue]?.decibels ?? -127 }
  private func latency(_ slot: SlotID) -> LegLatency { (try? room.latency(slot)) ?? LegLatency() }

  /// How loud everybody speaks just now: every tick while somebody watches, else every tenth of a second.
  func measure(tick: Int) {
    let isWatched = context.levels.isWatched
    guard isWatched || tick % 5 == 0 else { return }
    for slot in slotOf.values {
      guard let level = try? room.statistics(slot).level else { continue }
      if isWatched {
        meters[slot.rawValue, default: LevelMeter()].follow(level)
      } else {
        meters[slot.rawValue, default: LevelMeter()].update(level)
      }
    }
    guard tick % 5 == 0 else { return }
    var told: [(leg: String, ticks: [Int])] = []
    for (legID, slot) in slotOf {
      if let ticks = meters[slot.rawValue]?.take() { told.append((legID, ticks)) }
    }
    if isWatched { context.levels.add(told) }
  }
}
