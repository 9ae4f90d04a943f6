internal import PatchAudio
internal import PatchBase

// What the Room does with a leg in a tick, and when the host polls.
extension Leg {
  /// The leg's frame of this tick, if it has one; `due` is when the tick was due, `clock` the Room's time in samples.
  mutating func speak(
    at due: Ticks, tick: UInt64, clock: UInt64, into pcm: inout MutableSpan<Int16>,
    wire: inout MutableSpan<UInt8>
  ) -> Voice {
    if untoldMalformed > 0 {
      events.add(.malformed, tick: tick, value: untoldMalformed)
      untoldMalformed = 0
    }
    var spoken = Spoken()
    if stages.carrierIn != nil {
      spoken = stages.carrierIn!.speak(at: due, into: &pcm, wire: &wire, &events, tick: tick)
    }
    if stages.pcmIn != nil { spoken = stages.pcmIn!.speak(into: &pcm, wire: &wire, &events, tick: tick) }
    if stages.discordIn != nil {
      spoken = stages.discordIn!.speak(at: due, clock: clock, into: &pcm, &events, tick: tick)
    }
    judge(pcm.span, spoken.frame, at: due, tick: tick)
    listenToEcho(at: due)
    if spoken.isPresent, chain.process(&pcm) { spoken.isUntouched = false }
    if spoken.isPresent { level.measure(pcm.span) } else { pcm.fill(with: 0) }
    if ear != nil { ear!.hear(pcm.span, at: clock, &events, tick: tick) }
    tap.processed(pcm.span, at: clock)
    var voice = Voice()
    voice.isPresent = spoken.isPresent
    voice.isUntouched = spoken.isUntouched
    voice.isPcm = kind == .pcm
    voice.isLine = kind == .carrier && (!isEnded || spoken.isPresent)
    voice.isLoud = spoken.isPresent && (kind == .pcm || Voice.isLoud(pcm.span))
    voice.encoding = format.encoding.rawValue
    voice.ready = stages.pcmIn?.readyCount ?? 0
    voice.epoch = stages.pcmIn?.epoch ?? 0
    voice.stretch = stages.pcmIn?.stretch ?? Stretch()
    voice.ended = stages.pcmIn?.ended
    return voice
  }

  /// What the leg hears in this tick, live. `wire`, if there is any, is the same as bytes in the leg's format. True when
  /// it was sent, and a ledger is kept of it.
  mutating func hear(
    _ pcm: Span<Int16>, wire: Span<UInt8>, silent: Bool, limited: Bool, at now: Ticks, tick: UInt64
  ) -> Bool {
    if limited { self.limited += 1 }
    if ear != nil, !silent { ear!.played(pcm) }
    if kind == .carrier { quality.plays(pcm) }
    if stages.pcmOut != nil { stages.pcmOut!.live(pcm, wire: wire, silent: silent, &events, tick: tick) }
    if stages.discordOut != nil { stages.discordOut!.live(pcm, silent: silent, &events, tick: tick) }
    guard stages.carrierOut != nil else { return false }
    return stages.carrierOut!.live(pcm, wire: wire, silent: silent, at: now, &events, tick: tick)
  }

  /// Watches how good the call is; tells when its cause for complaint is another one.
  private mutating func judge(_ pcm: Span<Int16>, _ frame: QualityWindow.Frame, at now: Ticks, tick: UInt64) {
    guard kind == .carrier, !isEnded else { return }
    let all = latency(at: now)
    guard quality.says(pcm, frame, delay: Double(all.inbound + all.outbound) / 1000), let told = quality.last,
      told.cause != lastCause
    else { return }
    lastCause = told.cause
    events.add(.quality, tick: tick, value: UInt64(told.rating * 10), extra: UInt64(told.cause.rawValue))
  }

  /// Shows the chain what the leg was played when it said what is heard now.
  private mutating func listenToEcho(at now: Ticks) {
    guard chain.cancelsEcho else { return }
    let buffered = stages.carrierIn?.state.delay ?? 0
    if stages.carrierOut != nil { stages.carrierOut!.show(&chain, buffered: buffered, at: now) }
    if stages.pcmOut != nil { stages.pcmOut!.show(&chain) }
  }

  /// The next thing for the host, or nil. `noSpace` takes nothing.
  mutating func poll(_ id: SlotID, into buffer: inout MutableSpan<UInt8>) throws(Fault) -> RoomOutput? {
    if let told = try events.take(leg: id, into: &buffer) { return .event(told.event, length: told.length) }
    if stages.carrierOut != nil, let length = try Leg.take(&stages.carrierOut!, sid, into: &buffer) {
      return .message(id, length: length)
    }
    if stages.pcmOut != nil, let length = try stages.pcmOut!.take(into: &buffer) { return .audio(id, length: length) }
    if stages.discordOut != nil, let length = try stages.discordOut!.take(into: &buffer) {
      return .packet(id, length: length)
    }
    if stages.discordIn != nil, let heard = try stages.discordIn!.takeTap(into: &buffer) {
      return .speaker(id, user: heard.user, length: heard.length, position: heard.position)
    }
    if let heard = try tap.take(into: &buffer) { return .tap(id, length: heard.length, position: heard.position) }
    return nil
  }

  private static func take(
    _ out: inout CarrierOut, _ sid: borrowing Slab<UInt8>, into buffer: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int? {
    try out.take(sid.span, into: &buffer)
  }
}
