internal import PatchAudio
internal import PatchBase

// What the Room does with a leg in a tick, and when the host polls.
extension Leg {
  /// The leg's frame of this tick, if it has one; `due` is when the tick was due, `clock` the Room's time in samples.
  mutating func speak(
    at due: Ticks, tick: UInt64, clock: UInt64, into pcm: inout MutableSpan<Int16>,
    wire: inout MutableSpan<UInt8>
  ) -> Voice {
    events.tick = tick
    if untoldMalformed > 0 {
      events.add(.malformed, value: untoldMalformed)
      untoldMalformed = 0
    }
    var spoken = Spoken()
    if stages.carrierIn != nil {
      spoken = stages.carrierIn!.value.speak(at: due, into: &pcm, wire: &wire, &events)
    }
    if stages.pcmIn != nil { spoken = stages.pcmIn!.value.speak(into: &pcm, wire: &wire, &events) }
    if stages.discordIn != nil {
      spoken = stages.discordIn!.value.speak(at: due, clock: clock, into: &pcm, &events)
    }
    judge(pcm.span, spoken.frame, at: due)
    listenToEcho(at: due)
    if spoken.isPresent, chain.process(&pcm) { spoken.isUntouched = false }
    if spoken.isPresent { level.measure(pcm.span) } else { pcm.fill(with: 0) }
    if stages.isHeard { stages.ear!.value.hear(pcm.span, at: clock, &events) }
    tap.processed(pcm.span, at: clock)
    var voice = Voice()
    voice.isPresent = spoken.isPresent
    voice.isUntouched = spoken.isUntouched
    voice.isPcm = kind == .pcm
    voice.isLine = kind == .carrier && (!isEnded || spoken.isPresent)
    voice.isLoud = spoken.isPresent && (kind == .pcm || Voice.isLoud(pcm.span))
    voice.encoding = format.encoding.rawValue
    if stages.pcmIn != nil { stages.pcmIn!.value.describe(in: &voice) }
    return voice
  }

  /// What the leg hears in this tick, live. `wire`, if there is any, is the same as bytes in the leg's format. True when
  /// it was sent, and a ledger is kept of it.
  mutating func hear(
    _ pcm: Span<Int16>, wire: Span<UInt8>, silent: Bool, limited: Bool, at now: Ticks
  ) -> Bool {
    if limited { self.limited += 1 }
    if stages.isHeard, !silent { stages.ear!.value.played(pcm) }
    if Features.listening, kind == .carrier { quality.plays(pcm) }
    if stages.pcmOut != nil { stages.pcmOut!.value.live(pcm, wire: wire, silent: silent, &events) }
    if stages.discordOut != nil { stages.discordOut!.value.live(pcm, silent: silent, &events) }
    guard stages.carrierOut != nil else { return false }
    return stages.carrierOut!.value.live(pcm, wire: wire, silent: silent, at: now, &events)
  }

  /// Watches how good the call is; tells when its cause for complaint is another one.
  private mutating func judge(_ pcm: Span<Int16>, _ frame: QualityWindow.Frame, at now: Ticks) {
    guard Features.listening, kind == .carrier, !isEnded else { return }
    let all = latency(at: now)
    guard quality.says(pcm, frame, delay: Double(all.both) / 1000), let told = quality.last,
      told.cause != lastCause
    else { return }
    lastCause = told.cause
    events.add(.quality, value: UInt64(told.rating * 10), extra: UInt64(told.cause.rawValue))
  }

  /// Shows the chain what the leg was played when it said what is heard now.
  private mutating func listenToEcho(at now: Ticks) {
    guard chain.cancelsEcho else { return }
    let buffered = stages.carrierIn != nil ? stages.carrierIn!.value.delay : 0
    if stages.carrierOut != nil { stages.carrierOut!.value.show(&chain, buffered: buffered, at: now) }
    if stages.pcmOut != nil { stages.pcmOut!.value.show(&chain) }
  }

  /// The next thing for the host, or nil. `noSpace` takes nothing.
  mutating func poll(_ id: SlotID, into buffer: inout MutableSpan<UInt8>) throws(Fault) -> RoomOutput? {
    if let told = try events.take(leg: id, into: &buffer) { return told }
    if stages.carrierOut != nil, let length = try Leg.take(&stages.carrierOut!, sid, into: &buffer) {
      return .message(id, length: length)
    }
    if stages.pcmOut != nil, let length = try stages.pcmOut!.value.take(into: &buffer) {
      return .audio(id, length: length)
    }
    if stages.discordOut != nil, let length = try stages.discordOut!.value.take(into: &buffer) {
      return .packet(id, length: length)
    }
    if stages.discordIn != nil, let heard = try stages.discordIn!.value.takeTap(into: &buffer) {
      return .speaker(id, user: heard.user, length: heard.length, position: heard.position)
    }
    if let heard = try tap.take(into: &buffer) { return .tap(id, length: heard.length, position: heard.position) }
    return nil
  }

  private static func take(
    _ out: inout Box<CarrierOut>, _ sid: borrowing Block<UInt8>, into buffer: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int? {
    try out.value.take(sid.span, into: &buffer)
  }
}
