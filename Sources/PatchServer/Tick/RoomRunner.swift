import Logging
import NIOCore
import PatchBase
import PatchEngine

/// One room of the engine and the sockets of its callers.
final class RoomRunner: Ticking {
  /// A leg that has to go, and how to tell its socket.
  struct Departure {
    let line: LegLine
    let code: UInt16
    let reason: String
  }

  let name: String
  /// Microseconds since 1970.
  let opened = WallClock.microseconds()
  var meters: [UInt64: LevelMeter] = [:]
  /// Who speaks in a Discord channel just now.
  var speaking: [UInt64: Set<UInt64>] = [:]
  var lines: [UInt64: LegLine] = [:]
  var slotOf: [String: SlotID] = [:]
  var bridges: [UInt64: RoomBridge] = [:]
  /// Who has sound of their own.
  var guests: [UInt64: SoundLine] = [:]
  /// Discord channels that nobody hears.
  var mutedBridges: Set<UInt64> = []
  /// Ends a leg with sound of its own that does not read.
  var dismiss: (String) -> Void = { _ in }
  /// Players of music, by whom they play for.
  var music: [UInt64: SlotID] = [:]
  /// Sound that is being played, and by which leg of the room.
  var players: [UInt64: SoundPlayer] = [:]
  var playerSlots: [UInt64: SlotID] = [:]
  /// What is being said to each leg, and what comes after it.
  var plays: [UInt64: PromptPlay] = [:]
  var waitingPlays: [UInt64: [PromptOrder]] = [:]
  var lastItem: UInt64 = 1
  /// What is recorded now, and which channels were told.
  var recording: Recording?
  var lastHeard = NIODeadline.now()
  private var ticks = 0
  /// Guests whose sockets take nothing.
  private var unread: [String] = []
  var room: Room
  var output: Slab<UInt8>
  let context: RoomContext
  let depart: ([Departure]) -> Void

  /// `depart` is called after a tick with the legs that have to go.
  init(name: String, context: RoomContext, depart: @escaping ([Departure]) -> Void) throws(Fault) {
    var settings = RoomSettings()
    settings.sampleRate = context.tuning.sampleRate
    // Everybody may be on hold, each with music of their own.
    settings.capacity = min(context.legsPerRoom * 2 + 12, 256)
    settings.maxMessage = context.messageBytes
    settings.seed = UInt64.random(in: 0 ... .max)
    guard let output = Slab<UInt8>(count: context.messageBytes, filledWith: 0) else { throw .noMemory }
    room = try Room(settings)
    self.output = output
    self.name = name
    self.context = context
    self.depart = depart
  }

  /// Makes the leg that the carrier's `start` describes and adds it.
  func add(_ request: LegRequest) throws(RoomRefusal) -> SlotID {
    guard population < context.legsPerRoom else { throw .roomFull }
    do throws(Fault) {
      let leg = try Leg(
        context.tuning.legSettings, startMessage: request.start.readableBytesUInt8Span,
        roomRate: context.tuning.sampleRate)
      var boxed = Box(leg)
      guard boxed != nil else { throw .noMemory }
      let slot = try room.add(&boxed)
      lines[slot.rawValue] = LegLine(request, slot: slot)
      slotOf[request.legID] = slot
      if context.calls.call(request.callID)?.isWaiting == true {
        _ = perform(.wait(true), on: request.legID)
      } else {
        balance()
        welcome(slot)
      }
      return slot
    } catch {
      throw .failed(error)
    }
  }

  var isEmpty: Bool { population == 0 }
  var population: Int { lines.count + bridges.count + guests.count }

  /// Adds a Discord channel.
  func add(_ bridge: RoomBridge) throws(RoomRefusal) {
    guard population < context.legsPerRoom else { throw .roomFull }
    do throws(Fault) {
      var settings = LegSettings(.discord)
      // Within what any channel allows, and enough for a soft tone to keep its level.
      settings.bitrate = 48_000
      let leg = try Leg(settings, roomRate: context.tuning.sampleRate)
      var boxed = Box(leg)
      guard boxed != nil else { throw .noMemory }
      let slot = try room.add(&boxed)
      bridges[slot.rawValue] = bridge
      slotOf[bridge.legID] = slot
      balance()
      welcome(bridge: slot)
    } catch {
      throw .failed(error)
    }
  }

  /// Feeds one Opus packet of somebody in a Discord channel.
  func packet(_ legID: String, _ media: VoiceMedia, _ opus: [UInt8]) {
    guard let slot = slotOf[legID] else { return }
    try? room.packet(slot, media, opus.span, at: Self.now())
  }

  func message(_ legID: String, _ text: ByteBuffer) -> [Departure] {
    slotOf[legID].map { message($0, text) } ?? []
  }

  /// Feeds one message of the carrier. Returns the leg itself when it has sent too much nonsense.
  func message(_ slot: SlotID, _ text: ByteBuffer) -> [Departure] {
    do throws(Fault) {
      try room.message(slot, text.readableBytesUInt8Span, at: Self.now())
      return []
    } catch {
      lines[slot.rawValue]?.malformed += 1
      guard let line = lines[slot.rawValue], line.malformed >= LegLine.tolerance else { return [] }
      return [Departure(line: line, code: 1008, reason: "too many malformed messages")]
    }
  }

  func remove(_ legID: String, reason: String) {
    if let slot = slotOf[legID] { meters[slot.rawValue] = nil }
    if let slot = slotOf[legID], bridges.removeValue(forKey: slot.rawValue) != nil {
      slotOf[legID] = nil
      mutedBridges.remove(slot.rawValue)
      speaking[slot.rawValue] = nil
      endPrompts(slot)
      _ = try? room.remove(slot)
      return
    }
    if let slot = slotOf[legID], let guest = guests.removeValue(forKey: slot.rawValue) {
      slotOf[legID] = nil
      var data: [String: EventValue] = ["room": RoomName.shown(name), "reason": .string(reason)]
      if let statistics = try? room.statistics(slot) { data["frames_out"] = .integer(Int64(statistics.framesOut)) }
      data["outbound_dropped"] = .integer(Int64(guest.dropped))
      data["inbound_refused"] = .integer(Int64(guest.refused))
      _ = try? room.remove(slot)
      context.events.record(.legEnded, owner: guest.request.owner, leg: legID, data)
      return
    }
    guard let slot = slotOf.removeValue(forKey: legID), let line = lines.removeValue(forKey: slot.rawValue) else {
      return
    }
    var data: [String: EventValue] = ["room": RoomName.shown(name)]
    if let statistics = try? room.statistics(slot) { data.merge(statistics.summary) { $1 } }
    data["outbound_dropped"] = .integer(Int64(line.dropped))
    if line.opinions.count > 0 {
      context.calls.set(line.request.callID, mos: line.opinions.sum / Double(line.opinions.count))
    }
    endMusic(slot)
    endPlayers(for: slot)
    endPrompts(slot)
    // The leg comes back to be destroyed here: freeing is no work for the tick.
    _ = try? room.remove(slot)
    endRecordingIfAlone()
    context.ended(legID, callID: line.request.callID, reason: reason, data, grant: line.request.grant)
  }

  func tick(at now: Ticks) {
    _ = room.tick(at: now)
    ticks += 1
    measure(tick: ticks)
    if ticks % 5 == 0 {
      listen()
      carryPromptsOn()
    }
    if ticks % 25 == 0 {
      playMusic()
      feedPlayers()
    }
    if ticks % 50 == 0 { watch() }
    let departures = drain()
    for bridge in bridges.values { bridge.tick() }
    if !departures.isEmpty { depart(departures) }
    for legID in unread { dismiss(legID) }
    unread.removeAll()
  }

  /// Hands out what the room has ready.
  func drain() -> [Departure] {
    var departures: [Departure] = []
    let now = NIODeadline.now()
    while true {
      var buffer = output.mutableSpan
      guard let next = try? room.poll(into: &buffer) else { return departures }
      switch next {
      case .wait: return departures
      case .message(let slot, let length): send(slot, length, now, &departures)
      case .event(let event, let length): report(event, length, &departures)
      case .packet(let slot, let length): bridges[slot.rawValue]?.send((0..<length).map { output[$0] })
      case .audio(let slot, let length): if let gone = send(slot, sound: length, now) { unread.append(gone) }
      case .record(_, let length, let offset): recording?.file.write((0..<length).map { output[$0] }, at: offset)
      case .tap, .speaker: break
      }
    }
  }

  private func send(_ slot: SlotID, _ length: Int, _ now: NIODeadline, _ departures: inout [Departure]) {
    guard let line = lines[slot.rawValue] else { return }
    // {"event":"media" it is, or mark, or clear.
    let isMedia = length > 11 && output[10] == UInt8(ascii: "m") && output[11] == UInt8(ascii: "e")
    let fate = line.send(
      output.span.window(0..<length).bytes, isMedia: isMedia, now: now, patience: context.unreadPatience)
    switch fate {
    case .hopeless:
      departures.append(Departure(line: line, code: 1008, reason: "socket not read"))
    case .recovered(let lost):
      context.events.record(
        .legCongested, call: line.request.callID, leg: line.request.legID, ["messages": .integer(Int64(lost))],
        level: .warning)
    case .sent, .dropped: break
    }
  }

  var events: EventLog { context.events }

  /// The text at the start of the output.
  func text(_ length: Int) -> String { String(decoding: (0..<length).map { output[$0] }, as: UTF8.self) }

  private static func now() -> Ticks { Ticks(microseconds: NIODeadline.now().uptimeNanoseconds / 1000) }
}
