import Logging
import NIOCore
import PatchBase
import PatchEngine

/// Who knows where they are, and who agreed to be recorded. Nobody is recorded before both is sure.
extension RoomRunner {
  /// A caller takes part from now on.
  func welcome(_ slot: SlotID) {
    guard let line = lines[slot.rawValue], !line.isWelcome else { return }
    lines[slot.rawValue]?.isWelcome = true
    for channel in bridges.keys { tellLive(channel) }
    let call = line.request.callID
    let before = context.consents.answer(call)
    var names: [PromptName] = bridges.isEmpty || before.isTold ? [] : [.notice]
    if !bridges.isEmpty { context.consents.set(call, told: true) }
    let leg = line.request.legID
    switch context.recordings == nil ? .off : before.consent == nil ? context.recording : .off {
    case .off: break
    case .announce:
      names.append(.announce)
      let isSpoken = context.prompts.isSpoken(.announce)
      return say(names, to: slot) { runner, heard in runner.answered(leg, heard && isSpoken) }
    case .keypress:
      names.append(.keypress)
      lines[slot.rawValue]?.isAsked = context.prompts.isSpoken(.keypress)
      return say(names, to: slot) { runner, heard in
        guard !heard, let slot = runner.slotOf[leg] else { return }
        runner.lines[slot.rawValue]?.isAsked = false
      }
    }
    // A stream that came back: the call has its answer.
    if before.consent == true { record(slot) }
    if !names.isEmpty { say(names, to: slot) }
  }

  /// A channel takes part from now on.
  func welcome(bridge slot: SlotID) {
    for line in lines.values where line.isWelcome && !context.consents.answer(line.request.callID).isTold {
      context.consents.set(line.request.callID, told: true)
      say([.notice], to: line.slot)
    }
    if lines.values.contains(where: \.isWelcome) { tellLive(slot.rawValue) }
    if recording != nil { tellRecorded(slot) }
  }

  private func tellLive(_ raw: UInt64) {
    guard let bridge = bridges[raw], !bridge.isTold, let slot = slotOf[bridge.legID] else { return }
    bridges[raw]?.isTold = true
    say([.live], to: slot)
  }

  /// Somebody came into a channel.
  func newcomer(_ legID: String) {
    guard let slot = slotOf[legID], bridges[slot.rawValue] != nil, recording != nil else { return }
    tellRecorded(slot)
  }

  /// The channel is silent in the recording until it was told.
  private func tellRecorded(_ slot: SlotID) {
    try? room.consent(slot, false)
    bridges[slot.rawValue]?.tellings += 1
    let isSpoken = context.prompts.isSpoken(.recorded)
    say([.recorded], to: slot) { runner, heard in
      runner.bridges[slot.rawValue]?.tellings -= 1
      guard heard, isSpoken, runner.recording != nil, runner.bridges[slot.rawValue]?.tellings == 0 else { return }
      try? runner.room.consent(slot, true)
    }
  }

  /// A key that a caller pressed.
  func pressed(_ slot: SlotID, _ digit: String) {
    hearsSomebody(slot.rawValue)
    guard lines[slot.rawValue]?.isAsked == true, digit == "1" || digit == "2", let line = lines[slot.rawValue] else {
      return
    }
    lines[slot.rawValue]?.isAsked = false
    answered(line.request.legID, digit == "1")
    say([digit == "1" ? .agreed : .refused], to: slot)
  }

  private func answered(_ leg: String, _ agrees: Bool) {
    guard let slot = slotOf[leg], let line = lines[slot.rawValue] else { return }
    context.consents.set(line.request.callID, consent: agrees)
    context.events.record(
      agrees ? .recordingConsented : .recordingRefused, call: line.request.callID, leg: leg,
      ["mode": .string(context.recording.rawValue)])
    if agrees { record(slot) }
  }

  // MARK: The recording

  /// Records a caller who agreed; the first one begins the recording.
  private func record(_ slot: SlotID) {
    guard let line = lines[slot.rawValue] else { return }
    let isFirst = recording == nil
    if isFirst { begin(line.request.callID) }
    guard let recording, (try? room.consent(slot, true)) != nil else { return }
    recording.file.add(call: line.request.callID)
    self.recording?.calls.insert(line.request.callID)
    if isFirst { for raw in bridges.keys { if let slot = slotOf[bridges[raw]!.legID] { tellRecorded(slot) } } }
  }

  private func begin(_ callID: String) {
    guard let owner = context.calls.call(callID)?.owner, let recordings = context.recordings else { return }
    do throws(Fault) {
      var recorder = Box(try Recorder(RecorderSettings(.wav, sampleRate: context.tuning.sampleRate)))
      guard recorder != nil else { throw .noMemory }
      try room.record(&recorder)
    } catch {
      context.events.record(.recordingFailed, call: callID, ["reason": .string("\(error)")], level: .warning)
      return
    }
    recording = Recording(
      file: recordings.begin(
        owner: owner, mode: context.recording, room: name, rate: Int(context.tuning.sampleRate)))
  }

  /// With the last caller who agreed it ends.
  func endRecordingIfAlone() {
    guard let current = recording else { return }
    guard !lines.values.contains(where: { current.calls.contains($0.request.callID) }) else { return }
    try? room.finishRecording()
    let departures = drain()
    _ = try? room.takeRecorder()
    current.file.finish()
    recording = nil
    if !departures.isEmpty { depart(departures) }
  }
}

/// What a room records now.
struct Recording {
  let file: RecordingFile
  /// Whose callers agreed.
  var calls: Set<String> = []
}
