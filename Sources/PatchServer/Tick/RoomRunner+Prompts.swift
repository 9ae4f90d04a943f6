import NIOCore
import PatchBase
import PatchEngine

/// What callers and channels are told.
extension RoomRunner {
  /// Says it after whatever is being said to the leg. `then` is told whether all of it was heard.
  func say(_ names: [PromptName], to slot: SlotID, then: @escaping (RoomRunner, Bool) -> Void = { _, _ in }) {
    waitingPlays[slot.rawValue, default: []].append(PromptOrder(names: names, then: then))
    if plays[slot.rawValue] == nil { next(slot) }
  }

  private func next(_ slot: SlotID) {
    guard isConnected(slot.rawValue), var queue = waitingPlays[slot.rawValue], !queue.isEmpty else { return }
    let order = queue.removeFirst()
    waitingPlays[slot.rawValue] = queue.isEmpty ? nil : queue
    let sound = order.names.flatMap { context.prompts.sound($0) }
    let milliseconds = sound.count / 8
    let player = sound.isEmpty ? nil : makePlayer(milliseconds)
    guard let player else {
      order.then(self, sound.isEmpty)
      return next(slot)
    }
    lastItem += 1
    plays[slot.rawValue] = PromptPlay(
      order: order, player: player, item: lastItem, microseconds: UInt64(milliseconds) * 1000, target: slot,
      deadline: .now() + .milliseconds(Int64(milliseconds) + 5000))
    balance()
    _ = try? room.write(player, item: lastItem, sound.span, last: true)
  }

  private func makePlayer(_ milliseconds: Int) -> SlotID? {
    let settings = LegSettings(.pcm, listens: false, queue: max(milliseconds + 100, 100))
    guard let leg = try? Leg(settings, roomRate: context.tuning.sampleRate) else { return nil }
    var boxed = Box(leg)
    return boxed == nil ? nil : try? room.add(&boxed)
  }

  /// A caller heard this much of an item.
  func heard(by leg: SlotID, player: SlotID?, item: UInt64, microseconds: UInt64) {
    guard let play = plays[leg.rawValue], play.item == item, player == nil || player == play.player else { return }
    finish(play, microseconds + 100_000 >= play.microseconds)
  }

  /// A player said all it had. A channel tells no more than that; what a caller heard comes later.
  func said(by player: SlotID) {
    guard let play = plays.values.first(where: { $0.player == player }), bridges[play.target.rawValue] != nil else {
      return
    }
    finish(play, isConnected(play.target.rawValue))
  }

  /// A channel whose connection stands; whoever is no channel hears by themselves.
  private func isConnected(_ raw: UInt64) -> Bool { bridges[raw]?.status.now.isConnected ?? true }

  /// Ends what nobody told the end of, and begins what waited for its channel.
  func carryPromptsOn() {
    let now = NIODeadline.now()
    for play in plays.values where play.deadline < now { finish(play, false) }
    for raw in waitingPlays.keys where plays[raw] == nil {
      if let bridge = bridges[raw], let slot = slotOf[bridge.legID] { next(slot) }
    }
  }

  /// The leg is about to go.
  func endPrompts(_ slot: SlotID) {
    waitingPlays[slot.rawValue] = nil
    if let play = plays[slot.rawValue] { finish(play, false) }
  }

  private func finish(_ play: PromptPlay, _ isHeard: Bool) {
    plays[play.target.rawValue] = nil
    _ = try? room.remove(play.player)
    balance()
    let line = lines[play.target.rawValue]
    context.events.record(
      .legPrompt, call: line?.request.callID, leg: line?.request.legID ?? bridges[play.target.rawValue]?.legID,
      [
        "room": RoomName.shown(name), "heard": .flag(isHeard),
        "prompts": .string(play.order.names.map(\.rawValue).joined(separator: ",")),
      ])
    play.order.then(self, isHeard)
    if plays[play.target.rawValue] == nil { next(play.target) }
  }

  /// Says goodbye, and ends the call when that was heard.
  func farewell(_ slot: SlotID, _ prompt: PromptName, reason: String) {
    guard let line = lines[slot.rawValue], !line.isEnding else { return }
    lines[slot.rawValue]?.isEnding = true
    try? room.stopTone(slot)
    let call = line.request.callID
    say(prompt == .goodbye ? [.goodbye] : [prompt, .goodbye], to: slot) { runner, _ in
      runner.context.release.end(call, reason: reason)
    }
  }
}

extension EventType {
  /// Something was said to a leg; `heard` is false when not all of it got there.
  public static let legPrompt: EventType = "leg.prompt"
}
